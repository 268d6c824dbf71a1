"""Puts a dossier with one claim and a coach into a partnership: prints the path of the claim and nothing else."""

import asyncio
import sys
from uuid import uuid4

from app.accounts.organisations import find_organisation_by_slug
from app.accounts.permissions import ANY_SCOPE, Issuer, Role
from app.assessing.candidates import CandidateDraft
from tests.contract.assessing_cases import Desk
from tests.load.contexts import open_context
from tests.skill_sets import add_published
from tests.staff import make_member


async def main(slug: str) -> None:
    """Opens the dossier in the name of a coordinator who never signs in."""
    async with open_context() as context:
        async with context.database.transaction() as session:
            found = await find_organisation_by_slug(session, slug)
        assert found is not None
        coordinator = Issuer(found.id, f"person:{uuid4()}", ANY_SCOPE, found.name, slug)
        published = await add_published(context, coordinator)
        [achievement] = published.content.achievements
        ids = tuple(criterion.id for criterion in achievement.criteria)
        desk = Desk(context, coordinator, published.id, achievement.id, ids)
        await make_member(context, found.id, "Kim Kaya", Role.COACH, email="kim@regio.example")
        dossier = await desk.open(CandidateDraft(reference="W-17", name="Sanne de Wit"))
        await desk.evidence(dossier)
        claim = await desk.claim(dossier)
        print(f"/desk/{slug}/dossiers/{dossier.id}/claims/{claim.id}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
