"""Works off the next chunks of a roster; after a crash the ledger's keys keep rows from being issued twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson

from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer
from app.issuing.batch_rows import BatchRepository
from app.issuing.batches import JOB, rows_context
from app.issuing.errors import NotReplaceable
from app.issuing.issue import issue_many
from app.issuing.issue_requests import IssueRequest
from app.issuing.reserve import Refused
from app.issuing.rosters import CellError, RosterRow, cell_errors, parse_row
from app.issuing.sheets.check_draft import ROW_KEYS
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.keep_rows import keep_faulty_rows
from app.issuing.sheets.parts import read_order
from app.issuing.sheets.words import say_unseen
from app.platform.context import Context
from app.platform.errors import AppError, InvalidInput, Kind, NotFound
from app.platform.idempotency import IdempotencyMismatch
from app.platform.queue import enqueue
from app.trust.errors import IssuerNotActive

# A job of four chunks takes about a second, so that other jobs get their turn and a stop does not wait long.
CHUNKS_A_JOB: Final = 4
CHUNKS_AT_ONCE: Final = 2
RUNNABLE = frozenset({"running", "done"})
PASSING = frozenset({Kind.unavailable, Kind.too_many, Kind.conflict})


async def run_batch(context: Context, *, organisation_id: UUID, batch_id: UUID) -> bool:
    """Some chunks of at most 500 rows; true while there are more, for which a job is enqueued.

    Raises the AppError of a passing trouble (signer away, key in use), so that the job is tried again.
    """
    async with context.database.transaction(organisation_id=organisation_id) as session:
        batches = BatchRepository(session, organisation_id)
        batch = await batches.find_batch(batch_id=batch_id)
        organisation = await find_organisation(session, organisation_id)
        chunks = await batches.list_next_chunks(batch_id, CHUNKS_A_JOB)
    if batch is None or organisation is None or batch["state"] not in RUNNABLE:
        return False
    issuer = Issuer(
        organisation_id=organisation_id,
        actor=batch["actor"],
        scopes=frozenset(),
        organisation_name=organisation.name,
        slug=organisation.slug,
    )
    await _run_chunks(context, issuer, batch_id, chunks)
    return await _go_on(context, organisation_id, batch_id)


async def _run_chunks(
    context: Context, issuer: Issuer, batch_id: UUID, chunks: Sequence[tuple[int, bytes]]
) -> None:
    """Two at a time: while the database commits one, the other is computed. What is done stays done."""
    gate = asyncio.Semaphore(CHUNKS_AT_ONCE)

    async def run(position: int, sealed: bytes) -> None:
        async with gate:
            rows = _open_orders(context, issuer.organisation_id, batch_id, position, sealed)
            issued, errors = await _issue_rows(context, issuer, batch_id, rows)
            await _record(context, issuer, batch_id, position, issued, errors)

    results = await asyncio.gather(*(run(*chunk) for chunk in chunks), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result


@dataclass(frozen=True, slots=True)
class Order:
    """What a row asks for, or what is wrong with it."""

    number: int
    request: IssueRequest | None
    errors: Sequence[CellError]


def _open_orders(
    context: Context, organisation_id: UUID, batch_id: UUID, position: int, sealed: bytes
) -> list[Order]:
    """The rows of a roster, or of a sheet that somebody confirmed."""
    now = context.clock.now()
    stored = orjson.loads(
        context.vault.open(sealed, context=rows_context(organisation_id, batch_id, position))
    )
    if isinstance(stored, dict):
        return [
            Order(number, request, [_cell_error(finding) for finding in findings])
            for number, request, findings in read_order(stored, batch_id, now)
        ]
    return [
        Order(number, *parse_row(RosterRow(number, cells), batch_id=batch_id, now=now))
        for number, cells in stored
    ]


def _cell_error(finding: Finding) -> CellError:
    # Kept in clear, so without what stands in the cell.
    return CellError(finding.row, finding.column, finding.code, say_unseen(finding, "en"))


async def _issue_rows(
    context: Context, issuer: Issuer, batch_id: UUID, rows: Sequence[Order]
) -> tuple[int, list[CellError]]:
    now = context.clock.now()
    errors = [error for row in rows for error in row.errors]
    orders = [(row.number, row.request) for row in rows if row.request is not None]
    try:
        outcomes = await issue_many(context, issuer, [request for _, request in orders], now)
    except IssuerNotActive as error:
        return 0, errors + [fault for number, _ in orders for fault in _row_errors(number, error)]
    issued = 0
    for (number, request), outcome in zip(orders, outcomes, strict=True):
        if isinstance(outcome, Refused) and _is_row_of_before(request, outcome.error):
            errors.append(_cell_error(Finding(number, -1, "", "already_issued")))
        elif isinstance(outcome, Refused):
            errors += _row_errors(number, outcome.error)
        elif outcome.issuance.batch_id != batch_id:
            # Another batch with the same row was quicker: one credential is enough.
            errors.append(_cell_error(Finding(number, -1, "", "already_issued")))
        else:
            issued += 1
    return issued, errors


def _is_row_of_before(request: IssueRequest, error: AppError) -> bool:
    """Whether the same row was issued with another mail address or language: its key says the same, its digest not."""
    return isinstance(error, IdempotencyMismatch) and request.key.startswith(ROW_KEYS)


def _row_errors(number: int, error: AppError) -> list[CellError]:
    if isinstance(error, InvalidInput) and error.errors:
        return cell_errors(number, error.errors)
    if isinstance(error, NotReplaceable | NotFound):
        # Somebody else was first with the credential that this row names.
        return [_cell_error(Finding(number, -1, "replaces", "not_replaceable"))]
    if error.kind in PASSING:
        raise error
    return [CellError(number, "", error.slug.replace("-", "_"), error.title)]


async def _record(
    context: Context,
    issuer: Issuer,
    batch_id: UUID,
    position: int,
    issued: int,
    errors: Sequence[CellError],
) -> None:
    now = context.clock.now()
    organisation_id = issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        batches = BatchRepository(session, organisation_id)
        if await batches.finish_chunk(batch_id, position, now=now):
            failed = len({error.row for error in errors})
            await batches.add_progress(batch_id, issued=issued, failed=failed, now=now)
            await batches.add_errors(
                batch_id,
                [
                    (error.row, number, error.column, error.code, error.detail)
                    for number, error in enumerate(errors)
                ],
            )
            await keep_faulty_rows(
                context, session, organisation_id, batch_id, position, {error.row for error in errors}
            )


async def _go_on(context: Context, organisation_id: UUID, batch_id: UUID) -> bool:
    """Enqueues the job for the chunks that are left, or finishes the batch."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        batches = BatchRepository(session, organisation_id)
        has_more = bool(await batches.list_next_chunks(batch_id, 1))
        if has_more:
            await enqueue(session, JOB, organisation_id=str(organisation_id), batch_id=str(batch_id))
        else:
            await batches.finish(batch_id, now=context.clock.now())
    return has_more
