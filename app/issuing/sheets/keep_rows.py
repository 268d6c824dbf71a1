"""What is kept of a sheet after it was confirmed: the rows that went wrong, to be mended, and not for long."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from app.issuing.repository import PublicRepository
from app.issuing.sheets.check_draft import NOTES
from app.issuing.sheets.parts import open_part, seal_rows
from app.issuing.sheets.rows import SheetRepository
from app.platform.context import Context
from app.platform.database import Session

KEPT_FOR: Final = timedelta(days=30)


async def keep_faulty_rows(
    context: Context,
    session: Session,
    organisation_id: UUID,
    batch_id: UUID,
    position: int,
    failed: Collection[int],
) -> None:
    """Takes the rows that were issued out of a part of a sheet; a roster that was no draft has none."""
    sheets = SheetRepository(session, organisation_id)
    for stored in await sheets.list_parts(batch_id, only=position):
        part = open_part(context.vault, organisation_id, batch_id, stored)
        kept = {item.row for item in part.findings if item.code not in NOTES} | set(failed)
        rows = [row for row in part.rows if row.number in kept]
        sealed = seal_rows(context.vault, organisation_id, batch_id, position, rows)
        await sheets.change_part(batch_id, position, sealed)


async def forget_sheets(context: Context) -> int:
    """Throws drafts away that nobody touched for 30 days, and rows with mistakes of sheets that were confirmed then."""
    now = context.clock.now()
    async with context.database.transaction() as session:
        old = await PublicRepository(session).list_old_sheets(now - KEPT_FOR)
    forgotten = 0
    for organisation_id, batch_id in old:
        async with context.database.transaction(organisation_id=organisation_id) as session:
            sheets = SheetRepository(session, organisation_id)
            found = await sheets.find(batch_id, for_update=True)
            if found is not None and found["state"] != "running" and found["header_sealed"] is not None:
                await sheets.discard(batch_id, now=now)
                forgotten += 1
    return forgotten
