"""Fills the register: who recognises each other, who is suspended, who was taken over, and two people who recognise.

Prints their sessions and the addresses of the pages as JSON; the short name of an issuing partnership is its argument.
"""

import asyncio
import json
import sys
from datetime import timedelta

from app.accounts.organisations import Organisation, create_organisation, find_organisation_by_slug
from app.accounts.permissions import Role
from app.accounts.sessions import open_staff_session
from app.commands.partnerships import add_signing_keys, register
from app.platform.context import Context
from app.trust.identity import issuer_did
from app.trust.recognise import RecognitionRequest
from app.trust.recognise_as_operator import recognise_for, withdraw_as_operator
from app.trust.registry import register_issuer, set_issuer_state
from app.trust.succession import end_partnership
from tests.load.contexts import open_context
from tests.staff import make_member

NAMES = {
    "noorderpoort": "Skillspartnerschap Noord",
    "oostwerk": "Samenwerking Oost voor zorg, techniek en een leven lang ontwikkelen",
    "zuidpunt": "Leerwerkplaats Zuid",
}
ELSEWHERE = "did:web:vakschool.example"
SET = ("https://vakschool.example/skill-sets/heftruck", "Veilig werken in een magazijn")


async def _open(context: Context) -> Organisation:
    for slug, name in NAMES.items():
        made = await create_organisation(context, slug=slug, name=name, website=f"https://{slug}.example")
        await add_signing_keys(context, made)
        await register(context, made)
    await register_issuer(
        context,
        did=ELSEWHERE,
        name="Vakschool Elders",
        registered_by="operator",
        registered_from=context.clock.now() - timedelta(days=500),
        website="https://vakschool.example",
    )
    async with context.database.transaction() as session:
        found = await find_organisation_by_slug(session, "noorderpoort")
    assert found is not None
    return found


async def _recognise(context: Context, issuing: str) -> None:
    now = context.clock.now()
    noord, oost, _ = (issuer_did(context.settings, slug) for slug in NAMES)
    own = issuer_did(context.settings, issuing)
    year = now + timedelta(days=365)
    requests = (
        ("noorderpoort", RecognitionRequest(own, 4, recognised_from=now - timedelta(days=300))),
        ("noorderpoort", RecognitionRequest(oost, 3, *SET, recognised_until=year)),
        ("oostwerk", RecognitionRequest(noord, 2)),
        ("oostwerk", RecognitionRequest(noord, 3, *SET, recognised_from=now + timedelta(days=30))),
        ("zuidpunt", RecognitionRequest(noord, 4)),
        ("noorderpoort", RecognitionRequest(ELSEWHERE, 3, *SET)),
        ("oostwerk", RecognitionRequest(ELSEWHERE, 4)),
    )
    made = [await recognise_for(context, slug, request) for slug, request in requests]
    await withdraw_as_operator(context, made[-1].id)
    await set_issuer_state(context, ELSEWHERE, state="suspended")
    await end_partnership(context, "zuidpunt", successor="oostwerk")


async def main(issuing: str) -> None:
    """The register, and two coordinators of one partnership."""
    async with open_context() as context:
        organisation = await _open(context)
        await _recognise(context, issuing)
        tokens = {}
        for name in ("Noor de Wit", "Bas Smit"):
            person = await make_member(context, organisation.id, name, Role.COORDINATOR)
            async with context.database.transaction() as session:
                tokens[name] = (await open_staff_session(context, session, person.id)).token
    places = {
        "register": "/register",
        "recognised": "/partnerships/noorderpoort",
        "ended": "/partnerships/zuidpunt",
        "elsewhere": f"/register/{ELSEWHERE}",
        "nobody": "/register?name=atlantis",
    }
    print(json.dumps({"tokens": tokens, "places": places}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
