"""Bulk orders: items answered in one call, and uploaded rosters worked off in chunks."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from app.accounts.permissions import Issuer
from app.issuing.batch_rows import BatchRepository
from app.issuing.complete import Outcome
from app.issuing.errors import RosterTooLarge
from app.issuing.issuances import IssuedCredential
from app.issuing.issue import issue_many
from app.issuing.issue_requests import IssueRequest
from app.issuing.rosters import RosterRow, read_roster
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound, PayloadTooLarge
from app.platform.idempotency import IdempotencyInProgress, IdempotencyMismatch
from app.platform.queue import enqueue

CHUNK_ROWS = 500
MOST_ROWS = 100_000
MOST_BYTES = 8 * 1024 * 1024
JOB = "issuing.run_batch"


@dataclass(frozen=True, slots=True)
class Batch:
    """A bulk order and how far it is."""

    id: UUID
    source: str
    state: str
    row_count: int
    issued_count: int
    failed_count: int
    created_at: datetime
    finished_at: datetime | None
    request_digest: bytes | None = None
    upload_id: UUID | None = None
    actor: str = ""


def rows_context(organisation_id: UUID, batch_id: UUID, position: int) -> str:
    """What the sealed rows of a chunk are bound to."""
    return f"credential_batch_chunks/rows_sealed/{organisation_id}/{batch_id}/{position}"


async def issue_items(
    context: Context, issuer: Issuer, key: str, digest: bytes, items: Sequence[IssueRequest | None]
) -> tuple[UUID, list[Outcome | None], bool]:
    """Issues all items of one call; an item that could not be read is None and stays None.

    The same key issues nothing twice: the last value tells that the batch was there.
    Raises IdempotencyMismatch.
    """
    now = context.clock.now()
    batch, is_new = await _open_batch(context, issuer, key, source="json", now=now, digest=digest)
    if batch.request_digest != digest:
        raise IdempotencyMismatch
    requests = [
        replace(item, key=f"batch/{batch.id}/{row}", batch_id=batch.id)
        for row, item in enumerate(items)
        if item is not None
    ]
    outcomes = iter(await issue_many(context, issuer, requests, now))
    answers = [None if item is None else next(outcomes) for item in items]
    if batch.state != "done":
        issued = sum(1 for answer in answers if isinstance(answer, IssuedCredential))
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            batches = BatchRepository(session, issuer.organisation_id)
            found = await batches.find_batch(batch_id=batch.id, for_update=True)
            if found is not None and found["state"] != "done":
                failed = len(items) - issued
                await batches.start(batch.id, digest, len(items), now=now)
                await batches.add_progress(batch.id, issued=issued, failed=failed, now=now)
                await batches.finish(batch.id, now=now)
    return batch.id, answers, not is_new


async def receive_roster(
    context: Context, issuer: Issuer, key: str, pieces: AsyncIterator[bytes]
) -> tuple[Batch, bool]:
    """Stores an uploaded roster in sealed chunks and starts its job; constant memory, no open transaction.

    The last value tells that this upload was there before. Raises UnreadableRoster, RosterTooLarge,
    PayloadTooLarge, IdempotencyMismatch (same key, other file), IdempotencyInProgress (another upload took the key over).
    """
    now = context.clock.now()
    batch, is_new = await _open_batch(context, issuer, key, source="csv", now=now, digest=None)
    digest, size = sha256(), 0

    async def digested() -> AsyncIterator[bytes]:
        nonlocal size
        async for piece in pieces:
            size += len(piece)
            if size > MOST_BYTES:
                raise PayloadTooLarge("Send a file of at most 8 MiB; split it.")
            digest.update(piece)
            yield piece

    if batch.state != "receiving":
        async for _ in digested():
            pass
        if digest.digest() != batch.request_digest:
            raise IdempotencyMismatch
        return batch, True
    upload_id = await _take_over(context, issuer, batch, now=now)
    count = await _store_chunks(context, issuer, batch.id, upload_id, read_roster(digested()))
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        batches = BatchRepository(session, issuer.organisation_id)
        found = await batches.find_batch(batch_id=batch.id, for_update=True)
        if found is None or found["upload_id"] != upload_id:
            raise IdempotencyInProgress(retry_after=1)
        await batches.start(batch.id, digest.digest(), count, now=now)
        await enqueue(session, JOB, organisation_id=str(issuer.organisation_id), batch_id=str(batch.id))
    return replace(batch, state="running", row_count=count, upload_id=upload_id), not is_new


async def _take_over(context: Context, issuer: Issuer, batch: Batch, *, now: datetime) -> UUID:
    upload_id = context.randomness.uuid()
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await BatchRepository(session, issuer.organisation_id).take_over(batch.id, upload_id, now=now)
    return upload_id


async def _store_chunks(
    context: Context, issuer: Issuer, batch_id: UUID, upload_id: UUID, rows: AsyncIterator[RosterRow]
) -> int:
    count = position = 0
    chunk: list[RosterRow] = []
    async for row in rows:
        count += 1
        if count > MOST_ROWS:
            raise RosterTooLarge(f"Use at most {MOST_ROWS} rows in one file; split it.")
        chunk.append(row)
        if len(chunk) == CHUNK_ROWS:
            await _store_chunk(context, issuer, batch_id, upload_id, (position, chunk))
            position, chunk = position + 1, []
    if chunk:
        await _store_chunk(context, issuer, batch_id, upload_id, (position, chunk))
    return count


async def _store_chunk(
    context: Context,
    issuer: Issuer,
    batch_id: UUID,
    upload_id: UUID,
    chunk: tuple[int, Sequence[RosterRow]],
) -> None:
    position, rows = chunk
    plain = orjson.dumps([[row.number, row.cells] for row in rows])
    sealed = context.vault.seal(plain, context=rows_context(issuer.organisation_id, batch_id, position))
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        batches = BatchRepository(session, issuer.organisation_id)
        if not await batches.add_chunk(batch_id, upload_id, position, sealed, len(rows)):
            raise IdempotencyInProgress(retry_after=1)


async def _open_batch(
    context: Context, issuer: Issuer, key: str, *, source: str, now: datetime, digest: bytes | None
) -> tuple[Batch, bool]:
    """The batch of this key and whether it was made now. Raises IdempotencyMismatch for another source."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        batches = BatchRepository(session, issuer.organisation_id)
        is_new = await batches.add_batch(
            {
                "id": context.randomness.uuid(),
                "idempotency_key": key,
                "request_digest": digest,
                "upload_id": context.randomness.uuid(),
                "source": source,
                "state": "receiving",
                "actor": issuer.actor,
                "row_count": 0,
                "now": now,
            }
        )
        found = await batches.find_batch(key=key)
    if found is None:
        raise IdempotencyInProgress(retry_after=1)
    if found["source"] != source:
        raise IdempotencyMismatch
    return _batch(found), is_new


async def load_batch(session: Session, organisation_id: UUID, batch_id: UUID) -> Batch:
    """How far a batch is. Raises NotFound."""
    found = await BatchRepository(session, organisation_id).find_batch(batch_id=batch_id)
    if found is None:
        raise NotFound
    return _batch(found)


async def list_batches(
    session: Session, organisation_id: UUID, *, limit: int, before: tuple[datetime, UUID] | None
) -> list[Batch]:
    """Newest first."""
    found = await BatchRepository(session, organisation_id).list_batches(limit, before)
    return [_batch(row) for row in found]


async def list_batch_errors(
    session: Session, organisation_id: UUID, batch_id: UUID, *, limit: int, after: tuple[int, int]
) -> list[dict[str, Any]]:
    """Errors by row and position in the row, after the given one."""
    return await BatchRepository(session, organisation_id).list_errors(batch_id, limit, after)


def _batch(row: dict[str, Any]) -> Batch:
    return Batch(**{name: row[name] for name in Batch.__dataclass_fields__})
