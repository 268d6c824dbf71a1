"""One credential in many envelopes, on the real database: each its own status, and all of them one fate."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.report import Verdict
from app.credentials.verification import read
from app.issuing import envelopes
from app.issuing.complete_envelope import IssuedEnvelope
from app.issuing.envelope_requests import EnvelopeRequest
from app.issuing.envelope_rows import EnvelopeRepository
from app.issuing.envelopes import create_envelope, list_envelopes, load_envelope
from app.issuing.errors import CredentialAlreadyRevoked, LintMismatch, SignerUnavailable
from app.issuing.issuances import IssuedCredential
from app.issuing.memory import memory_of, versions_of
from app.issuing.reconcile import reconcile_issuances
from app.issuing.revoke import RevocationReason, revoke
from app.issuing.suspend import reinstate, suspend
from app.issuing.token_status_lists import find_local_token_status_list
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from app.platform.idempotency import IdempotencyInProgress, IdempotencyMismatch
from app.trust.signing_keys import KeyPurpose
from app.verifying.verify import verify_text
from tests.contract.envelope_cases import code, later, rotate, shown, wrap
from tests.contract.passport_world import World, build_world

FORMS = [
    ("vc-jwt", None),
    ("vc+jwt", None),
    ("vc+sd-jwt", None),
    ("dc+sd-jwt", None),
    ("data-integrity", None),
    ("data-integrity", "eddsa-jcs-2022"),
    ("data-integrity", "ecdsa-rdfc-2019"),
    ("data-integrity", "ecdsa-jcs-2019"),
    ("data-integrity", "ecdsa-sd-2023"),
]
HOLDER = PublicKey.of(generate_private_key("ES256"), kid="").to_jwk()


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, "envelopes")


@pytest.mark.parametrize(("form", "suite"), FORMS)
async def test_a_credential_is_valid_in_every_envelope_and_says_the_same(
    world: World, form: str, suite: str | None
) -> None:
    issued = await world.issue()
    plain = await verify_text(world.context, issued.secured.text)
    made = await wrap(world, issued, form, suite)
    report = await verify_text(world.context, shown(made))
    assert (report.verdict, report.format) == (Verdict.VALID, form)
    assert report.credential is not None
    assert plain.credential is not None
    own = {"status": plain.credential.status, "token_status": None}
    assert replace(report.credential, **own) == plain.credential
    assert report.credential.id == f"urn:uuid:{issued.id}"
    if form == "data-integrity":
        assert report.cryptosuites == (suite or "eddsa-rdfc-2022",)


async def test_every_envelope_has_a_status_of_its_own(world: World) -> None:
    issued = await world.issue()
    made = [await wrap(world, issued, form, suite) for form, suite in FORMS]
    places = {(item.envelope.status_list_id, item.envelope.status_index) for item in made}
    assert len(places | {(issued.issuance.status_list_id, issued.issuance.status_index)}) == len(FORMS) + 1


async def test_the_key_of_the_holder_is_in_the_sd_jwt(world: World) -> None:
    issued = await world.issue()
    made = await wrap(world, issued, "dc+sd-jwt", holder_key=HOLDER)
    assert read(made.secured.text).claims["cnf"] == {"jwk": HOLDER}
    assert (await code(world.context, made))[0] == "valid"


@pytest.mark.parametrize(
    ("form", "changes", "pointer"),
    [
        ("vc+jwt", {"cryptosuite": "eddsa-rdfc-2022"}, "/cryptosuite"),
        ("vc+jwt", {"holder_key": HOLDER}, "/holderKey"),
        ("dc+sd-jwt", {"holder_key": {"kty": "RSA"}}, "/holderKey"),
        ("dc+sd-jwt", {"holder_key": {**HOLDER, "d": "AAAA"}}, "/holderKey"),
        (
            "vc+sd-jwt",
            {"holder_key": PublicKey.of(generate_private_key("ES384"), kid="").to_jwk()},
            "/holderKey",
        ),
    ],
)
async def test_what_does_not_go_together_is_refused(
    world: World, form: str, changes: dict[str, Any], pointer: str
) -> None:
    issued = await world.issue()
    with pytest.raises(InvalidInput) as refused:
        await wrap(world, issued, form, **changes)
    assert [fault.pointer for fault in refused.value.errors] == [pointer]


@pytest.mark.abuse("A12")
async def test_a_revocation_reaches_every_envelope_at_once(world: World) -> None:
    issued, other = await world.issue(), await world.issue("w-2")
    made = [await wrap(world, issued, form, suite) for form, suite in FORMS]
    bystander = await wrap(world, other, "dc+sd-jwt")
    await revoke(world.context, world.issuer, issued.id, reason=RevocationReason.ERROR)
    for item in made:
        assert await code(world.context, item) == ("invalid", "revoked")
    assert (await code(world.context, bystander))[0] == "valid"


async def test_a_suspension_comes_and_goes_in_every_envelope(world: World) -> None:
    issued = await world.issue()
    made = [await wrap(world, issued, form, suite) for form, suite in FORMS]
    await suspend(world.context, world.issuer, issued.id)
    for item in made:
        assert await code(world.context, item) == ("caution", "suspended")
    await reinstate(world.context, world.issuer, issued.id)
    for item in made:
        assert (await code(world.context, item))[0] == "valid"


@pytest.mark.parametrize("form", ["vc+jwt", "dc+sd-jwt"])
async def test_an_envelope_of_a_suspended_credential_is_suspended_until_it_is_reinstated(
    world: World, form: str
) -> None:
    issued = await world.issue()
    await suspend(world.context, world.issuer, issued.id)
    made = await wrap(world, issued, form)
    assert await code(world.context, made) == ("caution", "suspended")
    await reinstate(world.context, world.issuer, issued.id)
    assert (await code(world.context, made))[0] == "valid"


async def test_no_envelope_is_made_of_a_revoked_credential(world: World) -> None:
    issued = await world.issue()
    first = await wrap(world, issued, key="envelope/first")
    await revoke(world.context, world.issuer, issued.id, reason=RevocationReason.ERROR)
    with pytest.raises(CredentialAlreadyRevoked):
        await wrap(world, issued)
    again = await wrap(world, issued, key="envelope/first")
    assert (again.secured, again.is_replay) == (first.secured, True)


async def test_revoking_while_envelopes_are_made_leaves_none_of_them_valid(world: World) -> None:
    issued = await world.issue()
    making = [wrap(world, issued, form, suite) for form, suite in FORMS]
    revoking = revoke(world.context, world.issuer, issued.id, reason=RevocationReason.ERROR)
    *made, _ = await asyncio.gather(*making, revoking, return_exceptions=True)
    for item in made:
        if isinstance(item, IssuedEnvelope):
            assert await code(world.context, item) == ("invalid", "revoked")
        else:
            assert isinstance(item, CredentialAlreadyRevoked), item


@pytest.mark.abuse("A11")
async def test_ten_calls_with_one_key_make_one_envelope(world: World) -> None:
    issued = await world.issue()
    request = EnvelopeRequest("envelope/same", issued.id, "dc+sd-jwt")
    calls = [create_envelope(world.context, world.issuer, request) for _ in range(10)]
    made = await asyncio.gather(*calls)
    assert len({(item.envelope.id, item.secured.text) for item in made}) == 1
    assert [item.is_replay for item in made].count(False) == 1


@pytest.mark.abuse("A11")
async def test_another_order_under_the_same_key_is_refused(world: World) -> None:
    issued, other = await world.issue(), await world.issue("w-2")
    await wrap(world, issued, key="envelope/same")
    with pytest.raises(IdempotencyMismatch):
        await wrap(world, issued, "dc+sd-jwt", key="envelope/same")
    with pytest.raises(IdempotencyMismatch):
        await wrap(world, other, key="envelope/same")


async def test_two_credentials_at_once_under_one_key_make_one_envelope(world: World) -> None:
    credentials = [await world.issue(f"w-{number}") for number in range(5)]
    calls = [wrap(world, issued, key="envelope/same") for issued in credentials]
    made = await asyncio.gather(*calls, return_exceptions=True)
    assert len([item for item in made if isinstance(item, IssuedEnvelope)]) == 1
    assert len([item for item in made if isinstance(item, IdempotencyMismatch)]) == 4


async def test_envelopes_are_listed_newest_first_and_read_one_by_one(world: World) -> None:
    issued, context = await world.issue(), world.context
    made = []
    for form in ("vc+jwt", "dc+sd-jwt", "vc+sd-jwt"):
        made.append(await wrap(world, issued, form))
        assert isinstance(context.clock, FixedClock)
        context.clock.advance(timedelta(seconds=1))
    organisation_id = world.issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        found = await list_envelopes(session, organisation_id, issued.id, limit=2, before=None)
        assert [item.id for item in found] == [made[2].envelope.id, made[1].envelope.id]
        last = (found[-1].created_at, found[-1].id)
        rest = await list_envelopes(session, organisation_id, issued.id, limit=2, before=last)
        assert [item.id for item in rest] == [made[0].envelope.id]
        one = await load_envelope(context, session, organisation_id, issued.id, made[1].envelope.id)
        assert one.secured == made[1].secured
        with pytest.raises(NotFound):
            await load_envelope(context, session, organisation_id, issued.id, UUID(int=1))


async def test_another_organisation_finds_nothing_to_wrap(world: World) -> None:
    issued = await world.issue()
    other = await build_world(world.context, "others")
    with pytest.raises(NotFound):
        await wrap(other, issued)


@pytest.mark.abuse("A10")
async def test_a_retry_completes_what_was_planned_to_the_byte(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = await world.issue()
    await _reserve_only(world, issued, monkeypatch, "dc+sd-jwt")
    [planned] = await _rows(world, "reserved")
    made = await wrap(world, issued, "dc+sd-jwt", key="envelope/left")
    assert (made.envelope.id, made.is_replay) == (planned["id"], True)
    assert (await code(world.context, made))[0] == "valid"


@pytest.mark.abuse("A10")
async def test_the_sweep_completes_what_a_crash_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = await world.issue()
    await _reserve_only(world, issued, monkeypatch, "dc+sd-jwt")
    assert await reconcile_issuances(world.context) == 0
    assert isinstance(world.context.clock, FixedClock)
    world.context.clock.advance(timedelta(minutes=2))
    assert await reconcile_issuances(world.context) == 1
    assert len(await _rows(world, "signed")) == 1
    assert await reconcile_issuances(world.context) == 0


@pytest.mark.abuse("A08")
async def test_what_a_lost_key_was_to_sign_becomes_void_and_gives_its_key_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = await world.issue()
    await _reserve_only(world, issued, monkeypatch, "vc+jwt")
    await rotate(world, KeyPurpose.CREDENTIAL)
    with pytest.raises(SignerUnavailable):
        await wrap(world, issued, key="envelope/left")
    made = await wrap(world, issued, key="envelope/left")
    assert (await code(later(world.context), made))[0] == "valid"
    assert len(await _rows(world, "void")) == 1


async def test_the_sweep_voids_what_may_not_be_signed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = await world.issue()
    await _reserve_only(world, issued, monkeypatch, "vc+jwt")
    await rotate(world, KeyPurpose.CREDENTIAL)
    assert isinstance(world.context.clock, FixedClock)
    world.context.clock.advance(timedelta(minutes=2))
    assert await reconcile_issuances(world.context) == 0
    assert len(await _rows(world, "void")) == 1


@pytest.mark.abuse("A10")
async def test_bytes_that_were_changed_in_the_ledger_are_never_signed(
    world: World, monkeypatch: pytest.MonkeyPatch, superuser: Any
) -> None:
    issued = await world.issue()
    await _reserve_only(world, issued, monkeypatch, "vc+jwt")
    superuser.execute("UPDATE envelopes SET tbs_digest = sha256('other')")
    with pytest.raises(LintMismatch):
        await wrap(world, issued, key="envelope/left")
    assert len(await _rows(world, "void")) == 1


@pytest.mark.parametrize("find", ["_lint", "_is_proven"])
async def test_what_does_not_pass_its_last_check_does_not_leave(
    world: World, monkeypatch: pytest.MonkeyPatch, find: str
) -> None:
    issued = await world.issue()
    answer = ["content_changed"] if find == "_lint" else False
    monkeypatch.setattr(f"app.issuing.sign_envelope.{find}", lambda *arguments: answer)
    with pytest.raises(LintMismatch):
        await wrap(world, issued)


async def test_a_credential_that_another_call_holds_is_in_progress(world: World, context: Context) -> None:
    issued, organisation_id = await world.issue(), world.issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await session.execute(text("SELECT 1 FROM issuances FOR UPDATE"))
        with pytest.raises(IdempotencyInProgress):
            await wrap(world, issued)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE envelopes SET signature = 'x'",
        "UPDATE envelopes SET state = 'reserved'",
        "UPDATE envelopes SET tbs_sealed = 'x'",
        "DELETE FROM envelopes",
    ],
)
async def test_the_ledger_of_envelopes_is_final(world: World, statement: str) -> None:
    await wrap(world, await world.issue())
    with pytest.raises(DBAPIError):
        async with world.context.database.transaction(
            organisation_id=world.issuer.organisation_id
        ) as session:
            await session.execute(text(statement))


@pytest.mark.abuse("A01")
async def test_no_other_organisation_sees_a_row(world: World) -> None:
    issued = await world.issue()
    await wrap(world, issued)
    other = await build_world(world.context, "others")
    async with world.context.database.transaction(organisation_id=other.issuer.organisation_id) as session:
        assert await session.scalar(text("SELECT count(*) FROM envelopes")) == 0
        rows = EnvelopeRepository(session, other.issuer.organisation_id)
        assert await rows.list_status_entries([issued.id]) == []


async def test_only_addresses_of_this_service_are_local(world: World) -> None:
    issued = await world.issue()
    base, list_id = world.context.settings.public_url, issued.issuance.status_list_id
    assert await find_local_token_status_list(world.context, f"{base}/status/{list_id}") is not None
    for url in (
        f"https://elders.example/status/{list_id}",
        f"{base}/status/{UUID(int=1)}",
        f"{base}/status/{'-' * 36}",
        f"{base}/status/{list_id}?time=1",
    ):
        assert await find_local_token_status_list(world.context, url) is None


@pytest.mark.abuse("A13")
async def test_an_older_token_status_list_than_was_published_decides_nothing(world: World) -> None:
    made = await wrap(world, await world.issue(), "dc+sd-jwt")
    list_id = made.envelope.status_list_id
    memory_of(world.context).highest_versions[list_id] = 2**60
    versions_of(world.context).drop(list_id)
    assert await code(world.context, made) == ("indeterminate", "status_unavailable")


async def test_the_audit_log_tells_of_every_envelope(world: World) -> None:
    issued = await world.issue()
    made = await wrap(world, issued, "dc+sd-jwt")
    async with world.context.database.transaction(organisation_id=world.issuer.organisation_id) as session:
        found = await session.execute(
            text("SELECT target, facts FROM audit_events WHERE action = 'credential.enveloped'")
        )
        [(target, facts)] = found.all()
    assert target == str(issued.id)
    assert facts == {"envelope": str(made.envelope.id), "format": "dc+sd-jwt"}


async def test_a_document_with_a_proof_is_json(world: World) -> None:
    made = await wrap(world, await world.issue(), "data-integrity")
    document = json.loads(made.secured.text)
    assert [proof["cryptosuite"] for proof in document["proof"]] == ["eddsa-rdfc-2022"]
    assert document["credentialStatus"]["statusListIndex"] == str(made.envelope.status_index)


async def _reserve_only(
    world: World, issued: IssuedCredential, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """An envelope whose maker dies after the reservation."""

    async def die(*arguments: Any, **options: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(envelopes, "complete_envelope", die)
        with pytest.raises(ConnectionError):
            await wrap(world, issued, form, key="envelope/left")


async def _rows(world: World, state: str) -> list[dict[str, Any]]:
    organisation_id = world.issuer.organisation_id
    async with world.context.database.transaction(organisation_id=organisation_id) as session:
        found = await session.execute(
            text("SELECT id, state FROM envelopes WHERE state = :state"), {"state": state}
        )
        return [dict(row) for row in found.mappings()]
