"""Making envelopes in tests, and reading back what a verifier makes of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.credentials.formats.selective_disclosure import derive
from app.credentials.keys.algorithms import Algorithm
from app.issuing.complete_envelope import IssuedEnvelope
from app.issuing.envelope_requests import EnvelopeRequest
from app.issuing.envelopes import create_envelope
from app.issuing.issuances import IssuedCredential
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.trust.keys import rotate_key
from app.trust.signing_keys import KeyPurpose
from app.verifying.verify import verify_text
from tests.contract.passport_world import World


async def wrap(
    world: World, issued: IssuedCredential, form: str = "vc+jwt", suite: str | None = None, **changes: Any
) -> IssuedEnvelope:
    """One envelope of the credential, under a key of its own unless one is given."""
    world.orders += 1
    request = EnvelopeRequest(f"envelope/{world.orders:05}", issued.id, form, suite)
    return await create_envelope(world.context, world.issuer, replace(request, **changes))


def shown(made: IssuedEnvelope) -> str:
    """What a holder shows of it: all of it."""
    is_base = made.envelope.cryptosuite == "ecdsa-sd-2023"
    return derive(made.secured.text, [""]).text if is_base else made.secured.text


def later(context: Context, seconds: float = 2) -> Context:
    """The same service later, with its short memory over."""
    return replace(context, clock=FixedClock(context.clock.now() + timedelta(seconds=seconds)))


async def code(context: Context, made: IssuedEnvelope) -> tuple[str, str]:
    report = await verify_text(context, shown(made))
    return report.verdict.value, report.deciding.code


async def rotate(world: World, purpose: KeyPurpose, algorithm: str | None = None) -> None:
    """Rotate at once, with nothing remembered."""
    context, organisation_id = world.context, world.issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await rotate_key(
            context,
            session,
            organisation_id=organisation_id,
            purpose=purpose,
            algorithm=None if algorithm is None else Algorithm(algorithm),
            actor="operator",
            pre_active=timedelta(0),
        )
    context.caches.clear()
