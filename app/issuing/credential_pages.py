"""What the pages on credentials at the desk show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.issuing.answers import next_cursor
from app.issuing.deliveries import RecipientOverview, find_names, load_recipient
from app.issuing.desk_words import (
    SUSPENSIONS,
    Choice,
    Standing,
    list_snapshots,
    standing_of,
    title_of,
)
from app.issuing.issuances import Issuance
from app.issuing.ledger import CredentialState, list_issued, load_issued
from app.issuing.ledger_rows import LedgerRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.pagination import Page, read_place


@dataclass(frozen=True, slots=True)
class CredentialLine:
    """One credential in a list."""

    id: UUID
    title: str
    level: int
    issued_at: datetime
    standing: Standing
    address: str
    is_revoked: bool
    recipient_name: str = ""


@dataclass(frozen=True, slots=True)
class CredentialList:
    """Template issuing/credentials.html."""

    lines: tuple[CredentialLine, ...]
    withdraw_action: str
    may_withdraw: bool
    next_address: str | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CredentialPage:
    """Template issuing/credential.html."""

    line: CredentialLine
    recipient_name: str
    recipient_address: str
    public_address: str
    valid_until: datetime | None
    since: datetime | None
    may_withdraw: bool
    may_correct: bool
    is_suspended: bool
    correct_address: str
    newer_address: str | None
    older_address: str | None
    withdraw_action: str
    suspend_action: str
    reinstate_action: str
    reasons: tuple[Choice, ...] = SUSPENSIONS
    problems: tuple[FieldProblem, ...] = ()


def credentials_address(member: Issuer) -> str:
    """The list of credentials."""
    return f"/desk/{member.slug}/credentials"


async def build_credential_list(
    context: Context, member: Issuer, page: Page, *, language: str, problem: str = ""
) -> CredentialList:
    """Credentials, newest first. Raises InvalidInput for a broken cursor."""
    organisation_id, start = member.organisation_id, credentials_address(member)
    async with context.database.transaction(organisation_id=organisation_id) as session:
        found = await list_issued(session, organisation_id, limit=page.limit + 1, before=read_place(page))
        shown = found[: page.limit]
        names = await find_names(context, session, organisation_id, {row.recipient_id for row, _ in shown})
        lines = await list_lines(session, member, shown, language=language, names=names)
    cursor = next_cursor([(row.created_at, row.id) for row, _ in found], page.limit)
    return CredentialList(
        lines=lines,
        withdraw_action=f"{start}/withdraw",
        may_withdraw=Scope.CREDENTIALS_REVOKE in member.scopes,
        next_address=cursor and f"{start}?cursor={cursor}",
        problem=problem,
    )


async def build_credential(
    context: Context,
    member: Issuer,
    credential_id: UUID,
    *,
    language: str,
    problems: tuple[FieldProblem, ...] = (),
) -> CredentialPage:
    """One credential. Raises NotFound."""
    organisation_id, start = member.organisation_id, credentials_address(member)
    async with context.database.transaction(organisation_id=organisation_id) as session:
        issued, state = await load_issued(context, session, organisation_id, credential_id)
        row = issued.issuance
        [line] = await list_lines(session, member, [(row, state)], language=language)
        recipient = await load_recipient(context, session, organisation_id, row.recipient_id)
        newer = await LedgerRepository(session, organisation_id).find_successor(credential_id)
    return CredentialPage(
        line=line,
        recipient_name=name_of(recipient),
        recipient_address=f"/desk/{member.slug}/recipients/{recipient.id}",
        public_address=f"/achievements/{row.achievement_id}/{row.achievement_version}",
        valid_until=row.valid_until,
        since=state.since,
        may_withdraw=Scope.CREDENTIALS_REVOKE in member.scopes,
        may_correct={Scope.CREDENTIALS_ISSUE, Scope.CREDENTIALS_REVOKE} <= member.scopes,
        correct_address=f"{line.address}/correct",
        newer_address=f"{start}/{newer}" if newer else None,
        older_address=f"{start}/{row.supersedes_id}" if row.supersedes_id else None,
        is_suspended=state.state == "suspended",
        withdraw_action=f"{start}/withdraw",
        suspend_action=f"{line.address}/suspend",
        reinstate_action=f"{line.address}/reinstate",
        problems=problems,
    )


async def list_lines(
    session: Session,
    member: Issuer,
    found: Sequence[tuple[Issuance, CredentialState]],
    *,
    language: str,
    names: Mapping[UUID, str] | None = None,
) -> tuple[CredentialLine, ...]:
    """Credentials in words, each with whose it is where the names of the recipients are given."""
    snapshots = await list_snapshots(
        session, member.organisation_id, {row.achievement_id for row, _ in found}
    )
    return tuple(
        CredentialLine(
            id=row.id,
            title=title_of(snapshots.get((row.achievement_id, row.achievement_version)), language),
            level=row.level,
            issued_at=row.issued_at,
            standing=standing_of(state),
            address=f"{credentials_address(member)}/{row.id}",
            is_revoked=state.state == "revoked",
            recipient_name=(names or {}).get(row.recipient_id, ""),
        )
        for row, state in found
    )


def name_of(recipient: RecipientOverview) -> str:
    """The name, or the number by which the organisation knows somebody."""
    return recipient.name or recipient.reference
