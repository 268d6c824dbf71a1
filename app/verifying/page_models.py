"""What the public verification pages are given: finished sentences and typed facts, never raw claims.

Each template receives its dataclass under the name `page`.
Every `str` that is a sentence or a label is already in the visitor's language (see wording.py); every name,
title or text of a credential is untrusted text that the template must escape. Dates are plain `date`s and
instants are aware UTC `datetime`s: the template writes them with `date_text` and `time_text`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from app.accounts.branding import BrandMark
from app.holding.own_skills import OwnSkill


@dataclass(frozen=True, slots=True)
class LevelBadge:
    """The validation level: number 0..4, its short name and the one sentence that says what it means."""

    number: int
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check under "Hoe hebben wij dit gecontroleerd?".

    `check` and `code` are the stable words of the API; `outcome` is passed, failed, unknown or skipped.
    `label` says what was checked ("Handtekening"), `sentence` says what we found.
    """

    check: str
    code: str
    outcome: str
    outcome_word: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece of evidence: what it is, and the summary the assessor wrote. Never a file or a URL."""

    name: str
    summary: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class AlignmentLine:
    """A skill that this credential belongs to, with its meaning in plain words. `url` is https/http only, else None.

    `is_own_term`: a word of the issuer's own, of no public framework; its page is not public, so it has no `url`.
    """

    name: str
    url: str | None
    framework: str | None
    code: str | None
    language: str | None = None
    meaning: str | None = None
    is_own_term: bool = False


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One fact of how it was assessed: a label in words, what the credential says, and its web address or None."""

    label: str
    value: str
    url: str | None


@dataclass(frozen=True, slots=True)
class CredentialCard:
    """One credential on the page.

    `verdict` is valid, caution, invalid or indeterminate: take the colour and the icon from it.
    `disclosure` says how much may be shown: "full" (every field), "brief" (revoked: only title, issuer and
    date are filled) or "none" (tampered or unproven: no fact is filled, only verdict and checks).
    `recognised` are sentences on who recognised the issuer for this.
    `notes` are sentences about other credentials: that a newer one took its place, or whose place it took.
    `issuer_page` is the path of the issuer's page in our register, None for one that is not in it.
    `brand` is the logo of an issuer in our register.
    """

    verdict: str
    verdict_title: str
    reason: str | None
    disclosure: str
    checks: tuple[CheckLine, ...]
    title: str | None = None
    description: str | None = None
    criteria: tuple[str, ...] = ()
    level: LevelBadge | None = None
    holder_name: str | None = None
    issuer_name: str | None = None
    issuer_website: str | None = None
    issuer_page: str | None = None
    issuer_note: str | None = None
    issuer_is_registered: bool = False
    assessor_role: str | None = None
    assessed_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    evidence: tuple[EvidenceLine, ...] = ()
    alignments: tuple[AlignmentLine, ...] = ()
    second_role: str | None = None
    brand: BrandMark | None = None
    last_shown_on: date | None = None
    assessment: tuple[AssessmentLine, ...] = ()
    notes: tuple[str, ...] = ()
    recognised: tuple[str, ...] = ()


def shared_brand(cards: Sequence[CredentialCard]) -> BrandMark | None:
    """The brand that all cards have; None when they differ or one has none."""
    found = {card.brand for card in cards}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class SharePage:
    """Template verifying/share.html: the verdict, then the cards.

    `verdict_title` is the h1, `verdict_sentence` the sentence under it. `details_open` is False on GET: the
    page shows per card the verdict, title, level, names and dates, and a button that posts to `action`; it is
    True on the answer to that POST: the page also shows description, criteria, evidence, alignments.
    Checks are shown in both. `can_retry` asks for the line and link to try again (indeterminate).
    `receipt` is the signed receipt of a page that cannot be made again; without it `action`/receipt makes one.
    `address` is this page's own address for print, `qr_svg` its QR code as inline SVG (safe markup).
    `identity_sentence` and `compare_sentence` are the "is this the same person" advice; `not_checked` are the lines under
    "Wat hebben wij niet gecontroleerd?". `preview` is for the holder, before there is a link: the names and values of the
    share form, which a button posts to make the link; then there is no address yet. `own_skills` are what the person
    tells, which stands apart in word and shape from what was judged.
    """

    verdict: str
    verdict_title: str
    verdict_sentence: str
    checked_at: datetime
    cards: tuple[CredentialCard, ...]
    purpose: str | None
    recipient_label: str | None
    link_expires_at: datetime
    details_open: bool
    can_retry: bool
    action: str
    receipt: str | None
    keep_sentence: str
    address: str
    host: str
    qr_svg: Markup
    identity_sentence: str
    compare_sentence: str
    not_checked: tuple[str, ...]
    preview: tuple[tuple[str, str], ...] | None = None
    own_skills: tuple[OwnSkill, ...] = ()

    @property
    def brand(self) -> BrandMark | None:
        """The colours of the page, when everything on it is of one issuer."""
        return shared_brand(self.cards)

    @property
    def has_details(self) -> bool:
        """Whether the button would show anything: one withdrawn credential does not hide the others'."""
        return any(card.disclosure == "full" for card in self.cards)


@dataclass(frozen=True, slots=True)
class ShareCover:
    """Template verifying/share_cover.html: a link that works once. Only a sentence and a button.

    The form posts to `action` (no hidden field needed: the secret in the address is the authority).
    Nothing of the credentials may be on this page: mail scanners read it.
    """

    action: str
    host: str


@dataclass(frozen=True, slots=True)
class LinkGone:
    """Template verifying/link_gone.html, status 404: one page for expired, stopped, used, unknown links."""

    title: str
    sentence: str
