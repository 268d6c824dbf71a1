"""Checks, verdicts and the report that refuses to be a boolean."""

import pytest

from app.credentials.errors import CredentialError
from app.credentials.report import (
    CHECK_NAMES,
    Check,
    Outcome,
    Verdict,
    VerificationReport,
    failed,
    passed,
    report_on,
    skipped,
    unknown,
    verdict_of,
)
from tests.unit.credentials.cases import CREDENTIAL


def report(*found: Check) -> VerificationReport:
    return report_on({check.name: check for check in found}, credential=CREDENTIAL, format="vc-jwt", raw=b"")


def test_a_report_has_every_check_in_its_order() -> None:
    found = report(passed("signature"))
    assert tuple(check.name for check in found.checks) == CHECK_NAMES
    assert {check.outcome for check in found.checks} == {Outcome.PASSED, Outcome.SKIPPED}


def test_a_report_is_no_boolean() -> None:
    with pytest.raises(TypeError):
        bool(report())


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ((passed("format"), skipped("schema")), Verdict.VALID),
        ((failed("validity_period", "expired", ""),), Verdict.CAUTION),
        ((failed("validity_period", "not_yet_valid", ""),), Verdict.CAUTION),
        ((failed("status_suspension", "suspended", ""),), Verdict.CAUTION),
        ((failed("issuer_registered", "issuer_unknown", ""),), Verdict.CAUTION),
        ((failed("status_revocation", "revoked", ""),), Verdict.INVALID),
        ((failed("signature", "bad_signature", ""),), Verdict.INVALID),
        ((failed("validity_period", "time_invalid", ""),), Verdict.INVALID),
        ((unknown("issuer_key", "keys_unavailable", ""),), Verdict.INDETERMINATE),
        (
            (
                failed("validity_period", "expired", ""),
                unknown("status_revocation", "status_unavailable", ""),
            ),
            Verdict.INDETERMINATE,
        ),
        (
            (
                unknown("issuer_registered", "issuer_unavailable", ""),
                failed("status_revocation", "revoked", ""),
            ),
            Verdict.INVALID,
        ),
    ],
)
def test_the_strongest_finding_decides(checks: tuple[Check, ...], verdict: Verdict) -> None:
    assert verdict_of(checks) is verdict
    found = report(*checks)
    assert found.verdict is verdict
    assert found.is_valid is (verdict is Verdict.VALID)


def test_the_deciding_check_is_the_first_that_leads_to_the_verdict() -> None:
    found = report(
        passed("format"),
        failed("validity_period", "expired", ""),
        failed("status_revocation", "revoked", ""),
        failed("schema", "schema_mismatch", ""),
    )
    assert found.deciding.code == "revoked"
    assert report(passed("format"), passed("limits")).deciding.name == "limits"


def test_codes_carry_the_problem_type_of_w3c_where_there_is_one() -> None:
    assert failed("status_revocation", "status_list_invalid", "").problem_type == (
        "https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR"
    )
    assert unknown("issuer_key", "keys_unavailable", "").problem_type is None
    assert passed("format").code == "ok"


def test_every_error_names_a_check_of_the_report() -> None:
    def all_errors(kind: type[CredentialError]) -> list[type[CredentialError]]:
        return [sub for direct in kind.__subclasses__() for sub in (direct, *all_errors(direct))]

    for kind in all_errors(CredentialError):
        assert kind.check in CHECK_NAMES
        assert kind.code
        assert kind.title.endswith(".")
