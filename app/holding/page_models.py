"""What the pages of a holder are given. Names, titles and purposes are untrusted text: escape them.

Each template receives its dataclass under the name `page`.
Dates are `date`s, instants aware UTC `datetime`s; the template writes them with `date_text` and `time_text`.
All forms on these pages carry the CSRF field.
"""

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from app.accounts.branding import BrandMark
from app.accounts.page_models import FieldProblem
from app.holding.own_skills import OwnSkill


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Template holding/claim.html (GET /claim/{secret}): "Dit krijgt u van …" and one button.

    `is_open` False (the claim link is used or expired, or does not exist; status 404): show the sentence
    "Deze link werkt niet (meer). Vraag een nieuwe link." and no button. The form posts to `action`, with one button for
    each of `choices` (claim_device.Whose) where somebody else may have been on the device before.
    """

    is_open: bool
    organisation_name: str | None
    credential_count: int
    action: str
    brand: BrandMark | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodePage:
    """Template holding/claim_code.html (GET /claim): one field for the code of a letter.

    `typed` is what was typed; `problem` a sentence when it cannot be a code.
    """

    typed: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class PassportCredential:
    """One line of the passport: `credential_id` is also the value of the checkbox in the share form.

    `note` is a sentence when an employer would not see the credential as valid, else None. `href` is the page that
    says what it means, `state` what the holder did with it, `older` the ones that it took the place of.
    """

    credential_id: str
    title: str
    issuer_name: str
    level_number: int | None
    level_name: str | None
    valid_from: date
    valid_until: date | None
    note: str | None
    href: str = ""
    state: str = "new"
    older: tuple["PassportCredential", ...] = ()


@dataclass(frozen=True, slots=True)
class PassportGroup:
    """Credentials of one sort under a title, by name."""

    title: str
    items: tuple[PassportCredential, ...]


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A link in the list of the holder: "werkt tot … · 3 keer bekeken, laatst … · Stop delen".

    `state` is active, expired, stopped or used; the stop form (POST `stop_action`) only when it is active or followed.
    `followers` are organisations whose systems are told of changes, `former_followers` those that no longer are.
    `paper_href` is the PDF of a link for paper while it works. `view_count` counts POSTs and API reads, `last_viewed_at` is None before the first.
    """

    share_link_id: str
    purpose: str | None
    recipient_label: str | None
    credential_count: int
    created_at: datetime
    expires_at: datetime
    is_single_use: bool
    state: str
    view_count: int
    last_viewed_at: datetime | None
    stop_action: str
    paper_href: str | None = None
    followers: tuple[str, ...] = ()
    former_followers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareList:
    """The links of the holder, newest first (part of PassportPage)."""

    lines: tuple[ShareLine, ...]


@dataclass(frozen=True, slots=True)
class PassportPage:
    """Template holding/passport.html (GET /passport): what came lately, what somebody can do, what is put away.

    `has_more` is True when there are more credentials than the first hundred shown; `may_share` from sixteen.
    """

    fresh: tuple[PassportCredential, ...]
    groups: tuple[PassportGroup, ...]
    put_away: tuple[PassportCredential, ...]
    own: tuple[OwnSkill, ...] = ()
    has_more: bool = False
    may_share: bool = True

    @property
    def count(self) -> int:
        """How many there are to share."""
        return len(self.fresh) + sum(len(group.items) for group in self.groups)


@dataclass(frozen=True, slots=True)
class OwnSkillsPage:
    """Template holding/own_skills.html (GET /passport/own): what somebody tells about themselves, and a form for one more.

    The form posts `name` (100) and `words` (300) to the same address.
    """

    skills: tuple[OwnSkill, ...]
    name: str = ""
    words: str = ""
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperPage:
    """Template holding/paper.html (GET /passport/paper): POST to the same address, with `credential` (checkbox, many)
    and `days` (radio)."""

    credentials: tuple[PassportCredential, ...]
    days_choices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DisputeCard:
    """What a page shows of a dispute; the holder takes it back with a POST to `withdraw_action`."""

    reason: str
    words: str | None
    state: str
    created_at: datetime
    answer: str | None
    answered_at: datetime | None
    withdraw_action: str | None


@dataclass(frozen=True, slots=True)
class SkillPage:
    """Template holding/skill.html (GET /passport/skills/{id}): one credential in plain words.

    The forms post to `accept_action` ("Klopt", or "show it again") and `hide_action`; None where that is no choice.
    """

    line: PassportCredential
    level_meaning: str | None
    description: str | None
    criteria: tuple[str, ...]
    assessor_role: str | None
    assessed_on: date | None
    accept_action: str | None
    hide_action: str | None
    wrong_href: str
    share_href: str | None
    picture_href: str | None
    dispute: DisputeCard | None = None


@dataclass(frozen=True, slots=True)
class ShareForm:
    """Template holding/share_form.html: one step of sharing, `step` is choose, whom, long or show, the `number`th of 5.

    GET /passport/share is the first; each posts to `action`. `carried` are the names and values of the other steps,
    as hidden fields; the other members are what was filled in before. The fields: `credential` and
    `ownSkill` (checkbox, many), `recipientLabel` (100), `aim` (radio), `purpose` (200), `days` (radio), `singleUse`, `showsEvidence` and `hasCode`
    (checkbox, "yes"), `nameDisplay` (radio).
    """

    step: str
    number: int
    credentials: tuple[PassportCredential, ...]
    action: str
    back_action: str
    own: tuple[OwnSkill, ...] = ()
    chosen_own: tuple[str, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()
    aims: tuple[tuple[str, str], ...] = ()
    days_choices: tuple[int, ...] = (7, 30, 90, 365)
    chosen: tuple[str, ...] = ()
    recipient_label: str = ""
    aim: str = ""
    purpose: str = ""
    days: int = 30
    single_use: bool = False
    name_display: str = "full"
    shows_evidence: bool = False
    has_code: bool = False
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareCreated:
    """Template holding/share_created.html: the link, shown once ("Bewaar deze link").

    `address` is the full link, `qr_svg` its QR code as inline SVG (safe markup), `host` our own domain name.
    `linkedin_href` opens LinkedIn's form for a link with one credential that works more than once.
    `secret` goes along in the form that mails the link (POST /passport/share/mail, field `email`); `to` is what was typed.
    """

    address: str
    host: str
    qr_svg: Markup
    expires_at: datetime
    is_single_use: bool
    passport_action: str
    code: str | None = None
    linkedin_href: str | None = None
    secret: str = ""
    to: str = ""
    is_mailed: bool = False
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareViewLine:
    """One time that somebody looked, as a sentence."""

    sentence: str


@dataclass(frozen=True, slots=True)
class ShareLogPage:
    """Template holding/share_log.html (GET /passport/shares/{id}): what a link shows, and when somebody looked.

    `shown` are names of credentials and own skills, `manner` what of the person is told; the stop form only while it works
    or is followed, and `followers` are sentences about who is told of changes.
    """

    recipient_label: str | None
    purpose: str | None
    state: str
    expires_at: datetime
    shown: tuple[str, ...]
    manner: tuple[str, ...]
    views: tuple[ShareViewLine, ...]
    has_more: bool
    stop_action: str | None
    followers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasePage:
    """What goes when a holder has everything erased; `problem` when they did not say to be sure."""

    problem: str | None = None
