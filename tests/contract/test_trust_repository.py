"""Signing keys and the register of issuers on the real database."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.accounts.errors import ConfusableName
from app.accounts.organisations import Organisation, create_organisation
from app.credentials.keys.algorithms import Algorithm
from app.credentials.materials import RegisteredIssuer, Unavailable
from app.platform.caching import Caches
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from app.platform.vault import SealBroken
from app.trust import schemas
from app.trust.errors import IssuerAlreadyRegistered, NoSigningKey, RotationPending, UnknownIssuer
from app.trust.identity import issuer_did
from app.trust.keys import OVERLAP, create_key, list_keys, mark_compromised, rotate_key
from app.trust.registry import register_issuer, set_issuer_state
from app.trust.resolve import find_registered_issuer, resolve_keys
from app.trust.signers import signer_for
from app.trust.signing_keys import KeyPurpose, KeyState, SigningKey

NO_WAIT = timedelta(0)


async def make(context: Context, slug: str) -> Organisation:
    return await create_organisation(context, slug=slug, name=f"Partnership {slug}")


async def make_with_key(
    context: Context, slug: str, algorithm: str = "EdDSA"
) -> tuple[Organisation, SigningKey]:
    organisation = await make(context, slug)
    key = await create_key(
        context, organisation_id=organisation.id, purpose="credential", algorithm=algorithm
    )
    return organisation, key


async def rotate(context: Context, organisation_id: UUID, wait: timedelta = NO_WAIT) -> SigningKey:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        return await rotate_key(
            context,
            session,
            organisation_id=organisation_id,
            purpose=KeyPurpose.CREDENTIAL,
            actor="operator",
            pre_active=wait,
        )


async def keys_of(context: Context, organisation_id: UUID) -> list[SigningKey]:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        return await list_keys(session, organisation_id=organisation_id)


async def compromise(context: Context, organisation_id: UUID, key_id: UUID) -> SigningKey:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        return await mark_compromised(
            context, session, organisation_id=organisation_id, key_id=key_id, actor="operator"
        )


@pytest.mark.parametrize("algorithm", list(schemas.Algorithm))
async def test_what_a_signer_signs_its_published_key_verifies(context: Context, algorithm: Algorithm) -> None:
    organisation, key = await make_with_key(context, "emmen", algorithm)
    signer, key_id = await signer_for(context, organisation.id, "credential")
    did = issuer_did(context.settings, "emmen")
    assert (key_id, signer.kid, signer.algorithm) == (key.id, key.kid, algorithm)
    assert key.kid.startswith(did + "#")
    published = await resolve_keys(context, did, signer.kid)
    assert not isinstance(published, Unavailable)
    assert [found.public.verifies(b"bytes", signer.sign(b"bytes")) for found in published] == [True]


async def test_a_key_of_one_purpose_never_signs_for_another(context: Context) -> None:
    organisation, _ = await make_with_key(context, "almelo")
    with pytest.raises(NoSigningKey):
        await signer_for(context, organisation.id, "status-list")


async def test_a_key_for_an_unknown_organisation_is_refused(context: Context) -> None:
    with pytest.raises(NotFound):
        await create_key(context, organisation_id=UUID(int=7), purpose="credential")


async def test_a_rotation_publishes_first_and_lets_the_key_before_retire_after(context: Context) -> None:
    organisation, before = await make_with_key(context, "meppel")
    following = await rotate(context, organisation.id, timedelta(minutes=5))
    now = context.clock.now()
    old, new = await keys_of(context, organisation.id)
    assert (old.id, new.id) == (before.id, following.id)
    assert new.state(now) is KeyState.PRE_ACTIVE
    assert new.valid_from == now + timedelta(minutes=5)
    assert old.retired_at == new.valid_from + OVERLAP
    assert (await signer_for(context, organisation.id, "credential"))[1] == before.id
    published = await resolve_keys(context, issuer_did(context.settings, "meppel"), new.kid)
    assert not isinstance(published, Unavailable)
    assert {key.public.kid for key in published} == {old.kid, new.kid}


async def test_after_a_rotation_without_waiting_the_next_key_signs_and_is_resolved(context: Context) -> None:
    organisation, before = await make_with_key(context, "hengelo")
    did = issuer_did(context.settings, "hengelo")
    await signer_for(context, organisation.id, "credential")
    await resolve_keys(context, did, before.kid)
    following = await rotate(context, organisation.id)
    # This process still remembers the keys of a moment ago; a kid it does not know makes it look again.
    published = await resolve_keys(context, did, following.kid)
    assert not isinstance(published, Unavailable)
    assert following.kid in {key.public.kid for key in published}
    context.caches.clear()
    assert (await signer_for(context, organisation.id, "credential"))[1] == following.id


async def test_a_second_next_key_waits_for_the_first(context: Context) -> None:
    organisation, _ = await make_with_key(context, "borne")
    await rotate(context, organisation.id, timedelta(minutes=5))
    with pytest.raises(RotationPending):
        await rotate(context, organisation.id, timedelta(minutes=5))


async def test_ten_rotations_at_once_make_one_next_key(context: Context) -> None:
    organisation, _ = await make_with_key(context, "goor")
    results = await asyncio.gather(
        *(rotate(context, organisation.id, timedelta(minutes=5)) for _ in range(10)), return_exceptions=True
    )
    assert sum(isinstance(result, SigningKey) for result in results) == 1
    assert len(await keys_of(context, organisation.id)) == 2


async def test_a_compromised_key_is_followed_at_once(context: Context) -> None:
    organisation, key = await make_with_key(context, "raalte")
    marked = await compromise(context, organisation.id, key.id)
    assert marked.compromised_at == context.clock.now()
    context.caches.clear()
    _, key_id = await signer_for(context, organisation.id, "credential")
    assert key_id != key.id
    assert len(await keys_of(context, organisation.id)) == 2
    await compromise(context, organisation.id, key.id)
    assert len(await keys_of(context, organisation.id)) == 2


async def test_after_a_compromise_the_waiting_key_still_takes_over(context: Context) -> None:
    organisation, key = await make_with_key(context, "ommen")
    waiting = await rotate(context, organisation.id, timedelta(minutes=5))
    await compromise(context, organisation.id, key.id)
    context.caches.clear()
    _, key_id = await signer_for(context, organisation.id, "credential")
    replacement = next(found for found in await keys_of(context, organisation.id) if found.id == key_id)
    assert replacement.id not in (key.id, waiting.id)
    assert replacement.retired_at == waiting.valid_from + OVERLAP


async def test_a_compromise_in_the_future_or_of_an_unknown_key_is_refused(context: Context) -> None:
    organisation, key = await make_with_key(context, "dalfsen")
    with pytest.raises(NotFound):
        await compromise(context, organisation.id, UUID(int=9))
    with pytest.raises(InvalidInput):
        async with context.database.transaction(organisation_id=organisation.id) as session:
            await mark_compromised(
                context,
                session,
                organisation_id=organisation.id,
                key_id=key.id,
                actor="operator",
                compromised_at=context.clock.now() + timedelta(seconds=1),
            )


async def test_a_sealed_key_moved_to_another_row_does_not_open(context: Context) -> None:
    organisation, _ = await make_with_key(context, "elburg")
    await create_key(context, organisation_id=organisation.id, purpose="status-list")
    async with context.database.transaction(organisation_id=organisation.id) as session:
        await session.execute(
            text(
                "UPDATE signing_keys SET private_key_sealed = "
                "(SELECT private_key_sealed FROM signing_keys WHERE purpose = 'credential') "
                "WHERE purpose = 'status-list'"
            )
        )
    with pytest.raises(SealBroken):
        await signer_for(context, organisation.id, "status-list")


async def test_keys_of_another_organisation_are_invisible_and_not_writable(context: Context) -> None:
    ours, theirs = await make(context, "our-side"), (await make_with_key(context, "their-side"))[0]
    async with context.database.transaction(organisation_id=ours.id) as session:
        assert (await session.execute(text("SELECT id FROM signing_keys"))).all() == []
        changed = await session.execute(text("UPDATE signing_keys SET retired_at = now() RETURNING id"))
        assert changed.all() == []
    assert len(await keys_of(context, theirs.id)) == 1
    with pytest.raises(DBAPIError):
        async with context.database.transaction(organisation_id=ours.id) as session:
            await session.execute(
                text(
                    "INSERT INTO signing_keys (organisation_id, id, kid, purpose, algorithm, public_jwk, "
                    "private_key_sealed, kek_version, created_at, valid_from) VALUES (:theirs, "
                    "gen_random_uuid(), 'kid', 'credential', 'EdDSA', '{}', '', 1, now(), now())"
                ),
                {"theirs": theirs.id},
            )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM signing_keys",
        "UPDATE signing_keys SET valid_from = 'epoch'",
        "UPDATE signing_keys SET public_jwk = '{}'",
        "UPDATE registered_issuers SET name = 'Other'",
        "DELETE FROM registered_issuers",
        "INSERT INTO registered_issuers (did, name, registered_by, registered_from, state) "
        "VALUES ('did:web:evil.example', 'Evil', 'nobody', now(), 'active')",
    ],
)
async def test_the_application_cannot_rewrite_what_is_trusted(context: Context, statement: str) -> None:
    organisation, _ = await make_with_key(context, "kampen")
    with pytest.raises(DBAPIError):
        async with context.database.transaction(organisation_id=organisation.id) as session:
            await session.execute(text(statement))


async def test_the_register_tells_who_an_issuer_is(context: Context) -> None:
    organisation = await make(context, "deventer")
    did, now = issuer_did(context.settings, "deventer"), context.clock.now()
    assert await find_registered_issuer(context, did) is None
    facts = {"did": did, "name": "Deventer", "registered_by": "operator", "registered_from": now}
    await register_issuer(context, organisation_id=organisation.id, **facts)  # type: ignore[arg-type]
    context.caches.clear()
    assert await find_registered_issuer(context, did) == RegisteredIssuer(
        did, "Deventer", now, registered_by="operator"
    )
    with pytest.raises(IssuerAlreadyRegistered):
        await register_issuer(context, organisation_id=organisation.id, **facts)  # type: ignore[arg-type]
    await set_issuer_state(context, did, state="suspended")
    context.caches.clear()
    suspended = await find_registered_issuer(context, did)
    assert isinstance(suspended, RegisteredIssuer)
    assert suspended.state == "suspended"


async def test_a_foreign_issuer_can_be_registered(context: Context) -> None:
    did, now = "did:web:school.example", context.clock.now()
    await register_issuer(context, did=did, name="School", registered_by="operator", registered_from=now)
    assert isinstance(await find_registered_issuer(context, did), RegisteredIssuer)


async def test_the_state_of_an_unknown_issuer_cannot_change(context: Context) -> None:
    with pytest.raises(UnknownIssuer):
        await set_issuer_state(context, "did:web:nobody.example", state="ended")
    with pytest.raises(InvalidInput):
        await set_issuer_state(context, "did:web:nobody.example", state="lost")


async def test_a_partnership_that_does_not_exist_has_no_keys(context: Context) -> None:
    assert await resolve_keys(context, issuer_did(context.settings, "atlantis")) == ()


async def test_a_partnership_that_moved_is_in_the_register_at_both_addresses(context: Context) -> None:
    organisation = await make(context, "verhuisd")
    for host in ("passport.example", "paspoort.example"):
        registered = await register_issuer(
            context,
            did=f"did:web:{host}:issuers:verhuisd",
            name=organisation.name,
            registered_by="operator",
            registered_from=context.clock.now(),
            organisation_id=organisation.id,
        )
        assert registered.name == organisation.name


async def test_two_issuers_elsewhere_never_get_one_name_at_once(context: Context) -> None:
    calls = [
        register_issuer(
            context,
            did=f"did:web:elders-{number}.example",
            name="Vakschool Elders",
            registered_by="operator",
            registered_from=context.clock.now(),
        )
        for number in range(4)
    ]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(result, RegisteredIssuer) for result in results) == 1
    assert sum(isinstance(result, ConfusableName) for result in results) == 3


async def test_a_key_of_another_address_signs_nothing_until_it_is_rotated(context: Context) -> None:
    organisation, _ = await make_with_key(context, "verhuisd-2")
    settings = replace(context.settings, public_url="https://paspoort.example")
    moved = replace(context, settings=settings, caches=Caches(context.clock))
    with pytest.raises(NoSigningKey, match="Rotate"):
        await signer_for(moved, organisation.id, "credential")
    await rotate(moved, organisation.id)
    signer, _ = await signer_for(moved, organisation.id, "credential")
    assert signer.kid.startswith("did:web:paspoort.example:")
