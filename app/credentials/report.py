"""The outcome of a verification: numbered checks with stable codes, and one of four verdicts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final, NamedTuple, NoReturn

from app.credentials.errors import SECURITY, CredentialError
from app.credentials.model import Credential


class Outcome(StrEnum):
    """What one check found; `unknown` means it could not be decided, `skipped` that it was not judged."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Verdict(StrEnum):
    """The four verdicts; in order of strength: invalid, indeterminate, caution, valid."""

    VALID = "valid"
    CAUTION = "caution"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"


CHECK_NAMES: Final = (
    "format",
    "limits",
    "issuer_key",
    "algorithm",
    "signature",
    "validity_period",
    "status_revocation",
    "status_suspension",
    "issuer_registered",
    "schema",
)

_VC = "https://www.w3.org/TR/vc-data-model#"
_STATUS = "https://www.w3.org/ns/credentials/status-list#"

PROBLEM_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "malformed_jws": _VC + "PARSING_ERROR",
        "malformed_sd_jwt": _VC + "PARSING_ERROR",
        "json_not_strict": _VC + "PARSING_ERROR",
        "malformed_container": _VC + "PARSING_ERROR",
        "unsupported_format": _VC + "PARSING_ERROR",
        "too_large": _VC + "PARSING_ERROR",
        "json_too_deep": _VC + "PARSING_ERROR",
        "typ_mismatch": _VC + "MALFORMED_VALUE_ERROR",
        "context_not_allowed": _VC + "MALFORMED_VALUE_ERROR",
        "schema_mismatch": _VC + "MALFORMED_VALUE_ERROR",
        "time_invalid": _VC + "MALFORMED_VALUE_ERROR",
        "not_yet_valid": _VC + "RANGE_ERROR",
        "expired": _VC + "RANGE_ERROR",
        "alg_not_allowed": _VC + "CRYPTOGRAPHIC_SECURITY_ERROR",
        "key_not_trusted": _VC + "CRYPTOGRAPHIC_SECURITY_ERROR",
        "kid_issuer_mismatch": _VC + "CRYPTOGRAPHIC_SECURITY_ERROR",
        "bad_signature": _VC + "CRYPTOGRAPHIC_SECURITY_ERROR",
        "disclosure_invalid": _VC + "CRYPTOGRAPHIC_SECURITY_ERROR",
        "holder_binding_failed": _VC + "CRYPTOGRAPHIC_SECURITY_ERROR",
        "key_retired": _VC + "CRYPTOGRAPHIC_SECURITY_ERROR",
        "key_compromised": _VC + "CRYPTOGRAPHIC_SECURITY_ERROR",
        "data_loss": SECURITY + "DATA_LOSS_DETECTION_ERROR",
        "canonicalization_budget": SECURITY + "PROOF_TRANSFORMATION_ERROR",
        "malformed_proof": SECURITY + "PROOF_VERIFICATION_ERROR",
        "proof_purpose_mismatch": SECURITY + "PROOF_VERIFICATION_ERROR",
        "proof_expired": SECURITY + "PROOF_VERIFICATION_ERROR",
        "proof_generation_failed": SECURITY + "PROOF_GENERATION_ERROR",
        "status_unavailable": _STATUS + "STATUS_RETRIEVAL_ERROR",
        "status_list_invalid": _STATUS + "STATUS_VERIFICATION_ERROR",
        "decompressed_too_large": _STATUS + "STATUS_VERIFICATION_ERROR",
    }
)

_CAUTION_CODES: Final = frozenset(
    {
        "not_yet_valid",
        "expired",
        "suspended",
        "issuer_unknown",
        "issuer_suspended",
        "issuer_ended",
    }
)


@dataclass(frozen=True, slots=True)
class Check:
    """One numbered step: its name, outcome, stable code and, where W3C has one, its problem type URL."""

    name: str
    outcome: Outcome
    code: str = "ok"
    problem_type: str | None = None
    detail: str = ""

    @property
    def consequence(self) -> Verdict:
        """The verdict that this check alone would lead to."""
        if self.outcome is Outcome.FAILED:
            return Verdict.CAUTION if self.code in _CAUTION_CODES else Verdict.INVALID
        return Verdict.INDETERMINATE if self.outcome is Outcome.UNKNOWN else Verdict.VALID


def passed(name: str) -> Check:
    """A check that found nothing wrong (code `ok`)."""
    return _PASSED[name]


def skipped(name: str) -> Check:
    """A check that was not judged: an earlier one decided, or there was nothing to check."""
    return _SKIPPED[name]


def failed(name: str, code: str, detail: str, problem_type: str | None = None) -> Check:
    """A check that found something wrong; without a problem type of its own that of the code."""
    return Check(name, Outcome.FAILED, code, problem_type or PROBLEM_TYPES.get(code), detail)


def failed_by(error: CredentialError) -> Check:
    """The check that an error failed, with the error's own words."""
    return failed(error.check, error.code, error.detail, error.problem_type)


def unknown(name: str, code: str, detail: str) -> Check:
    """A check that could not be decided, for instance because a list could not be fetched."""
    return Check(name, Outcome.UNKNOWN, code, PROBLEM_TYPES.get(code), detail)


_PASSED: Final = {name: Check(name, Outcome.PASSED) for name in CHECK_NAMES}
_SKIPPED: Final = {name: Check(name, Outcome.SKIPPED, "skipped") for name in CHECK_NAMES}
_UNDECIDING: Final = (Outcome.PASSED, Outcome.SKIPPED)
_STRENGTH: Final = (Verdict.INVALID, Verdict.INDETERMINATE, Verdict.CAUTION)


class VerificationReport(NamedTuple):
    """All checks in their order, the verdict that follows, and the credential when its proof held.

    `raw` is the text as it came. `cryptosuites` names the suites of Data Integrity proofs in their order; other
    formats have none.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    credential: Credential | None
    format: str | None
    raw: bytes
    cryptosuites: tuple[str, ...] = ()

    def __repr__(self) -> str:
        # What is in a credential does not belong in a log.
        return f"VerificationReport({self.verdict.value}, {self.deciding.code})"

    @property
    def credential_digest(self) -> bytes:
        """SHA-256 of the text that was judged."""
        return sha256(self.raw).digest()

    @property
    def is_valid(self) -> bool:
        """True only for the verdict `valid`."""
        return self.verdict is Verdict.VALID

    @property
    def deciding(self) -> Check:
        """The first check that leads to the verdict; for `valid` the last check that passed."""
        if self.verdict is Verdict.VALID:
            return [check for check in self.checks if check.outcome is Outcome.PASSED][-1]
        return next(check for check in self.checks if check.consequence is self.verdict)

    def __bool__(self) -> NoReturn:
        raise TypeError("a report has no truth value: ask is_valid or verdict")


def verdict_of(checks: tuple[Check, ...]) -> Verdict:
    """The strongest consequence among the checks."""
    return strongest([check.consequence for check in checks if check.outcome not in _UNDECIDING])


def strongest(verdicts: Collection[Verdict]) -> Verdict:
    """The verdict that decides among several; valid when there is none."""
    return next((verdict for verdict in _STRENGTH if verdict in verdicts), Verdict.VALID)


def report_on(
    found: dict[str, Check],
    *,
    credential: Credential | None,
    format: str | None,
    raw: bytes,
    cryptosuites: tuple[str, ...] = (),
) -> VerificationReport:
    """Put the checks found so far in their order, the rest as skipped, and draw the verdict."""
    checks = tuple((_SKIPPED | found).values())
    verdict = verdict_of(checks)
    return VerificationReport(verdict, checks, credential, format, raw, cryptosuites)
