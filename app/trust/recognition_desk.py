"""What the pages of a coordinator show of recognitions, and what is read from their form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, NotFound
from app.platform.pagination import Page
from app.trust.identity import issuer_did
from app.trust.issuer_pages import RecognitionLine, Say, build_recognition_line, sort_lines
from app.trust.recognise import RecognitionDraft, RecognitionRequest, list_drafts
from app.trust.register import (
    RegisterEntry,
    find_names,
    find_public_recognition,
    list_register,
    load_register_entry,
)
from app.web.marking import N_

_HOME: Final = ZoneInfo("Europe/Amsterdam")
_MOST: Final = 100
_PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "/issuerDid": ("issuerDid", N_("Kies een andere organisatie uit de lijst.")),
    "/highestLevel": ("highestLevel", N_("Kies een niveau.")),
    "/skillSet": ("skillSetUri", N_("Vul het adres en de naam allebei in.")),
    "/skillSet/uri": ("skillSetUri", N_("Gebruik een adres dat begint met https://.")),
    "/skillSet/name": ("skillSetName", N_("Gebruik voor de naam gewone letters.")),
    "/recognisedUntil": ("lastDay", N_("Kies een dag na de eerste dag.")),
    "/recognisedFrom": ("firstDay", N_("Kies een dag.")),
}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in words; `may_confirm` is False for who wrote it."""

    name: str
    skill_set: str | None
    level: int
    begins_at: datetime
    ends_at: datetime | None
    address: str
    may_confirm: bool
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class DeskRecognitions:
    """What waits, whom the partnership recognises, and who recognises it."""

    drafts: tuple[DraftLine, ...]
    lines: tuple[tuple[str, RecognitionLine], ...]
    recognised_by: tuple[RecognitionLine, ...]
    new_address: str
    public_address: str


@dataclass(frozen=True, slots=True)
class DeskRecognition:
    """One draft (`draft` is there) or one recognition (`line` is there), with what may be done."""

    draft: DraftLine | None
    line: RecognitionLine | None
    confirm_action: str
    withdraw_action: str
    back: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RecognitionForm:
    """The questions of a new recognition, with what was filled in."""

    action: str
    back: str
    issuers: tuple[tuple[str, str], ...]
    values: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[FieldProblem, ...] = ()


def recognitions_address(issuer: Issuer) -> str:
    """The page of all recognitions of a partnership."""
    return f"/desk/{issuer.slug}/recognitions"


async def build_desk_recognitions(
    context: Context, session: Session, issuer: Issuer, say: Say
) -> DeskRecognitions:
    """Everything on one page; a partnership has few."""
    did, now = issuer_did(context.settings, issuer.slug), context.clock.now()
    base = recognitions_address(issuer)
    drafts = await list_drafts(session, issuer.organisation_id)
    entry = await _find_entry(session, did)
    recognises = entry.recognises if entry else ()
    dids = {draft.issuer_did for draft in drafts} | {one.issuer_did for one in recognises}
    names = await find_names(session, dids)
    return DeskRecognitions(
        drafts=tuple(_draft_line(draft, issuer, names) for draft in drafts),
        lines=tuple(
            (
                f"{base}/{one.id}",
                build_recognition_line(
                    one,
                    context.settings,
                    say,
                    name=names.get(one.issuer_did, one.issuer_did),
                    did=one.issuer_did,
                    now=now,
                ),
            )
            for one in recognises
        ),
        recognised_by=sort_lines(
            build_recognition_line(
                one, context.settings, say, name=one.recogniser_name, did=one.recogniser_did, now=now
            )
            for one in (entry.recognised_by if entry else ())
        ),
        new_address=f"{base}/new",
        public_address=f"/partnerships/{issuer.slug}",
    )


async def build_desk_recognition(
    context: Context, session: Session, issuer: Issuer, recognition_id: UUID, say: Say, *, problem: str = ""
) -> DeskRecognition:
    """One draft or recognition of the partnership. Raises NotFound."""
    base, now = recognitions_address(issuer), context.clock.now()
    drafts = await list_drafts(session, issuer.organisation_id)
    draft = next((one for one in drafts if one.id == recognition_id), None)
    found = None if draft else await find_public_recognition(session, recognition_id)
    if found is not None and found.recogniser_did != issuer_did(context.settings, issuer.slug):
        found = None
    known = draft or found
    if known is None:
        raise NotFound
    names = await find_names(session, {known.issuer_did})
    line = None
    if found is not None:
        name = names.get(found.issuer_did, found.issuer_did)
        line = build_recognition_line(found, context.settings, say, name=name, did=found.issuer_did, now=now)
    address = f"{base}/{recognition_id}"
    return DeskRecognition(
        draft=_draft_line(draft, issuer, names) if draft else None,
        line=line,
        confirm_action=f"{address}/confirm",
        withdraw_action=f"{address}/withdraw",
        back=base,
        problem=problem,
    )


async def build_form(
    context: Context,
    session: Session,
    issuer: Issuer,
    *,
    values: Mapping[str, str] | None = None,
    problems: Iterable[FieldProblem] = (),
) -> RecognitionForm:
    """The form, empty or with what was filled in; one's own partnership and those that ended are not in the list."""
    own, base = issuer_did(context.settings, issuer.slug), recognitions_address(issuer)
    found = await list_register(session, page=Page(_MOST))
    now = context.clock.now()
    others = (one.issuer for one in found.items if one.issuer.did != own)
    known = tuple((one.did, one.name) for one in others if one.state_at(now) != "ended")
    today = now.astimezone(_HOME).date()
    start = {"firstDay": today.isoformat(), "highestLevel": "3"}
    return RecognitionForm(f"{base}/new", base, known, start if values is None else values, tuple(problems))


def read_request(values: Mapping[str, str]) -> RecognitionRequest:
    """What is asked; what is no day or no number is left to the use case, which refuses it."""
    uri, name = values.get("skillSetUri", "").strip(), values.get("skillSetName", "").strip()
    first, last = _read_day(values.get("firstDay", "")), _read_day(values.get("lastDay", ""))
    level = values.get("highestLevel", "")
    return RecognitionRequest(
        issuer_did=values.get("issuerDid", ""),
        highest_level=int(level) if level in ("1", "2", "3", "4") else 0,
        skill_set_uri=uri or None,
        skill_set_name=name or None,
        recognised_from=_begin_of(first),
        # The last day counts whole.
        recognised_until=None if last is None else _begin_of(last + timedelta(days=1)),
    )


def find_form_problems(faults: Iterable[FieldError], say: Say) -> tuple[FieldProblem, ...]:
    """Each fault at its field, in one plain sentence."""
    known = (_PROBLEMS.get(fault.pointer) for fault in faults)
    return tuple(FieldProblem(name, say(sentence)) for name, sentence in filter(None, known))


async def _find_entry(session: Session, did: str) -> RegisterEntry | None:
    try:
        return await load_register_entry(session, did)
    except NotFound:
        return None


def _draft_line(draft: RecognitionDraft, issuer: Issuer, names: Mapping[str, str]) -> DraftLine:
    return DraftLine(
        name=names.get(draft.issuer_did, draft.issuer_did),
        skill_set=draft.scope.skill_set_name,
        level=draft.scope.highest_level,
        begins_at=draft.recognised_from,
        ends_at=draft.recognised_until,
        address=f"{recognitions_address(issuer)}/{draft.id}",
        may_confirm=draft.drafted_by != issuer.eyes,
    )


def _read_day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date.min < found < date.max else None


def _begin_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), _HOME)
