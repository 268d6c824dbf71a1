"""The keys behind envelopes: which one signs, and what its life means for what it signed."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.credentials.report import Verdict
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.errors import InvalidInput
from app.trust.errors import NoSigningKey
from app.trust.keys import list_keys, mark_compromised
from app.trust.signing_keys import KeyPurpose
from app.verifying.verify import verify_text
from tests.contract.envelope_cases import code, later, rotate, wrap
from tests.contract.passport_world import World, build_world


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, "envelopes")


async def test_an_organisation_without_a_key_on_p256_gets_one_when_it_needs_it(
    world: World, superuser: Any
) -> None:
    issued = await world.issue()
    superuser.execute("DELETE FROM signing_keys WHERE purpose = 'credential-p256'")
    world.context.caches.clear()
    made = await asyncio.gather(*[wrap(world, issued, "dc+sd-jwt") for _ in range(5)])
    assert len({item.envelope.key_id for item in made}) == 1
    assert (await code(world.context, made[0]))[0] == "valid"


async def test_an_organisation_without_a_key_that_fits_is_told_so(world: World, superuser: Any) -> None:
    issued = await world.issue()
    superuser.execute("DELETE FROM signing_keys WHERE purpose = 'credential'")
    world.context.caches.clear()
    with pytest.raises(NoSigningKey):
        await wrap(world, issued)


async def test_an_eddsa_suite_needs_an_eddsa_key(world: World) -> None:
    issued = await world.issue()
    await rotate(world, KeyPurpose.CREDENTIAL, "ES256")
    with pytest.raises(NoSigningKey):
        await wrap(world, issued, "data-integrity", "eddsa-rdfc-2022")
    made = await wrap(world, issued, "data-integrity")
    assert made.envelope.cryptosuite == "ecdsa-rdfc-2019"


@pytest.mark.parametrize("form", ["vc+jwt", "dc+sd-jwt", "vc+sd-jwt", "data-integrity"])
@pytest.mark.abuse("A09")
async def test_what_a_retired_key_put_in_an_envelope_stays_valid(world: World, form: str) -> None:
    issued = await world.issue()
    made = await wrap(world, issued, form)
    await rotate(world, KeyPurpose.CREDENTIAL)
    await rotate(world, KeyPurpose.CREDENTIAL_P256)
    assert (await code(later(world.context, 7_200), made))[0] == "valid"


@pytest.mark.abuse("A09")
async def test_an_sd_jwt_that_shows_less_keeps_its_time_in_the_ledger(world: World) -> None:
    issued = await world.issue()
    made = await wrap(world, issued, "dc+sd-jwt")
    await rotate(world, KeyPurpose.CREDENTIAL_P256)
    token = made.secured.text.partition("~")[0]
    report = await verify_text(later(world.context, 7_200), token + "~")
    assert report.verdict is Verdict.VALID


@pytest.mark.abuse("A08")
async def test_an_envelope_after_a_compromise_is_worth_nothing(world: World) -> None:
    issued, context = await world.issue(), world.context
    early = await wrap(world, issued, "dc+sd-jwt")
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(minutes=30))
    stolen_at = context.clock.now()
    context.clock.advance(timedelta(minutes=30))
    late = await wrap(world, issued, "dc+sd-jwt")
    organisation_id = world.issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await mark_compromised(
            context,
            session,
            organisation_id=organisation_id,
            key_id=early.envelope.key_id,
            compromised_at=stolen_at,
            actor="operator",
        )
    context.caches.clear()
    assert (await code(context, early))[0] == "valid"
    assert await code(context, late) == ("invalid", "key_compromised")


async def test_a_key_on_p256_is_never_replaced_by_another_kind(world: World) -> None:
    with pytest.raises(InvalidInput):
        await rotate(world, KeyPurpose.CREDENTIAL_P256, "EdDSA")
    organisation_id = world.issuer.organisation_id
    async with world.context.database.transaction(organisation_id=organisation_id) as session:
        keys = await list_keys(session, organisation_id=organisation_id)
    assert {(key.purpose, key.algorithm) for key in keys} == {
        (KeyPurpose.CREDENTIAL, "EdDSA"),
        (KeyPurpose.CREDENTIAL_P256, "ES256"),
        (KeyPurpose.STATUS_LIST, "EdDSA"),
    }
