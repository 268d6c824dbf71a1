"""An issuer with a certificate: known by an authority of the operator, shown only when it is in the register."""

from dataclasses import replace
from datetime import timedelta

from app.platform.caching import Caches
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.trust.registry import register_issuer
from app.verifying.verify import verify_text
from tests.unit.commands.test_trusted import certified
from tests.unit.credentials.cases import NOW
from tests.unit.credentials.identifiers.test_x509 import DID, ISSUER, ROOT


def trusting(context: Context, *, authority: bool = True) -> Context:
    settings = replace(context.settings, certificate_authorities=(ROOT.certificate,) if authority else ())
    return replace(context, settings=settings, clock=FixedClock(NOW))


async def judged(context: Context, issuer: str) -> tuple[str, str]:
    report = await verify_text(context, certified(issuer))
    return report.verdict.value, report.deciding.code


async def test_a_certificate_counts_only_up_to_an_authority_of_the_operator(context: Context) -> None:
    assert await judged(trusting(context, authority=False), ISSUER) == ("indeterminate", "keys_unavailable")
    assert await judged(trusting(context), "https://elders.example") == ("invalid", "key_not_trusted")


async def test_a_certified_issuer_is_named_when_it_is_in_the_register(context: Context) -> None:
    world = trusting(context)
    assert await judged(world, ISSUER) == ("caution", "issuer_unknown")
    await register_issuer(
        context,
        did=ISSUER,
        name="Vakschool Elders",
        registered_by="operator",
        registered_from=NOW - timedelta(30),
    )
    other = replace(world, caches=Caches(world.clock))
    assert (await judged(other, ISSUER))[0] == "valid"


async def test_a_certificate_never_speaks_for_somebody_with_a_did(context: Context) -> None:
    assert (await judged(trusting(context), DID))[0] == "indeterminate"
