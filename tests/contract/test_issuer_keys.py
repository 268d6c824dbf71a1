"""Keys of registered issuers elsewhere: the first ones count, a change waits for an operator (A19)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.commands.doctor_issuing import examine_issuer_keys
from app.credentials.encoding import strict_json
from app.credentials.identifiers.did_document import build_did_document
from app.credentials.identifiers.did_web import did_web_url
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import IssuerKey, Unavailable
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.trust.errors import UnknownIssuer, UnknownIssuerKey
from app.trust.issuer_keys import (
    KnownKey,
    approve_keys,
    list_known_keys,
    list_waiting_keys,
    refuse_keys,
)
from app.trust.registry import list_history
from app.trust.resolve import resolve_keys
from tests.contract.test_verifying_foreign import DID, Foreigner, _move_abroad, _verdict

pytestmark = pytest.mark.abuse("A19")
THEIRS = LocalSigner(f"{DID}#key-2", generate_private_key("ES256"))


def show(foreigner: Foreigner, *signers: LocalSigner, **life: object) -> None:
    """What the issuer's address shows from now on; `life` is of the first key."""
    keys = [IssuerKey(signer.public, "any", foreigner.internet.now) for signer in signers]
    if keys and life:
        keys[0] = replace(keys[0], **life)  # type: ignore[arg-type]
    foreigner.internet.pages[did_web_url(DID)] = strict_json.dumps(build_did_document(DID, keys))


async def known(foreigner: Foreigner) -> dict[str, KnownKey]:
    return {key.public.kid: key for key in await list_known_keys(foreigner.context, DID)}


async def approve(foreigner: Foreigner, *kids: str) -> None:
    keys = await known(foreigner)
    await approve_keys(foreigner.context, DID, [keys[kid].thumbprint for kid in kids], actor="operator")
    foreigner.context.caches.clear()


async def abroad(context: Context) -> tuple[Foreigner, str]:
    """An issuer whose first key was seen, and a credential that is valid under it."""
    foreigner = await _move_abroad(context)
    credential = foreigner.issue()
    assert (await _verdict(foreigner, credential))[0] == "valid"
    return foreigner, credential


async def test_another_key_waits_until_an_operator_approves_it(context: Context) -> None:
    foreigner, first = await abroad(context)
    show(foreigner, foreigner.signer, THEIRS)
    second = replace(foreigner, signer=THEIRS).issue()
    assert await _verdict(foreigner, second) == ("indeterminate", "did_key_changed")
    assert (await _verdict(foreigner, first))[0] == "valid"
    await approve(foreigner, THEIRS.kid)
    assert (await _verdict(foreigner, first))[0] == "valid"
    keys = await resolve_keys(foreigner.context, DID, THEIRS.kid)
    assert not isinstance(keys, Unavailable)
    assert [key.public for key in keys] == [foreigner.signer.public, THEIRS.public]


async def test_another_key_under_the_same_name_is_another_key(context: Context) -> None:
    foreigner, first = await abroad(context)
    thief = LocalSigner(foreigner.signer.kid, generate_private_key("EdDSA"))
    show(foreigner, thief)
    forged = replace(foreigner, signer=thief).issue()
    assert await _verdict(foreigner, forged) == ("indeterminate", "did_key_changed")
    assert await _verdict(foreigner, first) == ("indeterminate", "did_key_changed")


async def test_a_key_that_is_gone_is_retired_when_an_operator_agrees(context: Context) -> None:
    foreigner, first = await abroad(context)
    show(foreigner)
    assert await _verdict(foreigner, first) == ("indeterminate", "did_key_changed")
    await approve(foreigner, foreigner.signer.kid)
    assert await _verdict(foreigner, first) == ("invalid", "key_retired")


async def test_keys_that_come_back_count_again(context: Context) -> None:
    foreigner, first = await abroad(context)
    show(foreigner)
    assert await _verdict(foreigner, first) == ("indeterminate", "did_key_changed")
    show(foreigner, foreigner.signer)
    assert (await _verdict(foreigner, first))[0] == "valid"


async def test_an_end_that_was_told_is_never_taken_back(context: Context) -> None:
    foreigner, first = await abroad(context)
    clock = foreigner.context.clock
    assert isinstance(clock, FixedClock)
    show(foreigner, foreigner.signer, compromised_at=context.clock.now() - timedelta(hours=1))
    assert await _verdict(foreigner, first) == ("invalid", "key_compromised")
    show(foreigner, foreigner.signer)
    assert await _verdict(foreigner, first) == ("invalid", "key_compromised")


async def test_a_key_that_nobody_shows_is_simply_not_theirs(context: Context) -> None:
    foreigner, _ = await abroad(context)
    forged = replace(foreigner, signer=THEIRS).issue()
    assert await _verdict(foreigner, forged) == ("invalid", "key_not_trusted")


async def test_a_host_that_shows_new_keys_all_day_fills_no_table(context: Context) -> None:
    foreigner, _ = await abroad(context)
    private = generate_private_key("EdDSA")
    for start in (0, 60):
        new = [LocalSigner(f"{DID}#{start + number}", private) for number in range(60)]
        show(foreigner, foreigner.signer, *new)
        await resolve_keys(foreigner.context, DID)
    assert len(await known(foreigner)) == 101
    last = await resolve_keys(foreigner.context, DID, f"{DID}#119")
    assert isinstance(last, Unavailable)
    assert last.code == "did_key_changed"


async def test_the_change_is_in_the_log_once(context: Context, capsys: pytest.CaptureFixture[str]) -> None:
    foreigner, _ = await abroad(context)
    assert "did.changed" not in capsys.readouterr().err
    show(foreigner, foreigner.signer, THEIRS)
    for _ in range(2):
        await resolve_keys(foreigner.context, DID)
        foreigner.context.caches.clear()
    captured = capsys.readouterr()
    assert (captured.out + captured.err).count("did.changed") == 1


async def test_only_a_key_that_was_seen_can_be_approved(context: Context) -> None:
    foreigner, _ = await abroad(context)
    with pytest.raises(UnknownIssuerKey):
        await approve_keys(foreigner.context, DID, ["nothing"], actor="operator")
    with pytest.raises(UnknownIssuer):
        await list_known_keys(foreigner.context, "did:web:nobody.example")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE issuer_keys SET approved_at = now(), approved_by = 'me'",
        "UPDATE issuer_keys SET public_jwk = '{}'",
        "DELETE FROM issuer_keys",
    ],
)
async def test_the_service_itself_approves_nothing(context: Context, statement: str) -> None:
    await abroad(context)
    with pytest.raises(DBAPIError):
        async with context.database.transaction() as session:
            await session.execute(text(statement))


async def test_a_key_that_an_operator_refused_is_simply_not_theirs_until_it_is_approved_after_all(
    context: Context,
) -> None:
    foreigner, first = await abroad(context)
    show(foreigner, foreigner.signer, THEIRS)
    second = replace(foreigner, signer=THEIRS).issue()
    assert await _verdict(foreigner, second) == ("indeterminate", "did_key_changed")
    keys = await known(foreigner)
    await refuse_keys(foreigner.context, DID, [keys[THEIRS.kid].thumbprint], actor="operator")
    foreigner.context.caches.clear()
    assert await _verdict(foreigner, second) == ("invalid", "key_not_trusted")
    assert (await _verdict(foreigner, first))[0] == "valid"
    assert await list_waiting_keys(foreigner.context) == []
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(minutes=1))
    await approve(foreigner, THEIRS.kid)
    assert not (await known(foreigner))[THEIRS.kid].is_refused
    async with context.database.transaction() as session:
        history = [event.action for event in await list_history(session, DID)]
    assert set(history) == {"registered", "keys-refused", "keys-approved"}
    assert history[-1] == "keys-approved"


async def test_a_key_that_counts_or_was_never_seen_cannot_be_refused(context: Context) -> None:
    foreigner, _ = await abroad(context)
    counts = (await known(foreigner))[foreigner.signer.kid].thumbprint
    for thumbprint in (counts, "nothing"):
        with pytest.raises(UnknownIssuerKey):
            await refuse_keys(foreigner.context, DID, [thumbprint], actor="operator")


async def test_an_operator_finds_every_change_that_waits_at_once(context: Context) -> None:
    foreigner, _ = await abroad(context)
    assert await list_waiting_keys(foreigner.context) == []
    assert (await examine_issuer_keys(foreigner.context)).is_well
    show(foreigner, THEIRS)
    await resolve_keys(foreigner.context, DID)
    found = await list_waiting_keys(foreigner.context)
    assert {(did, key.public.kid) for did, key in found} == {(DID, foreigner.signer.kid), (DID, THEIRS.kid)}
    finding = await examine_issuer_keys(foreigner.context)
    assert not finding.is_well and DID in finding.detail
    await approve(foreigner, foreigner.signer.kid, THEIRS.kid)
    assert await list_waiting_keys(foreigner.context) == []
