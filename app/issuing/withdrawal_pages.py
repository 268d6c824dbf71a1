"""What the pages on withdrawing show: whose credentials go, why, and the last question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer
from app.issuing.batches import load_batch
from app.issuing.credential_pages import credentials_address, list_lines
from app.issuing.deliveries import find_names
from app.issuing.desk_words import WITHDRAWALS, Choice
from app.issuing.issuances import Issuance
from app.issuing.ledger import find_states
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.sheet_pages import sheets_address
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound

MOST_SHOWN: Final = 200
_MOST_ROWS: Final = 100_000


@dataclass(frozen=True, slots=True)
class WithdrawLine:
    """A credential that goes, and whose it is."""

    id: UUID
    name: str
    title: str
    issued_at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    """Template issuing/withdraw.html. Of a whole sheet `lines` are the first of `count`; `chosen` go back in the form."""

    lines: tuple[WithdrawLine, ...]
    count: int
    chosen: tuple[UUID, ...]
    action: str
    back: str
    reasons: tuple[Choice, ...] = WITHDRAWALS
    reason: str = ""
    problems: tuple[FieldProblem, ...] = ()


async def build_withdrawal(
    context: Context, member: Issuer, ids: Sequence[UUID], *, language: str
) -> WithdrawPage:
    """Those of these credentials that are ours and still in force."""
    back = credentials_address(member)
    async with context.database.transaction(organisation_id=member.organisation_id) as session:
        lines = await _list_standing(context, session, member, ids, language)
    return WithdrawPage(lines, len(lines), tuple(line.id for line in lines), f"{back}/withdraw", back)


async def build_sheet_withdrawal(
    context: Context, member: Issuer, batch_id: UUID, *, language: str
) -> WithdrawPage:
    """All that was issued from a sheet and is still in force. Raises NotFound, also while rows are still issued."""
    organisation_id, back = member.organisation_id, f"{sheets_address(member)}/{batch_id}"
    async with context.database.transaction(organisation_id=organisation_id) as session:
        batch = await load_batch(session, organisation_id, batch_id)
        if batch.state != "done":
            raise NotFound
        ids = await LedgerRepository(session, organisation_id).list_unrevoked_of(batch_id, limit=_MOST_ROWS)
        lines = await _list_standing(context, session, member, ids[:MOST_SHOWN], language)
    return WithdrawPage(lines, len(ids), (), f"{back}/withdraw", back)


async def _list_standing(
    context: Context, session: Session, member: Issuer, ids: Sequence[UUID], language: str
) -> tuple[WithdrawLine, ...]:
    rows = [row for row, _ in await LedgerRepository(session, member.organisation_id).find_signed(ids)]
    states = await find_states(session, member.organisation_id, rows)
    standing = [(row, states[row.id]) for row in rows if states[row.id].state != "revoked"]
    names = await find_names(
        context, session, member.organisation_id, [row.recipient_id for row, _ in standing]
    )
    lines = await list_lines(session, member, standing, language=language)
    return tuple(
        WithdrawLine(line.id, _name(names, row), line.title, line.issued_at, line.address)
        for line, (row, _) in zip(lines, standing, strict=True)
    )


def _name(names: dict[UUID, str], row: Issuance) -> str:
    return names.get(row.recipient_id, "")
