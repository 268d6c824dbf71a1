"""What becomes of a text that was changed: it never passes, and nothing of it is shown."""

from app.credentials.report import Verdict, VerificationReport


def ensure_refused(report: VerificationReport) -> None:
    """Invalid; or undecided when the change left no format that anybody could recognise."""
    assert report.credential is None
    if report.verdict is not Verdict.INVALID:
        assert report.verdict is Verdict.INDETERMINATE
        assert report.deciding.code == "unsupported_format"
