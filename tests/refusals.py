"""What becomes of a text that was changed: it never passes, and nothing of it is shown."""

from app.credentials.report import Verdict, VerificationReport


def is_refused(report: VerificationReport) -> bool:
    """Invalid; or undecided when the change left no format that anybody could recognise."""
    if report.verdict is Verdict.INVALID:
        return report.credential is None
    is_undecided = report.verdict is Verdict.INDETERMINATE and report.deciding.code == "unsupported_format"
    return is_undecided and report.credential is None
