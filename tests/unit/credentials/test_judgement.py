"""Judging what was proven: period, status, registration, schema."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.credentials.materials import RegisteredIssuer, StatusListInvalid, Unavailable
from app.credentials.model import StatusEntry
from app.credentials.policy import VerificationPolicy
from app.credentials.report import Outcome, Verdict, VerificationReport
from app.credentials.schemas import load_schemas
from tests.unit.credentials.cases import (
    CREDENTIAL,
    DAY,
    DID,
    ENTRIES,
    NOW,
    SIZE,
    VECTORS,
    edited,
    needs,
    scene,
    secured,
    status_list,
)

REVOCATION, SUSPENSION = (entry.list_url for entry in ENTRIES)
LISTS = scene().status


def outcome(report: VerificationReport, name: str) -> tuple[str, str]:
    found = next(check for check in report.checks if check.name == name)
    return found.outcome, found.code


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (CREDENTIAL.valid_from, "ok"),
        (CREDENTIAL.valid_from - timedelta(seconds=60), "ok"),
        (CREDENTIAL.valid_from - timedelta(seconds=61), "not_yet_valid"),
        (NOW + 900 * DAY + timedelta(seconds=60), "ok"),
        (NOW + 900 * DAY + timedelta(seconds=61), "expired"),
    ],
)
def test_the_period_counts_with_a_minute_of_skew(now: Any, code: str) -> None:
    lists = {entry.list_url: status_list(entry.purpose, valid_until=None) for entry in ENTRIES}
    report = scene(now=now, status=lists).verify(secured())
    assert outcome(report, "validity_period")[1] == code
    assert report.verdict is (Verdict.VALID if code == "ok" else Verdict.CAUTION)
    assert report.credential == CREDENTIAL


@pytest.mark.parametrize(
    ("url", "found", "check", "code", "verdict"),
    [
        (REVOCATION, status_list("revocation", 4711), "status_revocation", "revoked", Verdict.INVALID),
        (SUSPENSION, status_list("suspension", 4711), "status_suspension", "suspended", Verdict.CAUTION),
        (REVOCATION, None, "status_revocation", "status_unavailable", Verdict.INDETERMINATE),
        (
            SUSPENSION,
            Unavailable("status_unavailable"),
            "status_suspension",
            "status_unavailable",
            Verdict.INDETERMINATE,
        ),
        (
            REVOCATION,
            Unavailable("resolution_refused"),
            "status_revocation",
            "resolution_refused",
            Verdict.INDETERMINATE,
        ),
        (
            REVOCATION,
            StatusListInvalid("decompressed_too_large"),
            "status_revocation",
            "decompressed_too_large",
            Verdict.INVALID,
        ),
        (REVOCATION, status_list("suspension"), "status_revocation", "status_list_invalid", Verdict.INVALID),
        (
            REVOCATION,
            replace(status_list("revocation"), length=4711),
            "status_revocation",
            "status_list_invalid",
            Verdict.INVALID,
        ),
        (
            REVOCATION,
            status_list("revocation", valid_until=NOW - timedelta(minutes=2)),
            "status_revocation",
            "status_unavailable",
            Verdict.INDETERMINATE,
        ),
        (REVOCATION, status_list("revocation", 4710, 4712), "status_revocation", "ok", Verdict.VALID),
    ],
)
def test_the_status_is_read_from_the_right_bit(
    url: str, found: Any, check: str, code: str, verdict: Verdict
) -> None:
    lists = {key: value for key, value in {**LISTS, url: found}.items() if value is not None}
    report = scene(status=lists).verify(secured())
    assert outcome(report, check)[1] == code
    assert report.verdict is verdict


def test_the_worst_of_several_entries_counts() -> None:
    second = StatusEntry("revocation", "https://vaardig.example/status-lists/other", 1)
    credential = replace(CREDENTIAL, status=(*ENTRIES, second))
    for found, code in (
        (status_list("revocation", 1), "revoked"),
        (Unavailable("status_unavailable"), "status_unavailable"),
        (status_list("revocation"), "ok"),
    ):
        report = scene(status={**LISTS, second.list_url: found}).verify(secured(credential))
        assert outcome(report, "status_revocation")[1] == code


def test_a_revoked_credential_stays_invalid_when_the_rest_is_unknown() -> None:
    lists = {REVOCATION: status_list("revocation", 4711)}
    report = scene(status=lists, issuer=Unavailable("issuer_unavailable")).verify(secured())
    assert (report.verdict, report.deciding.code) == (Verdict.INVALID, "revoked")


def test_a_credential_without_status_has_none_to_check() -> None:
    report = scene(status={}).verify(secured(replace(CREDENTIAL, status=())))
    assert (
        outcome(report, "status_revocation") == outcome(report, "status_suspension") == ("skipped", "skipped")
    )
    assert report.is_valid


def test_an_index_beyond_the_list_is_invalid() -> None:
    entry = replace(ENTRIES[0], index=SIZE)
    report = scene().verify(secured(replace(CREDENTIAL, status=(entry,))))
    assert report.deciding.code == "status_list_invalid"


KNOWN = RegisteredIssuer(DID, "Regio Zwolle", NOW - DAY)


@pytest.mark.parametrize(
    ("issuer", "code", "verdict"),
    [
        (KNOWN, "ok", Verdict.VALID),
        (replace(KNOWN, registered_until=NOW + DAY), "ok", Verdict.VALID),
        (None, "issuer_unknown", Verdict.CAUTION),
        (replace(KNOWN, did="did:web:other.example"), "issuer_unknown", Verdict.CAUTION),
        (replace(KNOWN, registered_from=NOW + DAY), "issuer_unknown", Verdict.CAUTION),
        (replace(KNOWN, state="suspended"), "issuer_suspended", Verdict.CAUTION),
        (replace(KNOWN, state="ended"), "issuer_ended", Verdict.CAUTION),
        (replace(KNOWN, registered_until=NOW), "issuer_ended", Verdict.CAUTION),
        (Unavailable("issuer_unavailable"), "issuer_unavailable", Verdict.INDETERMINATE),
    ],
)
def test_the_registry_says_whether_the_issuer_is_known(issuer: Any, code: str, verdict: Verdict) -> None:
    report = scene(issuer=issuer).verify(secured())
    assert outcome(report, "issuer_registered")[1] == code
    assert report.verdict is verdict


def test_nobody_asks_the_registry_when_the_policy_does_not() -> None:
    report = scene(issuer=None, policy=VerificationPolicy(requires_registration=False)).verify(secured())
    assert outcome(report, "issuer_registered") == (Outcome.SKIPPED, "skipped")
    assert report.verdict is Verdict.VALID


@needs(VECTORS / "ob30-schemas")
def test_the_schema_is_checked_when_the_policy_brings_it() -> None:
    policy = VerificationPolicy(schemas=load_schemas(VECTORS / "ob30-schemas"))
    assert outcome(scene(policy=policy).verify(secured()), "schema") == (Outcome.PASSED, "ok")
    wrong = edited(lambda p: p["credentialSubject"]["achievement"].update(achievementType="Diplom"))
    report = scene(policy=policy).verify(wrong)
    assert (report.verdict, report.deciding.code) == (Verdict.INVALID, "schema_mismatch")
    assert "/credentialSubject/achievement/achievementType" in report.deciding.detail


def test_the_list_beside_the_one_that_is_named_counts_too() -> None:
    only = replace(CREDENTIAL, status=ENTRIES[:1])
    url, index = ENTRIES[0].list_url, ENTRIES[0].index
    for beside, expected in (
        (None, (Outcome.SKIPPED, "skipped")),
        (status_list("suspension"), (Outcome.PASSED, "ok")),
        (status_list("suspension", index), (Outcome.FAILED, "suspended")),
        (status_list("message", index), (Outcome.SKIPPED, "skipped")),
    ):
        lists = {url: replace(status_list("revocation"), beside=beside)}
        report = scene(status=lists).verify(secured(only))
        assert outcome(report, "status_suspension") == expected
        assert outcome(report, "status_revocation") == (Outcome.PASSED, "ok")
