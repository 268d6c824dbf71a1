"""The share form: reading what was filled in, and turning it into a request to share."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from app.holding.own_skills import MOST_SKILLS
from app.holding.share import MOST_CREDENTIALS, ShareRequest
from app.holding.share_details import NameDisplay
from app.holding.wording import Phrasebook
from app.platform.text import clean_text
from app.web.marking import N_

DAYS_CHOICES: Final = (7, 30, 90, 365)
DEFAULT_DAYS: Final = 30
LONGEST_RECIPIENT: Final = 100
LONGEST_PURPOSE: Final = 200
NAME_DISPLAYS: Final[tuple[NameDisplay, ...]] = ("full", "first-initial", "none")
AIMS: Final[Mapping[str, str]] = {"application": N_("Sollicitatie"), "assignment": N_("Opdracht")}
# One question a screen; the fields of each, and the last shows how it will look.
STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "choose": ("credential", "ownSkill"),
    "whom": ("recipientLabel", "aim", "purpose"),
    "long": ("days", "singleUse"),
    "show": ("nameDisplay", "showsEvidence", "hasCode"),
}


class Fields(Protocol):
    """The fields of a posted form, in the manner of a multi-dictionary."""

    def getlist(self, key: str) -> Iterable[object]: ...


@dataclass(frozen=True, slots=True)
class FilledShareForm:
    """What was filled in, and the names of the fields that are wrong. `aim` is one of AIMS, or nothing."""

    chosen: tuple[str, ...] = ()
    recipient_label: str = ""
    purpose: str = ""
    days: int = DEFAULT_DAYS
    is_single_use: bool = False
    wrong_fields: tuple[str, ...] = ()
    aim: str = ""
    name_display: NameDisplay = "full"
    shows_evidence: bool = False
    has_code: bool = False
    chosen_own: tuple[str, ...] = ()

    def to_request(self, *, now: datetime, words: Phrasebook) -> ShareRequest:
        """The request to share; only for a form without wrong fields."""
        aim = AIMS.get(self.aim)
        return ShareRequest(
            credential_ids=tuple(UUID(chosen) for chosen in self.chosen),
            purpose=self.purpose or (words.translate(aim) if aim else None),
            recipient_label=self.recipient_label or None,
            expires_at=now + timedelta(days=self.days),
            is_single_use=self.is_single_use,
            name_display=self.name_display,
            shows_evidence=self.shows_evidence,
            has_code=self.has_code,
            own_skill_ids=tuple(UUID(chosen) for chosen in self.chosen_own),
        )

    def fields(self, *, without: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
        """What a form carries on to the next step: names and values, but for those of the step itself."""
        carried = [("credential", each) for each in self.chosen]
        carried += [("ownSkill", each) for each in self.chosen_own]
        carried += [
            ("recipientLabel", self.recipient_label),
            ("aim", self.aim),
            ("purpose", self.purpose),
            ("days", str(self.days)),
            ("singleUse", "yes" if self.is_single_use else ""),
            ("nameDisplay", self.name_display),
            ("showsEvidence", "yes" if self.shows_evidence else ""),
            ("hasCode", "yes" if self.has_code else ""),
        ]
        return tuple((name, value) for name, value in carried if value and name not in without)


def read_share_form(fields: Fields) -> FilledShareForm:
    """Read the posted fields; whatever was posted, the answer is a form and never an error."""
    chosen = tuple(dict.fromkeys(_texts(fields, "credential")))
    own = read_chosen(_texts(fields, "ownSkill"))[:MOST_SKILLS]
    days_text = _text(fields, "days") or str(DEFAULT_DAYS)
    recipient, recipient_is_clean = _clean(_text(fields, "recipientLabel"), LONGEST_RECIPIENT)
    purpose, purpose_is_clean = _clean(_text(fields, "purpose"), LONGEST_PURPOSE)
    days = next((days for days in DAYS_CHOICES if str(days) == days_text), None)
    display_text, aim = _text(fields, "nameDisplay") or "full", _text(fields, "aim")
    display = next((display for display in NAME_DISPLAYS if display == display_text), None)
    is_right = {
        "credential": 1 <= len(chosen) <= MOST_CREDENTIALS and all(map(_is_id, chosen)),
        "recipientLabel": recipient_is_clean,
        "purpose": purpose_is_clean,
        "days": days is not None,
        "nameDisplay": display is not None,
    }
    return FilledShareForm(
        chosen=chosen,
        recipient_label=recipient,
        purpose=purpose,
        days=days or DEFAULT_DAYS,
        is_single_use=_text(fields, "singleUse") == "yes",
        wrong_fields=tuple(name for name, right in is_right.items() if not right),
        aim=aim if aim in AIMS else "",
        # Who sends something odd shows less, not more.
        name_display=display or "none",
        shows_evidence=_text(fields, "showsEvidence") == "yes",
        has_code=_text(fields, "hasCode") == "yes",
        chosen_own=own,
    )


def step_of(form: FilledShareForm) -> str:
    """The step with the first field that is wrong, or else the first step."""
    names = STEPS.items()
    return next((step for step, fields in names if set(fields) & set(form.wrong_fields)), "choose")


def read_chosen(values: Iterable[str]) -> tuple[str, ...]:
    """Those that can be the id of a credential; nothing else of an address gets into a form."""
    return tuple(dict.fromkeys(value for value in values if _is_id(value)))


@dataclass(frozen=True, slots=True)
class FilledPaperForm:
    """What is to be printed; nothing chosen means everything."""

    credential_ids: tuple[UUID, ...]
    days: int

    def to_request(self, chosen: tuple[UUID, ...], *, now: datetime) -> ShareRequest:
        """The request to share `chosen` on paper."""
        return ShareRequest(chosen, expires_at=now + timedelta(days=self.days), is_for_paper=True)


def read_paper_form(fields: Fields) -> FilledPaperForm:
    """Read the posted fields; what is no choice of the form counts as not chosen."""
    chosen = dict.fromkeys(_texts(fields, "credential"))
    days_text = _text(fields, "days")
    return FilledPaperForm(
        credential_ids=tuple(UUID(each) for each in chosen if _is_id(each)),
        days=next((days for days in DAYS_CHOICES if str(days) == days_text), DEFAULT_DAYS),
    )


def _texts(fields: Fields, name: str) -> list[str]:
    return [value for value in fields.getlist(name) if isinstance(value, str)]


def _text(fields: Fields, name: str) -> str:
    return next(iter(_texts(fields, name)), "").strip()


def _clean(text: str, longest: int) -> tuple[str, bool]:
    if not text:
        return "", True
    try:
        cleaned = clean_text(text)
    except ValueError:
        return "", False
    return cleaned[:longest], len(cleaned) <= longest


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
