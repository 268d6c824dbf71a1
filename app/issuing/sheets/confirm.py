"""Confirms a draft: from here its rows are issued by the job of the batch, each of them once."""

from enum import StrEnum
from typing import Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.issuing.batches import JOB, Batch, load_batch, rows_context
from app.issuing.errors import BatchHasErrors, BatchNotADraft
from app.issuing.sheets.check_draft import Checked, check_draft
from app.issuing.sheets.drafts import Draft, load_draft, load_table
from app.issuing.sheets.parts import PART_ROWS, divide, seal_part, write_order
from app.issuing.sheets.rows import SheetRepository
from app.issuing.sheets.tables import Table
from app.platform.context import Context
from app.platform.idempotency import IdempotencyInProgress
from app.platform.queue import enqueue


class Rows(StrEnum):
    """Which rows are issued: all of them, or those without a mistake."""

    all = "all"
    valid = "valid"


CONFIRMED: Final = frozenset({"running", "done"})


async def confirm_sheet(context: Context, issuer: Issuer, batch_id: UUID, rows: Rows) -> Batch:
    """Checks every row once more and hands them to the job. Confirming again changes nothing.

    Raises NotFound, BatchNotADraft (thrown away), BatchHasErrors (`all` while a row has a mistake, no row that can
    be issued, or headings that are not clear), IdempotencyInProgress when somebody else edits it now.
    """
    organisation_id = issuer.organisation_id
    draft = await load_draft(context, organisation_id, batch_id)
    if draft.state == "draft":
        table = await load_table(context, organisation_id, draft)
        checked = await check_draft(context, issuer, table.rows, draft.mapping)
        _ensure_issuable(draft, checked, rows)
        await _start(context, issuer, draft, table, checked, rows)
    elif draft.state not in CONFIRMED:
        raise BatchNotADraft("It was thrown away. Upload the file as a new batch.")
    async with context.database.transaction(organisation_id=organisation_id) as session:
        return await load_batch(session, organisation_id, batch_id)


def _ensure_issuable(draft: Draft, checked: Checked, rows: Rows) -> None:
    if draft.map_faults:
        raise BatchHasErrors("Say first which column is which; the preview names what is not clear.")
    if rows is Rows.all and checked.faulty:
        raise BatchHasErrors(
            f"{len(checked.faulty)} rows have a mistake. Mend them, or confirm the valid rows only."
        )
    if not checked.keys and not checked.repeated:
        raise BatchHasErrors("No row can be issued. Mend them and upload the file again.")


async def _start(
    context: Context, issuer: Issuer, draft: Draft, table: Table, checked: Checked, rows: Rows
) -> None:
    organisation_id, batch_id = issuer.organisation_id, draft.batch_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        sheets = SheetRepository(session, organisation_id)
        found = await sheets.find(batch_id, for_update=True)
        if found is None or found["state"] != "draft":
            return
        if found["upload_id"] != draft.version:
            raise IdempotencyInProgress("Somebody else changed this draft. Look at it again.", retry_after=1)
        parts = list(divide(table.rows, checked.findings))
        await sheets.replace_parts(
            batch_id, [seal_part(context.vault, organisation_id, batch_id, part) for part in parts]
        )
        await _add_chunks(context, sheets, draft, table, checked)
        await sheets.start(batch_id, len(checked.keys), rows.value, now=context.clock.now())
        await record_act(context, session, issuer, "batch.confirmed", batch_id, count=len(checked.keys))
        await enqueue(session, JOB, organisation_id=str(organisation_id), batch_id=str(batch_id))


async def _add_chunks(
    context: Context, sheets: SheetRepository, draft: Draft, table: Table, checked: Checked
) -> None:
    """A chunk stands at the position of the part its rows came from."""
    for position, start in enumerate(range(0, len(table.rows), PART_ROWS)):
        rows = [
            (row, checked.keys[row.number], checked.answers.get(row.number, {}))
            for row in table.rows[start : start + PART_ROWS]
            if row.number in checked.keys
        ]
        if rows:
            place = rows_context(sheets.organisation_id, draft.batch_id, position)
            sealed = context.vault.seal(write_order(draft.mapping, rows), context=place)
            await sheets.add_chunk(draft.batch_id, position, sealed, len(rows))
