"""Puts a skill set into a partnership; with the id of a claim and a word, an assessor of it judges: met or not-yet."""

import asyncio
import sys
from uuid import UUID, uuid4

from app.accounts.organisations import find_organisation_by_slug
from app.accounts.permissions import ANY_SCOPE, Issuer
from app.assessing.dossiers import load_claim
from app.assessing.judgement_answers import Rating
from app.assessing.skill_sets import load_skill_set
from tests.contract.assessing_cases import Desk
from tests.load.contexts import open_context
from tests.skill_sets import add_published


async def main(slug: str, claim_id: str = "", word: str = "") -> None:
    """In the name of people who never sign in."""
    async with open_context() as context:
        async with context.database.transaction() as session:
            found = await find_organisation_by_slug(session, slug)
        assert found is not None
        coordinator = Issuer(found.id, f"person:{uuid4()}", ANY_SCOPE, found.name, slug)
        if not claim_id:
            await add_published(context, coordinator)
            return
        async with context.database.transaction(organisation_id=found.id) as session:
            claim, dossier = await load_claim(session, found.id, UUID(claim_id))
            skill_set = await load_skill_set(
                session, found.id, dossier.skill_set_id, dossier.skill_set_version
            )
        [achievement] = skill_set.content.achievements
        ids = tuple(criterion.id for criterion in achievement.criteria)
        desk = Desk(context, coordinator, skill_set.id, achievement.id, ids)
        ratings = (Rating.not_yet if word == "not-yet" else Rating.yes,) * len(ids)
        await desk.judge(claim, await desk.assessor(), *ratings)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
