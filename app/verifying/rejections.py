"""What the log tells of a credential that did not pass: the deciding check and its code, never its text."""

from collections.abc import Mapping
from typing import Final

from app.credentials.report import Verdict, VerificationReport
from app.platform.logging import log

_EVENTS: Final[Mapping[str, str]] = {
    "key_compromised": "key.compromise_use",
    "status_unavailable": "verify.status",
    "status_list_invalid": "verify.status",
    "decompressed_too_large": "limits.hit",
    "too_large": "limits.hit",
    "json_too_deep": "limits.hit",
    "canonicalization_budget": "limits.hit",
}


def log_rejection(report: VerificationReport) -> None:
    """One line for a credential that is invalid or whose status is not known; none for the others."""
    if report.verdict not in (Verdict.INVALID, Verdict.INDETERMINATE):
        return
    check = report.deciding
    event = _EVENTS.get(check.code, "verify.reject" if report.verdict is Verdict.INVALID else None)
    if event is not None:
        log.warning(event, kind=check.name, reason=check.code)
