"""The four verdicts on credentials that were really issued, and status lists of others."""

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from app.credentials.report import Verdict
from app.issuing.revoke import RevocationReason, revoke
from app.issuing.suspend import reinstate, suspend
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.trust.keys import mark_compromised, rotate_key
from app.trust.registry import set_issuer_state
from app.trust.signing_keys import KeyPurpose
from app.verifying.verify import (
    judge_text,
    verify_credential,
    verify_presentation,
    verify_text,
    verify_texts,
)
from app.verifying.verify_shared import verify_share_link
from tests.contract.passport_world import World, build_world


def _later(context: Context, **span: float) -> Context:
    """The same service later, with nothing remembered."""
    now = context.clock.now() + timedelta(**span)
    return replace(context, clock=FixedClock(now))


async def _code(context: Context, text: str) -> tuple[str, str]:
    report = await verify_text(context, text)
    return report.verdict.value, report.deciding.code


async def test_a_fresh_credential_is_valid_and_every_check_passed(context: Context) -> None:
    world = await build_world(context, "verify-valid")
    issued = await world.issue()
    report = await verify_text(context, issued.secured.text)
    assert report.verdict is Verdict.VALID
    assert {check.outcome.value for check in report.checks} == {"passed"}


async def test_a_revoked_credential_is_invalid(context: Context) -> None:
    world = await build_world(context, "verify-revoked")
    issued = await world.issue()
    await revoke(context, world.issuer, issued.id, reason=RevocationReason.ERROR)
    assert await _code(_later(context, seconds=2), issued.secured.text) == ("invalid", "revoked")


async def test_a_suspended_credential_asks_for_caution_until_it_is_reinstated(context: Context) -> None:
    world = await build_world(context, "verify-suspended")
    issued = await world.issue()
    await suspend(context, world.issuer, issued.id)
    assert await _code(_later(context, seconds=2), issued.secured.text) == ("caution", "suspended")
    await reinstate(context, world.issuer, issued.id)
    assert (await _code(_later(context, seconds=4), issued.secured.text))[0] == "valid"


async def test_an_expired_credential_asks_for_caution(context: Context) -> None:
    world = await build_world(context, "verify-expired")
    issued = await world.issue(valid_until=context.clock.now() + timedelta(days=1))
    assert (await _code(context, issued.secured.text))[0] == "valid"
    assert await _code(_later(context, days=2), issued.secured.text) == ("caution", "expired")


async def test_an_issuer_outside_the_register_asks_for_caution(context: Context) -> None:
    world = await build_world(context, "verify-stranger", is_registered=False)
    issued = await world.issue()
    assert await _code(context, issued.secured.text) == ("caution", "issuer_unknown")


async def test_a_changed_credential_is_invalid_and_nothing_of_it_is_believed(context: Context) -> None:
    world = await build_world(context, "verify-tampered")
    issued = await world.issue()
    report = await verify_text(context, _tamper(issued.secured.text, name="Chirurg"))
    assert (report.verdict.value, report.deciding.code) == ("invalid", "bad_signature")
    assert report.credential is None


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "...", "é", "{}", "eyJhbGciOiJub25lIn0..", "\ud800"])
async def test_whatever_the_text_is_the_answer_is_a_report(context: Context, text: str) -> None:
    report = await verify_text(context, text)
    assert report.verdict in (Verdict.INVALID, Verdict.INDETERMINATE)
    assert report.credential is None


async def test_a_json_document_with_an_older_kind_of_proof_is_not_supported(context: Context) -> None:
    document = {"type": ["VerifiableCredential"], "proof": {"type": "Ed25519Signature2020"}}
    verification = await verify_credential(context, document)
    assert verification.verdict is Verdict.INDETERMINATE
    assert verification.judgements[0].report.deciding.code == "unsupported_format"


async def test_a_presentation_has_the_worst_verdict_of_what_it_carries(context: Context) -> None:
    world = await build_world(context, "verify-presentation")
    good, bad = await world.issue(), await world.issue()
    await revoke(context, world.issuer, bad.id, reason=RevocationReason.ERROR)
    texts = [good.secured.text, bad.secured.text]
    presentation = {"type": ["VerifiablePresentation"], "verifiableCredential": texts}
    verification = await verify_presentation(_later(context, seconds=2), presentation)
    assert verification.verdict is Verdict.INVALID
    assert [judgement.report.verdict.value for judgement in verification.judgements] == ["valid", "invalid"]


async def test_a_retired_key_costs_one_transaction_for_all_that_is_shown(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await build_world(context, "verify-all-retired")
    texts = [(await world.issue()).secured.text for _ in range(4)]
    await _retire_key(world)
    context.caches.clear()
    later = _later(context, hours=2)
    counted, begin = [], context.database.transaction

    def transaction(**scope: Any) -> Any:
        counted.append(scope)
        return begin(**scope)

    await verify_texts(later, texts)
    monkeypatch.setattr(context.database, "transaction", transaction)
    needed = []
    for shown in (texts[:1], texts):
        counted.clear()
        assert (await verify_texts(later, shown)).verdict is Verdict.VALID
        needed.append(len(counted))
    assert needed[0] == needed[1] > 0


async def test_a_link_that_does_not_work_leaves_nothing_to_judge(context: Context) -> None:
    verification = await verify_share_link(context, "0" * 22, "api")
    assert (verification.verdict, verification.judgements) == (Verdict.INDETERMINATE, ())
    assert verification.code == "share_link_not_working"


async def test_the_issuer_that_left_the_register_is_named_with_caution(context: Context) -> None:
    world = await build_world(context, "verify-left")
    issued = await world.issue()
    await set_issuer_state(context, did=world.did, state="suspended")
    later = _later(context, seconds=2)
    context.caches.clear()
    judgement = await judge_text(later, issued.secured.text)
    assert judgement.report.deciding.code == "issuer_suspended"
    assert judgement.report.verdict is Verdict.CAUTION


def _tamper(text: str, **members: Any) -> str:
    header, payload, signature = text.split(".")
    document = orjson.loads(base64.urlsafe_b64decode(payload + "=="))
    changed = orjson.dumps(document | members)
    return f"{header}.{base64.urlsafe_b64encode(changed).decode().rstrip('=')}.{signature}"


async def _retire_key(world: World) -> None:
    """Rotate at once, so that the key that signed before is retired a moment later."""
    context = world.context
    async with context.database.transaction(organisation_id=world.issuer.organisation_id) as session:
        await rotate_key(
            context,
            session,
            organisation_id=world.issuer.organisation_id,
            purpose=KeyPurpose.CREDENTIAL,
            actor="operator",
            pre_active=timedelta(0),
        )


@pytest.mark.abuse("A09")
async def test_what_a_retired_key_signed_in_its_time_stays_valid(context: Context) -> None:
    world = await build_world(context, "verify-retired")
    issued = await world.issue()
    await _retire_key(world)
    report = await verify_text(_later(context, hours=2), issued.secured.text)
    assert report.verdict is Verdict.VALID


@pytest.mark.abuse("A08")
async def test_after_a_compromise_only_what_the_ledger_knew_before_stays_valid(context: Context) -> None:
    world = await build_world(context, "verify-stolen")
    early = await world.issue()
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(minutes=30))
    stolen_at = context.clock.now()
    context.clock.advance(timedelta(minutes=30))
    late = await world.issue()
    async with context.database.transaction(organisation_id=world.issuer.organisation_id) as session:
        await mark_compromised(
            context,
            session,
            organisation_id=world.issuer.organisation_id,
            key_id=early.issuance.key_id,
            compromised_at=stolen_at,
            actor="operator",
        )
    context.caches.clear()
    assert (await _code(context, early.secured.text))[0] == "valid"
    assert await _code(context, late.secured.text) == ("invalid", "key_compromised")
