"""Makes two teams with one member for each role, and work that waits for each; prints their sessions as JSON.

Each device of a story has a team and workers of its own, so that no story waits for another. The short name of an
issuing partnership is the argument.
"""

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from app.accounts.organisations import find_organisation_by_slug
from app.accounts.people import Person, actor_of
from app.accounts.permissions import ANY_SCOPE, Issuer, Role
from app.accounts.sessions import open_staff_session
from app.assessing.candidates import CandidateDraft
from app.assessing.dossiers import Claim
from app.assessing.skill_set_content import NEW, Criterion, Reference
from app.ontologies.import_framework import import_esco
from app.platform.context import Context
from tests.browser.enter_assessors import FIVE
from tests.contract.assessing_cases import Desk
from tests.load.contexts import open_context
from tests.skill_sets import add_draft, add_own_term, make_achievement, make_content, publish
from tests.staff import make_member
from tests.vocabularies import english

DEVICES = ("phone", "desk")
# One name a role, to be found in lists; the last is the pair of eyes that a designer needs.
TEAM = {
    "coordinator": ("Noor", Role.COORDINATOR),
    "designer": ("Bas", Role.DESIGNER),
    "assessor": ("Eva", Role.ASSESSOR),
    "second-assessor": ("Omar", Role.SECOND_ASSESSOR),
    "coach": ("Kim", Role.COACH),
    "reader": ("Lies", Role.READER),
    "colleague": ("Ans", Role.DESIGNER),
}
FAMILIES = {"phone": "Bakker", "desk": "Visser"}
WORKERS = {
    "phone": {"judge": "Sanne de Wit", "second": "Ali Kaya", "ready": "Eva Bos", "coached": "Tomasz Nowak"},
    "desk": {
        "judge": "Fatima Ünal",
        "second": "Joost van Dam",
        "ready": "Mei Lin",
        "coached": "Samir Haddad",
    },
}


@dataclass
class Team:
    """The people of one device, and what waits for them."""

    desk: Desk
    device: str

    async def enter(self) -> dict[str, str]:
        """A session for each member; who judges has a mandate."""
        return {role: await self._member(role) for role in TEAM}

    async def wait(self) -> dict[str, str]:
        """The path of each claim that waits."""
        cases = {
            "judge": await self._case("judge", 3),
            "second": await self._case("second", 3),
            "ready": await self._case("ready", 2),
        }
        for what in ("second", "ready"):
            await self.desk.judge(cases[what], await self.desk.assessor())
        return {what: str(claim.id) for what, claim in cases.items()}

    async def _member(self, key: str) -> str:
        name, role = TEAM[key]
        context, organisation_id = self.desk.context, self.desk.organisation_id
        address = f"{key}.{self.device}@regio.example"
        person = await make_member(
            context, organisation_id, f"{name} {FAMILIES[self.device]}", role, email=address
        )
        if role in (Role.ASSESSOR, Role.SECOND_ASSESSOR):
            await self.desk.mandate(self._as(person), 3)
        async with context.database.transaction() as session:
            return (await open_staff_session(context, session, person.id)).token

    def _as(self, person: Person) -> Issuer:
        actor = actor_of(person.id)
        return Issuer(self.desk.organisation_id, actor, ANY_SCOPE, "", self.desk.coordinator.slug)

    async def _case(self, what: str, level: int) -> Claim:
        name = WORKERS[self.device][what]
        dossier = await self.desk.open(CandidateDraft(reference=f"W-{uuid4()}", name=name))
        await self.desk.evidence(dossier)
        return await self.desk.claim(dossier, level)


async def open_five(context: Context, slug: str) -> Desk:
    """The partnership with a published set of one skill with five criteria."""
    async with context.database.transaction() as session:
        found = await find_organisation_by_slug(session, slug)
    assert found is not None
    coordinator = Issuer(found.id, f"person:{uuid4()}", ANY_SCOPE, found.name, slug)
    reference = Reference(own_term_id=await add_own_term(context, coordinator))
    criteria = tuple(Criterion(NEW, text) for text in FIVE)
    content = make_content(make_achievement(reference, code="rijden", criteria=criteria))
    published = await publish(context, coordinator, await add_draft(context, coordinator, content))
    [achievement] = published.content.achievements
    ids = tuple(criterion.id for criterion in achievement.criteria)
    return Desk(context, coordinator, published.id, achievement.id, ids)


async def main(slug: str) -> None:
    """Two teams in one partnership."""
    made = {}
    async with open_context() as context:
        desk = await open_five(context, slug)
        with TemporaryDirectory() as folder:
            await import_esco(context, [english(Path(folder))], on_bytes=lambda count: None)
        for device in DEVICES:
            await add_own_term(context, desk.coordinator, f"Pompwagen {FAMILIES[device]}")
            team = Team(desk, device)
            made[device] = {"tokens": await team.enter(), "claims": await team.wait()}
    print(json.dumps(made))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
