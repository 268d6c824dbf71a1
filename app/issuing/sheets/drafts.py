"""Drafts: a sheet is received, mended by another file or other columns, or thrown away; nothing is issued here."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.issuing.batch_rows import BatchRepository
from app.issuing.errors import BatchNotADraft
from app.issuing.sheets.check_draft import Checked, check_draft
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.mapping import ColumnMap, change, find_map_faults, recognise
from app.issuing.sheets.parts import (
    divide,
    header_context,
    open_part,
    read_header,
    seal_part,
    write_header,
)
from app.issuing.sheets.rows import SheetRepository
from app.issuing.sheets.tables import NOTHING_HIDDEN, Hidden, Table
from app.issuing.sheets.uploads import Upload, read_upload, receive
from app.platform.context import Context
from app.platform.errors import NotFound
from app.platform.idempotency import IdempotencyInProgress, IdempotencyMismatch


@dataclass(frozen=True, slots=True)
class Draft:
    """A sheet and how it stands. `version` changes with every edit; `valid_count` rows can be issued now."""

    batch_id: UUID
    state: str
    source: str
    version: UUID
    header_row: int
    header: tuple[str, ...]
    mapping: ColumnMap
    row_count: int
    faulty_count: int
    repeated_count: int
    created_at: datetime
    hidden: Hidden = NOTHING_HIDDEN

    @property
    def valid_count(self) -> int:
        """Rows without a mistake that were not issued before; none while the headings are not clear."""
        return 0 if self.map_faults else self.row_count - self.faulty_count - self.repeated_count

    @property
    def map_faults(self) -> list[Finding]:
        """What is wrong with the headings."""
        return find_map_faults(self.header_row, self.header, self.mapping)


async def receive_sheet(
    context: Context, issuer: Issuer, key: str, pieces: AsyncIterator[bytes]
) -> tuple[Draft, bool]:
    """A new draft of an XLSX or CSV file. The last value tells that this file already stands as a draft.

    The same key with the file that it came with answers what was made of it, however it was mended since.

    Raises UnreadableFile, PayloadTooLarge, IdempotencyMismatch (same key, other file), IdempotencyInProgress.
    """
    upload = await receive(pieces)
    known = await _find_known(context, issuer, key, upload.digest)
    if known is not None:
        return known, True
    table = await read_upload(context, upload)
    batch_id = context.randomness.uuid()
    await _write(context, issuer, batch_id, table, recognise(table), upload=upload, key=key)
    return await load_draft(context, issuer.organisation_id, batch_id), False


async def replace_sheet(
    context: Context, issuer: Issuer, batch_id: UUID, pieces: AsyncIterator[bytes]
) -> Draft:
    """Another file in the place of the one that was there. Raises NotFound, BatchNotADraft, UnreadableFile."""
    await _load_open(context, issuer.organisation_id, batch_id)
    upload = await receive(pieces)
    table = await read_upload(context, upload)
    await _write(context, issuer, batch_id, table, recognise(table), upload=upload)
    return await load_draft(context, issuer.organisation_id, batch_id)


async def change_mapping(
    context: Context,
    issuer: Issuer,
    batch_id: UUID,
    chosen: Mapping[int, str | None],
    date_order: str | None,
) -> Draft:
    """Says which column is which, and checks every row again. Raises NotFound, BatchNotADraft, InvalidInput."""
    draft = await _load_open(context, issuer.organisation_id, batch_id)
    table = await load_table(context, issuer.organisation_id, draft)
    mapping = change(draft.mapping, chosen, date_order)
    await _write(context, issuer, batch_id, table, mapping, version=draft.version)
    return await load_draft(context, issuer.organisation_id, batch_id)


async def discard_sheet(context: Context, issuer: Issuer, batch_id: UUID) -> Draft:
    """Throws a draft away with every row of it. A second time changes nothing. Raises NotFound, BatchNotADraft."""
    now = context.clock.now()
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        sheets = SheetRepository(session, issuer.organisation_id)
        found = await sheets.find(batch_id, for_update=True)
        if found is None:
            raise NotFound
        if found["state"] not in ("draft", "discarded"):
            raise BatchNotADraft("It was confirmed before. Revoke what was issued wrongly.")
        if found["state"] == "draft":
            await sheets.discard(batch_id, now=now)
            await record_act(context, session, issuer, "batch.discarded", batch_id)
    return await load_draft(context, issuer.organisation_id, batch_id)


async def load_draft(context: Context, organisation_id: UUID, batch_id: UUID) -> Draft:
    """The sheet of a batch, also after it was confirmed. Raises NotFound."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        found = await SheetRepository(session, organisation_id).find(batch_id)
    if found is None:
        raise NotFound
    return _draft(context, organisation_id, found)


async def load_table(context: Context, organisation_id: UUID, draft: Draft) -> Table:
    """The rows of a sheet that are still kept."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        stored = await SheetRepository(session, organisation_id).list_parts(draft.batch_id)
    parts = [open_part(context.vault, organisation_id, draft.batch_id, part) for part in stored]
    rows = tuple(row for part in parts for row in part.rows)
    return Table(draft.source, draft.header_row, draft.header, rows, draft.hidden)


async def _find_known(context: Context, issuer: Issuer, key: str, digest: bytes) -> Draft | None:
    """The draft of this key, or one of the very same file that is still open."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        batch = await BatchRepository(session, issuer.organisation_id).find_batch(key=key)
        sheets = SheetRepository(session, issuer.organisation_id)
        if batch is not None and batch["request_digest"] != digest:
            raise IdempotencyMismatch
        batch_id = batch["id"] if batch is not None else await sheets.find_open(digest)
        found = await sheets.find(batch_id) if batch_id is not None else None
        if batch is not None and found is None:
            raise IdempotencyMismatch
    return _draft(context, issuer.organisation_id, found) if found else None


async def _load_open(context: Context, organisation_id: UUID, batch_id: UUID) -> Draft:
    draft = await load_draft(context, organisation_id, batch_id)
    if draft.state != "draft":
        raise BatchNotADraft("It was confirmed or thrown away. Upload the file as a new batch.")
    return draft


async def _write(
    context: Context,
    issuer: Issuer,
    batch_id: UUID,
    table: Table,
    mapping: ColumnMap,
    *,
    upload: Upload | None = None,
    key: str | None = None,
    version: UUID | None = None,
) -> None:
    """Checks the rows and writes all of it in one transaction; with `key` as a new batch.

    Raises BatchNotADraft, IdempotencyInProgress when another edit came between.
    """
    organisation_id = issuer.organisation_id
    checked = await check_draft(context, issuer, table.rows, mapping)
    parts = divide(table.rows, checked.findings)
    sealed = [seal_part(context.vault, organisation_id, batch_id, part) for part in parts]
    sheet = _sheet_values(context, organisation_id, batch_id, table, mapping, checked)
    batch: dict[str, Any] = {
        "upload_id": context.randomness.uuid(),
        "source": table.source,
        "row_count": len(table.rows),
        "now": sheet["now"],
    }
    async with context.database.transaction(organisation_id=organisation_id) as session:
        sheets = SheetRepository(session, organisation_id)
        if key is not None and upload is not None:
            new = {**batch, "id": batch_id, "key": key, "digest": upload.digest, "actor": issuer.actor}
            if not await sheets.add_batch(new):
                raise IdempotencyInProgress(retry_after=1)
        else:
            await _change(sheets, batch_id, batch, version)
        await sheets.save(batch_id, {**sheet, "file_digest": upload and upload.digest})
        await sheets.replace_parts(batch_id, sealed)


def _sheet_values(
    context: Context,
    organisation_id: UUID,
    batch_id: UUID,
    table: Table,
    mapping: ColumnMap,
    checked: Checked,
) -> dict[str, Any]:
    place = header_context(organisation_id, batch_id)
    return {
        "header_sealed": context.vault.seal(write_header(table), context=place),
        "header_row": table.header_row,
        "columns": list(mapping.columns),
        "date_order": mapping.date_order,
        "row_count": len(table.rows),
        "faulty_count": len(checked.faulty),
        "repeated_count": len(checked.repeated),
        "now": context.clock.now(),
    }


async def _change(
    sheets: SheetRepository, batch_id: UUID, values: Mapping[str, Any], version: UUID | None
) -> None:
    found = await sheets.find(batch_id, for_update=True)
    if found is None or found["state"] != "draft":
        raise BatchNotADraft("It was confirmed or thrown away. Upload the file as a new batch.")
    if version is not None and found["upload_id"] != version:
        raise IdempotencyInProgress("Somebody else changed this draft. Look at it again.", retry_after=1)
    await sheets.change_batch(batch_id, values)


def _draft(context: Context, organisation_id: UUID, found: Mapping[str, Any]) -> Draft:
    header: tuple[str, ...] = ()
    hidden = NOTHING_HIDDEN
    if found["header_sealed"] is not None:
        place = header_context(organisation_id, found["batch_id"])
        header, hidden = read_header(context.vault.open(found["header_sealed"], context=place))
    return Draft(
        batch_id=found["batch_id"],
        state=found["state"],
        source=found["source"],
        version=found["upload_id"],
        header_row=found["header_row"],
        header=header,
        mapping=ColumnMap(tuple(found["columns"]), found["date_order"]),
        row_count=found["row_count"],
        faulty_count=found["faulty_count"],
        repeated_count=found["repeated_count"],
        created_at=found["created_at"],
        hidden=hidden,
    )
