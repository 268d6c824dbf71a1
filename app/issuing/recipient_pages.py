"""What the pages on people and delivery at the desk show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.issuing.answers import next_cursor
from app.issuing.credential_pages import CredentialLine, list_lines, name_of
from app.issuing.deliveries import (
    RecipientOverview,
    list_credentials_of,
    list_recipients,
    list_timeline,
    load_recipient,
)
from app.issuing.desk_words import COLLECTED, DELIVERIES, EVENTS, Standing
from app.platform.context import Context
from app.platform.pagination import Page, read_place

MOST_EVENTS: Final = 100
# What each filter asks of the list.
FILTERS: Final[dict[str, dict[str, object]]] = {
    "all": {},
    "waiting": {"is_collected": False},
    "bounced": {"is_collected": False, "delivery": "bounced"},
}


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """Somebody in the list."""

    name: str
    reference: str
    credential_count: int
    standing: Standing
    mailed_at: datetime | None
    address: str


@dataclass(frozen=True, slots=True)
class RecipientList:
    """Template issuing/recipients.html; `shows` is one of FILTERS."""

    lines: tuple[RecipientLine, ...]
    shows: str
    start: str
    find_action: str
    next_address: str | None
    reference: str = ""
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class EventLine:
    """One step on the way."""

    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecipientPage:
    """Template issuing/recipient.html."""

    name: str
    reference: str
    email: str
    standing: Standing
    is_collected: bool
    is_unsubscribed: bool
    reminder_due_at: datetime | None
    credentials: tuple[CredentialLine, ...]
    events: tuple[EventLine, ...]
    may_send: bool
    may_withdraw: bool
    address: str
    back: str
    withdraw_action: str
    erase_address: str | None = None
    help_address: str | None = None
    age_address: str | None = None
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasePage:
    """Template issuing/erase.html."""

    name: str
    action: str
    back: str
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class NewCodePage:
    """Template issuing/new_code.html: the code, once."""

    name: str
    code: str
    claim_address: str
    expires_at: datetime
    back: str


def recipients_address(member: Issuer) -> str:
    """The list of people."""
    return f"/desk/{member.slug}/recipients"


async def build_recipient_list(
    context: Context,
    member: Issuer,
    page: Page,
    *,
    shows: str,
    reference: str = "",
    problems: tuple[FieldProblem, ...] = (),
) -> RecipientList:
    """People, newest first. Raises InvalidInput for a broken cursor."""
    organisation_id, start = member.organisation_id, recipients_address(member)
    async with context.database.transaction(organisation_id=organisation_id) as session:
        found = await list_recipients(
            context,
            session,
            organisation_id,
            limit=page.limit + 1,
            before=read_place(page),
            **FILTERS[shows],  # type: ignore[arg-type]
        )
    cursor = next_cursor([(overview.created_at, overview.id) for overview in found], page.limit)
    return RecipientList(
        lines=tuple(_line(overview, start) for overview in found[: page.limit]),
        shows=shows,
        start=start,
        find_action=f"{start}/find",
        next_address=cursor and f"{start}?show={shows}&cursor={cursor}",
        reference=reference,
        problems=problems,
    )


async def build_recipient(
    context: Context,
    member: Issuer,
    recipient_id: UUID,
    *,
    language: str,
    email: str | None = None,
    problems: tuple[FieldProblem, ...] = (),
) -> RecipientPage:
    """One person. Raises NotFound."""
    organisation_id, start = member.organisation_id, recipients_address(member)
    async with context.database.transaction(organisation_id=organisation_id) as session:
        overview = await load_recipient(context, session, organisation_id, recipient_id)
        given = await list_credentials_of(session, organisation_id, recipient_id)
        credentials = await list_lines(session, member, given, language=language)
        events = await list_timeline(session, organisation_id, recipient_id, limit=MOST_EVENTS, before=None)
    return RecipientPage(
        name=name_of(overview),
        reference=overview.reference,
        email=(overview.email or "") if email is None else email,
        standing=_standing(overview),
        is_collected=overview.is_collected,
        is_unsubscribed=overview.is_unsubscribed,
        reminder_due_at=overview.reminder_due_at,
        credentials=credentials,
        events=tuple(EventLine(EVENTS[event.kind], event.occurred_at) for event in events),
        may_send=Scope.CREDENTIALS_ISSUE in member.scopes,
        may_withdraw=Scope.CREDENTIALS_REVOKE in member.scopes,
        address=f"{start}/{recipient_id}",
        back=start,
        withdraw_action=f"/desk/{member.slug}/credentials/withdraw",
        erase_address=f"{start}/{recipient_id}/erase" if Scope.RECIPIENTS_ERASE in member.scopes else None,
        help_address=f"/desk/{member.slug}/help/{recipient_id}"
        if overview.is_collected and Scope.PASSPORTS_HELP in member.scopes
        else None,
        age_address=f"/desk/{member.slug}/help/{recipient_id}/age"
        if Scope.PASSPORTS_HELP in member.scopes
        else None,
        problems=problems,
    )


def _line(overview: RecipientOverview, start: str) -> RecipientLine:
    return RecipientLine(
        name=name_of(overview),
        reference=overview.reference,
        credential_count=overview.credential_count,
        standing=_standing(overview),
        mailed_at=overview.mailed_at,
        address=f"{start}/{overview.id}",
    )


def _standing(overview: RecipientOverview) -> Standing:
    return COLLECTED if overview.is_collected else DELIVERIES[overview.delivery]
