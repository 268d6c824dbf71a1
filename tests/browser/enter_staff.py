"""Makes a coordinator of an organisation and a session for the browser: prints the token and nothing else."""

import asyncio
import sys

from app.accounts.organisations import find_organisation_by_slug
from app.accounts.people import add_membership, add_person
from app.accounts.permissions import Role
from app.accounts.sessions import open_staff_session
from tests.load.contexts import open_context


async def main(slug: str, email: str) -> None:
    """Adds the person, then opens the session."""
    async with open_context() as context:
        async with context.database.transaction() as session:
            found = await find_organisation_by_slug(session, slug)
        assert found is not None
        async with context.database.transaction(organisation_id=found.id) as session:
            person = await add_person(context, session, name="Noor de Wit", email=email)
            await add_membership(
                context,
                session,
                organisation_id=found.id,
                person_id=person.id,
                roles=[Role.COORDINATOR],
                actor="operator",
            )
        async with context.database.transaction() as session:
            print((await open_staff_session(context, session, person.id)).token)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
