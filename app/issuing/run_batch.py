"""Works off the next chunk of a roster; after a crash the ledger's keys keep rows from being issued twice."""

from collections.abc import Sequence
from uuid import UUID

import orjson

from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer
from app.issuing.batch_rows import BatchRepository
from app.issuing.batches import JOB, rows_context
from app.issuing.issue import issue_many
from app.issuing.issue_requests import IssueRequest
from app.issuing.reserve import Refused
from app.issuing.rosters import CellError, RosterRow, cell_errors, parse_row
from app.platform.context import Context
from app.platform.errors import AppError, InvalidInput, Kind
from app.platform.queue import enqueue

PASSING = frozenset({Kind.unavailable, Kind.too_many, Kind.conflict})


async def run_batch(context: Context, *, organisation_id: UUID, batch_id: UUID) -> bool:
    """One chunk of at most 500 rows; true while there are more, for which a job is enqueued.

    Raises the AppError of a passing trouble (signer away, key in use), so that the job is tried again.
    """
    async with context.database.transaction(organisation_id=organisation_id) as session:
        batches = BatchRepository(session, organisation_id)
        batch = await batches.find_batch(batch_id=batch_id)
        organisation = await find_organisation(session, organisation_id)
        chunk = await batches.find_next_chunk(batch_id)
    if batch is None or organisation is None or batch["state"] == "receiving":
        return False
    if chunk is None:
        await _finish(context, organisation_id, batch_id)
        return False
    issuer = Issuer(
        organisation_id=organisation_id,
        actor=batch["actor"],
        scopes=frozenset(),
        organisation_name=organisation.name,
        slug=organisation.slug,
    )
    position, sealed = chunk
    issued, errors = await _issue_rows(
        context, issuer, batch_id, _open_rows(context, organisation_id, batch_id, position, sealed)
    )
    return await _record(context, issuer, batch_id, position, issued, errors)


def _open_rows(
    context: Context, organisation_id: UUID, batch_id: UUID, position: int, sealed: bytes
) -> list[RosterRow]:
    plain = context.vault.open(sealed, context=rows_context(organisation_id, batch_id, position))
    return [RosterRow(number, cells) for number, cells in orjson.loads(plain)]


async def _issue_rows(
    context: Context, issuer: Issuer, batch_id: UUID, rows: Sequence[RosterRow]
) -> tuple[int, list[CellError]]:
    now = context.clock.now()
    requests: list[IssueRequest] = []
    numbers: list[int] = []
    errors: list[CellError] = []
    for row in rows:
        request, faults = parse_row(row, batch_id=batch_id, now=now)
        errors += faults
        if request is not None:
            requests.append(request)
            numbers.append(row.number)
    issued = 0
    for number, outcome in zip(numbers, await issue_many(context, issuer, requests, now), strict=True):
        if isinstance(outcome, Refused):
            errors += _row_errors(number, outcome.error)
        else:
            issued += 1
    return issued, errors


def _row_errors(number: int, error: AppError) -> list[CellError]:
    if isinstance(error, InvalidInput) and error.errors:
        return cell_errors(number, error.errors)
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
) -> bool:
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
        if await batches.find_next_chunk(batch_id) is None:
            await batches.finish(batch_id, now=now)
            return False
        await enqueue(session, JOB, organisation_id=str(organisation_id), batch_id=str(batch_id))
    return True


async def _finish(context: Context, organisation_id: UUID, batch_id: UUID) -> None:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await BatchRepository(session, organisation_id).finish(batch_id, now=context.clock.now())
