"""Makes a partnership with a team of four and a term of its own: prints its slug and their sessions as JSON."""

import asyncio
import json

from app.accounts.organisations import create_organisation
from app.accounts.permissions import ANY_SCOPE, Issuer, Role
from app.accounts.sessions import open_staff_session
from tests.load.contexts import open_context
from tests.skill_sets import add_own_term
from tests.staff import make_member

SLUG = "werkplek"
TEAM = {
    "noor": ("Noor de Wit", Role.COORDINATOR),
    "bas": ("Bas Smit", Role.DESIGNER),
    "eva": ("Eva Bos", Role.ASSESSOR),
    "kim": ("Kim Kaya", Role.COACH),
}


async def main() -> None:
    """The team, each with a session."""
    async with open_context() as context:
        made = await create_organisation(context, slug=SLUG, name="Skillspartnerschap Werkplek")
        issuer = Issuer(made.id, "operator", ANY_SCOPE, made.name, made.slug)
        await add_own_term(context, issuer, "Heftruck rijden")
        tokens = {}
        for key, (name, role) in TEAM.items():
            person = await make_member(context, made.id, name, role)
            async with context.database.transaction() as session:
                tokens[key] = (await open_staff_session(context, session, person.id)).token
    print(json.dumps({"slug": SLUG, "tokens": tokens}))


if __name__ == "__main__":
    asyncio.run(main())
