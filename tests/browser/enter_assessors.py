"""Makes a partnership with a skill set of five criteria, cases that wait, and links to confirm; prints them as JSON."""

import asyncio
import json
from uuid import uuid4

from app.accounts.organisations import create_organisation
from app.accounts.permissions import ANY_SCOPE, Issuer
from app.accounts.sessions import open_staff_session
from app.assessing.candidates import CandidateDraft
from app.assessing.co_sign import create_co_sign_link
from app.assessing.independence import person_of
from app.assessing.skill_set_content import NEW, Criterion, Reference
from app.platform.context import Context
from tests.contract.assessing_cases import Desk
from tests.load.contexts import open_context
from tests.skill_sets import add_draft, add_own_term, make_achievement, make_content, publish

SLUG = "telefoon"
NAMES = ("Sanne de Wit", "Ali Kaya", "Eva Bos", "Tomasz Nowak", "Fatima Ünal", "Joost van Dam")
FIVE = (
    {"nl": "Controleert de heftruck voor het rijden.", "en": "Checks the forklift before driving."},
    {"nl": "Rijdt rustig langs mensen.", "en": "Drives calmly past people."},
    {"nl": "Tilt een pallet recht en langzaam op.", "en": "Lifts a pallet straight and slowly."},
    {"nl": "Zet de lading veilig neer.", "en": "Puts the load down safely."},
    {"nl": "Laat de heftruck netjes achter.", "en": "Leaves the forklift tidy."},
)


async def open_five(context: Context) -> Desk:
    """The partnership, its skill set published."""
    made = await create_organisation(context, slug=SLUG, name="Skillspartnerschap Telefoon")
    coordinator = Issuer(made.id, f"person:{uuid4()}", ANY_SCOPE, made.name, made.slug)
    reference = Reference(own_term_id=await add_own_term(context, coordinator))
    criteria = tuple(Criterion(NEW, text) for text in FIVE)
    content = make_content(make_achievement(reference, criteria=criteria))
    published = await publish(context, coordinator, await add_draft(context, coordinator, content))
    [achievement] = published.content.achievements
    ids = tuple(criterion.id for criterion in achievement.criteria)
    return Desk(context, coordinator, published.id, achievement.id, ids)


async def make_case(desk: Desk, name: str, level: int) -> dict[str, str]:
    """A worker who waits, an assessor and a second one, each signed in."""
    dossier = await desk.open(CandidateDraft(reference=f"W-{uuid4()}", name=name))
    claim = await desk.claim(dossier, level)
    await desk.evidence(dossier)
    tokens = {}
    for role in ("token", "second"):
        person_id = person_of(await desk.assessor())
        async with desk.context.database.transaction() as session:
            tokens[role] = (await open_staff_session(desk.context, session, person_id)).token
    return {"path": f"/desk/{SLUG}/judge/{claim.id}", "worker": name, **tokens}


async def make_link(desk: Desk) -> str:
    """The path of a link by which a supervisor confirms."""
    claim = await desk.claim(await desk.open(CandidateDraft(reference=f"W-{uuid4()}", name=NAMES[0])), 1)
    async with desk.work() as session:
        _, secret = await create_co_sign_link(
            desk.context,
            session,
            desk.coordinator,
            claim.id,
            observation="Reed 2 uur met de heftruck, zonder fouten.",
            seen_on=desk.context.clock.now().date(),
        )
    return f"/confirm/{secret}"


async def main() -> None:
    """Cases at level 3, so that a second person looks too, and links."""
    async with open_context() as context:
        desk = await open_five(context)
        cases = [await make_case(desk, name, 3) for name in NAMES * 2]
        links = [await make_link(desk) for _ in range(4)]
    print(json.dumps({"cases": cases, "links": links}))


if __name__ == "__main__":
    asyncio.run(main())
