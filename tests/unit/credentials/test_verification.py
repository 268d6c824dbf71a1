"""The steps from text to report: read, prove, judge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from app.credentials.errors import TooLarge, UnknownFormat
from app.credentials.formats.data_integrity import secure
from app.credentials.formats.proofs import ProofOptions
from app.credentials.formats.vc_jwt import secure_document
from app.credentials.materials import IssuerKey, StatusList, StatusListInvalid, Unavailable
from app.credentials.policy import GENERAL, VerificationPolicy
from app.credentials.report import CHECK_NAMES, Outcome, Verdict
from app.credentials.schemas import load_schemas
from app.credentials.status.bitstring_status_list import build_status_list_document
from app.credentials.verification import judge, prove, prove_status_list, read, verify
from tests.unit.credentials.cases import (
    CREDENTIAL,
    DAY,
    DID,
    KID,
    NOW,
    SIZE,
    edited,
    issuer_key,
    payload_of,
    scene,
    secured,
    signer,
    token,
)

BOTH = pytest.mark.parametrize("algorithm", ["EdDSA", "ES256"])


@BOTH
def test_a_good_credential_is_valid_and_comes_out_as_it_went_in(algorithm: str) -> None:
    made_with = signer(algorithm)
    report = scene(made_with).verify(secured(made_with=made_with))
    assert report.is_valid
    assert report.credential == CREDENTIAL
    assert report.format == "vc-jwt"
    outcomes = {check.name: check.outcome for check in report.checks}
    assert outcomes == {**dict.fromkeys(CHECK_NAMES, Outcome.PASSED), "schema": Outcome.SKIPPED}


def test_text_and_bytes_give_the_same_report() -> None:
    assert scene().verify(secured()) == scene().verify(secured().encode())


def test_a_credential_may_have_no_end() -> None:
    assert scene().verify(secured(replace(CREDENTIAL, valid_until=None))).is_valid


def test_a_changed_payload_is_a_bad_signature_and_nothing_after_is_judged() -> None:
    payload = payload_of()
    payload["name"] = "Directeur"
    header, _, signature = secured().split(".")
    forged = ".".join((header, token(payload=payload).split(".")[1], signature))
    report = scene(status={}, issuer=None).verify(forged)
    assert (report.verdict, report.deciding.name, report.deciding.code) == (
        Verdict.INVALID,
        "signature",
        "bad_signature",
    )
    assert report.credential is None
    assert {check.outcome for check in report.checks[5:]} == {Outcome.SKIPPED}


@pytest.mark.parametrize(
    ("text", "check", "code"),
    [
        ("hello", "format", "unsupported_format"),
        ("\ud800", "format", "unsupported_format"),
        ("a.b.c", "format", "malformed_jws"),
        ("a" * 65_537, "limits", "too_large"),
        (token({"alg": "none", "kid": KID, "typ": "JWT"}), "algorithm", "alg_not_allowed"),
        (
            token({"alg": "EdDSA", "kid": "did:web:evil.example#1", "typ": "JWT"}),
            "issuer_key",
            "kid_issuer_mismatch",
        ),
    ],
)
def test_a_text_that_cannot_be_read_is_a_report_too(text: str, check: str, code: str) -> None:
    report = scene().verify(text)
    is_unknown = code == "unsupported_format"  # no proof of forgery
    assert report.verdict is (Verdict.INDETERMINATE if is_unknown else Verdict.INVALID)
    assert (report.deciding.name, report.deciding.code) == (check, code)
    assert report.credential is None
    assert report.format is None
    before = {found.name: found.outcome for found in report.checks if found.name in ("format", "limits")}
    if check not in ("format", "limits"):
        assert set(before.values()) == {Outcome.PASSED}


def test_reading_alone_raises() -> None:
    with pytest.raises(TooLarge):
        read("a" * 65_537)
    with pytest.raises(UnknownFormat):
        read(secured(), policy=VerificationPolicy(formats=frozenset({"dc+sd-jwt"})))


@pytest.mark.parametrize(("skew", "code"), [(60, "ok"), (10, "proof_expired")])
def test_the_skew_is_the_verifiers_choice_for_proofs_too(skew: int, code: str) -> None:
    options = ProofOptions(expires=NOW - timedelta(seconds=30))
    text = secure(CREDENTIAL, signer(), cryptosuite="eddsa-jcs-2022", options=options).text
    policy = VerificationPolicy(clock_skew=timedelta(seconds=skew))
    assert scene(policy=policy).verify(text).deciding.code == code


def test_the_largest_text_is_still_read() -> None:
    text = secured()
    assert read(text, policy=VerificationPolicy(max_bytes=len(text))).credential_id == CREDENTIAL.id
    with pytest.raises(TooLarge):
        read(text, policy=VerificationPolicy(max_bytes=len(text) - 1))


@pytest.mark.parametrize("text", ["hello", "h\u00e9", "\ud800", secured(), token({"alg": "none"})])
def test_a_report_names_the_text_by_its_hash(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    for given in (text, raw):
        assert scene().verify(given).credential_digest == sha256(raw).digest()


@pytest.mark.parametrize("code", ["keys_unavailable", "resolution_refused"])
def test_keys_that_cannot_be_had_leave_it_undecided(code: str) -> None:
    report = scene(keys=Unavailable(code, "No answer.")).verify(secured())
    assert (report.verdict, report.deciding.name, report.deciding.code) == (
        Verdict.INDETERMINATE,
        "issuer_key",
        code,
    )
    assert report.credential is None
    assert {check.outcome for check in report.checks[3:]} == {Outcome.SKIPPED}


@pytest.mark.parametrize(
    ("keys", "check", "code"),
    [
        ((), "issuer_key", "key_not_trusted"),
        ((issuer_key(signer(kid=f"{DID}#key-2")),), "issuer_key", "key_not_trusted"),
        ((issuer_key(signer(), "status-list"),), "issuer_key", "key_not_trusted"),
        ((replace(issuer_key(signer()), valid_from=NOW + DAY),), "issuer_key", "key_not_trusted"),
        ((issuer_key(signer("ES256")),), "algorithm", "alg_not_allowed"),
        ((issuer_key(signer(seed="other")),), "signature", "bad_signature"),
    ],
)
def test_only_a_listed_key_of_the_right_kind_proves(
    keys: tuple[IssuerKey, ...], check: str, code: str
) -> None:
    report = scene(keys=keys).verify(secured())
    assert (report.verdict, report.deciding.name, report.deciding.code) == (Verdict.INVALID, check, code)
    assert report.credential is None


def test_a_key_of_unknown_purpose_proves() -> None:
    assert scene(keys=(issuer_key(signer(), "any"),)).verify(secured()).is_valid


@pytest.mark.parametrize(
    ("lifecycle", "ledger_time", "code"),
    [
        ({"retired_at": NOW - DAY}, NOW - 2 * DAY, "ok"),
        ({"retired_at": NOW - DAY}, NOW - DAY, "key_retired"),
        ({"retired_at": NOW - DAY}, None, "key_retired"),
        ({"retired_at": NOW}, None, "key_retired"),
        ({"retired_at": NOW + DAY}, None, "ok"),
        ({"compromised_at": NOW - DAY}, NOW - 2 * DAY, "ok"),
        ({"compromised_at": NOW - DAY}, NOW - DAY, "key_compromised"),
        ({"compromised_at": NOW - DAY}, None, "key_compromised"),
        ({"compromised_at": NOW + DAY}, None, "key_compromised"),
        ({"retired_at": NOW - DAY, "compromised_at": NOW - 3 * DAY}, NOW - 2 * DAY, "key_compromised"),
    ],
)
@pytest.mark.abuse("A08", "A09")
def test_only_the_ledger_dates_a_signature(lifecycle: Any, ledger_time: Any, code: str) -> None:
    keys = (issuer_key(signer(), **lifecycle),)
    report = scene(keys=keys, ledger_time=ledger_time).verify(secured())
    found = {check.name: check for check in report.checks}
    assert found["issuer_key"].code == code
    assert report.verdict is (Verdict.VALID if code == "ok" else Verdict.INVALID)
    assert (report.credential is None) is (code != "ok")


@pytest.mark.parametrize(
    ("change", "check", "code"),
    [
        (lambda p: p.update(nbf=str(p["nbf"])), "validity_period", "time_invalid"),
        (lambda p: p.update(nbf=float(p["nbf"])), "validity_period", "time_invalid"),
        (lambda p: p.update(nbf=True), "validity_period", "time_invalid"),
        (lambda p: p.update(nbf=1e308), "validity_period", "time_invalid"),
        (lambda p: p.pop("nbf"), "validity_period", "time_invalid"),
        (lambda p: p.update(exp=p["exp"] + 1), "validity_period", "time_invalid"),
        (lambda p: p.pop("exp"), "validity_period", "time_invalid"),
        (lambda p: p.pop("validUntil"), "validity_period", "time_invalid"),
        (lambda p: p.update(iat="now"), "validity_period", "time_invalid"),
        (lambda p: p.update(validFrom="2026-11-22T12:00:00"), "validity_period", "time_invalid"),
        (lambda p: p.update(validUntil="10000-01-01T00:00:00Z"), "validity_period", "time_invalid"),
        (lambda p: p.update(validUntil="2026-06-30T23:59:60Z"), "validity_period", "time_invalid"),
        (
            lambda p: p.update(validUntil="2026-11-21T12:00:00Z", exp=1795262400),
            "validity_period",
            "time_invalid",
        ),
        (
            lambda p: p["credentialStatus"][0].update(statusListIndex="x"),
            "status_revocation",
            "status_list_invalid",
        ),
        (lambda p: p["evidence"][0].update(name=7), "format", "schema_mismatch"),
    ],
)
@pytest.mark.abuse("A42")
def test_what_the_issuer_signed_wrongly_is_invalid(
    change: Callable[[Any], object], check: str, code: str
) -> None:
    report = scene().verify(edited(change))
    assert (report.verdict, report.deciding.name, report.deciding.code) == (Verdict.INVALID, check, code)
    assert report.credential is None


def test_a_time_of_issue_may_stand_beside() -> None:
    assert scene().verify(edited(lambda p: p.update(iat=p["nbf"]))).is_valid


def test_the_signature_may_come_from_a_cache_and_the_rest_never() -> None:
    known: dict[bytes, bool] = {}
    unverified, keys = read(secured()), scene().keys
    for _ in range(2):
        proof = prove(unverified, keys, now=NOW, signatures=known)
        assert proof.credential == CREDENTIAL
    assert list(known.values()) == [True]
    known[next(iter(known))] = False
    assert prove(unverified, keys, now=NOW, signatures=known).credential is None
    there = scene()
    report = verify(secured(), keys=keys, status=there.status, issuer=there.issuer, now=NOW, signatures=known)
    assert report.deciding.code == "bad_signature"
    other = (issuer_key(signer(seed="other")),)
    assert prove(unverified, other, now=NOW, signatures=known).credential is None
    assert len(known) == 2


def test_any_credential_is_judged_in_the_general_profile() -> None:
    def outcomes(change: Callable[[dict[str, Any]], object]) -> tuple[Verdict, str]:
        there = scene(
            policy=VerificationPolicy(
                schemas=load_schemas(b'{"properties":{"credentialStatus":{},"proof":{}}}')
            )
        )
        report = verify(
            edited(change),
            keys=there.keys,
            status=there.status,
            issuer=there.issuer,
            policy=there.policy,
            now=NOW,
            profile=GENERAL,
        )
        assert report.credential is None
        return report.verdict, report.deciding.code

    assert outcomes(lambda p: p.update(madeUp="at will")) == (Verdict.VALID, "ok")
    assert outcomes(lambda p: p.update(credentialStatus={"type": "Other"})) == (
        Verdict.INDETERMINATE,
        "status_unavailable",
    )
    assert outcomes(lambda p: p.update(validFrom="2026-11-24T12:00:00Z", nbf=1795521600)) == (
        Verdict.CAUTION,
        "not_yet_valid",
    )


def test_judging_without_proof_judges_nothing() -> None:
    proof = prove(read(secured()), (), now=NOW)
    assert proof.claims is None
    report = judge(proof, status={}, issuer=None, now=NOW)
    assert [check.code for check in report.checks[3:]] == ["skipped"] * 7


URL = "https://vaardig.example/status-lists/1/revocation"
LIST_SIGNER = signer(kid=f"{DID}#list", seed="list")
LIST_KEYS = (issuer_key(LIST_SIGNER, "status-list"),)


def published(**changes: Any) -> str:
    document = build_status_list_document(
        id=URL,
        issuer_id=DID,
        purpose="revocation",
        set_indexes=[5],
        valid_from=NOW - timedelta(hours=1),
        valid_until=NOW + timedelta(hours=1),
        ttl_ms=60_000,
    )
    return secure_document({**document, **changes}, LIST_SIGNER).text


def fetched(text: str, keys: Any = LIST_KEYS, **changes: Any) -> StatusList | Unavailable | StatusListInvalid:
    asked = {"url": URL, "purpose": "revocation", "issuer_id": DID, "now": NOW, **changes}
    return prove_status_list(text, keys, **asked)


def test_a_status_list_is_proven_like_a_credential() -> None:
    found = fetched(published())
    assert isinstance(found, StatusList)
    assert found.is_set(5)
    assert not found.is_set(4)


def test_a_status_list_may_have_its_proof_in_it() -> None:
    document = build_status_list_document(
        id=URL, issuer_id=DID, purpose="revocation", set_indexes=[5], valid_from=NOW - DAY, ttl_ms=60_000
    )
    text = secure(document, LIST_SIGNER).text
    found = fetched(text)
    assert isinstance(found, StatusList)
    assert (found.is_set(5), found.is_set(4)) == (True, False)
    assert isinstance(fetched(text.replace("revocation", "suspension")), StatusListInvalid)
    expired = secure(document, LIST_SIGNER, options=ProofOptions(expires=NOW - DAY)).text
    assert isinstance(fetched(expired), StatusListInvalid)


@pytest.mark.parametrize(
    "fetch",
    [
        lambda: fetched(published(), purpose="suspension"),
        lambda: fetched(published(), url=URL + "2"),
        lambda: fetched(published(), issuer_id="did:web:other.example"),
        lambda: fetched(published(), keys=()),
        lambda: fetched(published(), keys=(issuer_key(LIST_SIGNER, "credential"),)),
        lambda: fetched(published(), keys=(issuer_key(signer(kid=f"{DID}#list"), "status-list"),)),
        lambda: fetched(published(), policy=VerificationPolicy(min_status_list_entries=SIZE * 2)),
        lambda: fetched(secured(), keys=scene().keys),
        lambda: fetched("hello"),
        lambda: fetched(published(grade="A+")),
        lambda: fetched(published(), keys=(issuer_key(LIST_SIGNER, "status-list", compromised_at=NOW),)),
        lambda: fetched(
            published(), keys=(issuer_key(LIST_SIGNER, "status-list", retired_at=NOW - 2 * DAY),)
        ),
        lambda: fetched(
            published(), keys=(issuer_key(LIST_SIGNER, "status-list", retired_at=NOW - timedelta(hours=2)),)
        ),
    ],
)
def test_a_wrong_status_list_is_invalid(
    fetch: Callable[[], StatusList | Unavailable | StatusListInvalid],
) -> None:
    found = fetch()
    assert isinstance(found, StatusListInvalid)
    assert found.code == "status_list_invalid"
    assert found.detail


def test_a_status_list_is_no_credential() -> None:
    report = scene(keys=LIST_KEYS).verify(published())
    assert report.deciding.code == "context_not_allowed"


def test_a_list_signed_just_before_the_keys_changed_stays_good() -> None:
    keys = (issuer_key(LIST_SIGNER, "status-list", retired_at=NOW - timedelta(minutes=1)),)
    assert isinstance(fetched(published(), keys=keys), StatusList)


def test_a_list_that_grows_too_large_says_so() -> None:
    found = fetched(published(), policy=VerificationPolicy(max_status_list_bytes=8_000))
    assert found == StatusListInvalid("decompressed_too_large", "The status list of the issuer is too large.")


HOUR = timedelta(hours=1)
SKEW, SECOND = timedelta(seconds=60), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "detail"),
    [
        (NOW - HOUR - SKEW - SECOND, "The status list is not valid yet."),
        (NOW - HOUR - SKEW, None),
        (NOW + HOUR + SKEW, None),
        (NOW + HOUR + SKEW + SECOND, "The status list is out of date."),
    ],
)
def test_a_list_counts_in_its_time_give_or_take_the_skew(now: datetime, detail: str | None) -> None:
    found = fetched(published(), now=now)
    if detail is None:
        assert isinstance(found, StatusList)
    else:
        assert found == Unavailable("status_unavailable", detail)


def test_a_list_may_be_larger_than_a_credential() -> None:
    text = published()
    for policy, is_read in (
        (VerificationPolicy(max_bytes=100), True),
        (VerificationPolicy(max_status_list_bytes=len(text) - 1), False),
    ):
        assert isinstance(fetched(text, policy=policy), StatusList) is is_read


def test_a_list_whose_keys_cannot_be_had_is_unavailable() -> None:
    assert fetched(published(), keys=Unavailable("keys_unavailable", "No answer.")) == Unavailable(
        "status_unavailable", "No answer."
    )


def test_what_a_credential_says_stays_out_of_the_words_for_a_log() -> None:
    found, text = scene(), secured()
    unverified = read(text)
    proof = prove(unverified, found.keys, now=NOW)
    assert [repr(value) for value in (unverified, unverified.proofs[0], proof, found.verify(text))] == [
        f"UnverifiedCredential(vc-jwt, {CREDENTIAL.id})",
        f"UnverifiedProof({unverified.kid}, EdDSA)",
        "Proof(vc-jwt, ok)",
        "VerificationReport(valid, ok)",
    ]
