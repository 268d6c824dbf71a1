"""Queries on codes that were sent to come in or to confirm an address."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from app.holding.models import EntryCodeRecord
from app.platform.database import Session


async def add_code(session: Session, record: EntryCodeRecord) -> None:
    """Write down that somebody asked; the hash of the browser's secret is the capability."""
    session.add(record)
    await session.flush()


async def count_asked(session: Session, address_hash: bytes, *, since: datetime) -> int:
    """How often this address was given since then; its hash is the capability."""
    row = EntryCodeRecord
    statement = select(func.count()).where(row.address_hash == address_hash, row.created_at > since)
    return int(await session.scalar(statement) or 0)


async def count_tries(session: Session, address_hash: bytes, *, since: datetime) -> int:
    """How many codes were tried for this address since then; its hash is the capability."""
    row = EntryCodeRecord
    statement = select(func.sum(row.tries)).where(row.address_hash == address_hash, row.created_at > since)
    return int(await session.scalar(statement) or 0)


async def find_code(session: Session, browser_hash: bytes) -> EntryCodeRecord | None:
    """What this browser asked, locked; the hash of its secret is the capability."""
    statement = select(EntryCodeRecord).where(EntryCodeRecord.browser_hash == browser_hash)
    return await session.scalar(statement.with_for_update())


async def complete_code(session: Session, code_id: UUID, *, holder_id: UUID, code_hash: bytes) -> None:
    """Keep whose passport it opens, and the hash of what is sent."""
    values = {"holder_id": holder_id, "code_hash": code_hash}
    await session.execute(update(EntryCodeRecord).where(EntryCodeRecord.id == code_id).values(**values))


async def note_try(session: Session, code_id: UUID) -> None:
    """Count one code that was typed."""
    row = EntryCodeRecord
    await session.execute(update(row).where(row.id == code_id).values(tries=row.tries + 1))


async def use_code(session: Session, code_id: UUID, *, now: datetime) -> None:
    """Mark the code as used."""
    await session.execute(update(EntryCodeRecord).where(EntryCodeRecord.id == code_id).values(used_at=now))
