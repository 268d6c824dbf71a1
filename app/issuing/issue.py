"""Issue credentials, one or many by the same path: reserve, lint and sign, record, and only then answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.accounts.permissions import Issuer
from app.issuing import faults
from app.issuing.clock_guard import ensure_clock_trusted
from app.issuing.complete import Outcome, complete
from app.issuing.issuances import Issuance, IssuedCredential, assemble
from app.issuing.issue_requests import IssueRequest
from app.issuing.lanes import Lane
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.memory import memory_of
from app.issuing.reserve import Refused, reserve
from app.platform.context import Context
from app.platform.errors import Erased
from app.platform.idempotency import IdempotencyInProgress, IdempotencyMismatch

SLICE = 250
SLICES_AT_ONCE = 2
PATIENCE_SECONDS = 2.0
POLL_SECONDS = 0.02


async def issue_credential(context: Context, issuer: Issuer, request: IssueRequest) -> IssuedCredential:
    """Issues one credential, durable when this returns; `is_replay` tells that the key was used before.

    Raises InvalidInput with every fault, IdempotencyMismatch, IdempotencyInProgress, LintMismatch,
    ClockUntrusted, Overloaded.
    """
    lanes = memory_of(context).lanes
    name = (issuer.organisation_id, issuer.actor)
    lane: Lane[IssueRequest, Outcome] | None = lanes.get(name)
    if lane is None:

        async def work(requests: Sequence[IssueRequest]) -> list[Outcome]:
            return await issue_many(context, issuer, requests, context.clock.now())

        lane = lanes[name] = Lane(work)
    outcome = await lane.enter(request)
    if isinstance(outcome, Refused):
        raise outcome.error
    return outcome


async def issue_many(
    context: Context, issuer: Issuer, requests: Sequence[IssueRequest], now: datetime
) -> list[Outcome]:
    """An outcome for every request, in order; one that is refused does not stop the others.

    The same key twice in one call is issued once and answered twice. Raises ClockUntrusted.
    """
    await ensure_clock_trusted(context, issuer.organisation_id, now)
    outcomes: dict[str, Outcome] = {}
    first: dict[str, IssueRequest] = {}
    for request in requests:
        first.setdefault(request.key, request)
    keys = list(first)
    parts = [{key: first[key] for key in keys[start : start + SLICE]} for start in range(0, len(keys), SLICE)]
    for issued in await _gather(context, issuer, parts, now.replace(microsecond=0)):
        outcomes |= issued
    answered: set[str] = set()
    answers = []
    for request in requests:
        answers.append(_answer(request, first[request.key], outcomes[request.key], request.key in answered))
        answered.add(request.key)
    return answers


async def _gather(
    context: Context, issuer: Issuer, parts: Sequence[dict[str, IssueRequest]], now: datetime
) -> list[dict[str, Outcome]]:
    """Two slices at a time: while the database stores one, this process computes the other."""
    gate = asyncio.Semaphore(SLICES_AT_ONCE)

    async def issue(part: dict[str, IssueRequest]) -> dict[str, Outcome]:
        async with gate:
            return await _issue_slice(context, issuer, part, now)

    results = await asyncio.gather(*map(issue, parts), return_exceptions=True)
    done = [result for result in results if not isinstance(result, BaseException)]
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return done


def _answer(request: IssueRequest, first: IssueRequest, outcome: Outcome, is_repeat: bool) -> Outcome:
    if request is not first and request.digest != first.digest:
        return Refused(IdempotencyMismatch())
    if is_repeat and isinstance(outcome, IssuedCredential):
        return replace(outcome, is_replay=True)
    return outcome


async def _issue_slice(
    context: Context, issuer: Issuer, requests: dict[str, IssueRequest], now: datetime
) -> dict[str, Outcome]:
    reservations = await reserve(context, issuer, requests, now=now)
    faults.reach(context, faults.AFTER_RESERVE)
    outcomes: dict[str, Outcome] = dict(reservations.refused)
    if reservations.planned:
        done = await complete(context, issuer, list(reservations.planned.values()), now=now)
        outcomes |= {key: done[row.id] for key, row in reservations.planned.items()}
    for key, row in reservations.present.items():
        outcomes[key] = await _settle(context, issuer, key, row, now=now)
    return outcomes


async def _settle(
    context: Context, issuer: Issuer, key: str, issuance: Issuance, *, now: datetime
) -> Outcome:
    """The answer for a key that is in the ledger: its credential, finished by whoever comes first.

    A reserved row may be in the hands of another process, so it gets two seconds; a row that was left by a
    crash is then completed from its stored bytes, which gives the same id and can safely happen twice.
    """
    deadline = context.clock.monotonic() + PATIENCE_SECONDS
    is_left = (now - issuance.created_at).total_seconds() > PATIENCE_SECONDS
    while issuance.state == "reserved" and not is_left and context.clock.monotonic() < deadline:
        await asyncio.sleep(POLL_SECONDS)
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            found = await LedgerRepository(session, issuer.organisation_id).find_issuances([key])
        if key not in found:
            return Refused(IdempotencyInProgress(retry_after=1))
        issuance = found[key]
    if issuance.erased_at is not None:
        return Refused(Erased())
    if issuance.state == "signed":
        return assemble(context.vault, issuance, is_replay=True)
    outcome = (await complete(context, issuer, [issuance], now=now)).get(issuance.id)
    if outcome is None:
        return Refused(IdempotencyInProgress(retry_after=1))
    return replace(outcome, is_replay=True) if isinstance(outcome, IssuedCredential) else outcome
