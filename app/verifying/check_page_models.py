"""What the page for a code, a file or a text is given, and the page that answers it."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.branding import BrandMark
from app.accounts.page_models import FieldProblem
from app.verifying.page_models import CredentialCard, shared_brand


@dataclass(frozen=True, slots=True)
class CheckForm:
    """Template verifying/check.html: what was typed comes back with what is wrong with it."""

    problems: tuple[FieldProblem, ...] = ()
    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """Template verifying/checked.html: the same card as behind a share link, of what a visitor brought along.

    All details are shown, because the visitor had them already. Nothing of this page is kept: `receipt` is the signed
    text that a form on it sends back, to be given as a file.
    """

    verdict: str
    verdict_title: str
    verdict_sentence: str
    checked_at: datetime
    cards: tuple[CredentialCard, ...]
    can_retry: bool
    identity_sentence: str
    compare_sentence: str
    not_checked: tuple[str, ...]
    receipt: str
    keep_sentence: str
    details_open: bool = True

    @property
    def brand(self) -> BrandMark | None:
        """The colours of the page, when everything on it is of one issuer."""
        return shared_brand(self.cards)


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One credential on a receipt. `name` and `issuer` are untrusted texts, and there only where it was valid."""

    verdict: str
    verdict_title: str
    detail: str
    sha256: str
    name: str | None
    issuer: str | None
    checks: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """Template verifying/receipt.html: a receipt that somebody brought along; no lines when it is none of ours."""

    is_real: bool
    title: str
    sentence: str
    now_sentence: str = ""
    checked_at: datetime | None = None
    verdict: str = ""
    verdict_title: str = ""
    lines: tuple[ReceiptLine, ...] = ()
