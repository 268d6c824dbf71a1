"""Step 1 of issuing: write down what will be signed, to the byte, before anything is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.accounts.permissions import Issuer
from app.assessing.outcomes import mark_issued
from app.credentials.ports import Signer
from app.issuing.allocate import ensure_open_list
from app.issuing.documents import AchievementSnapshot
from app.issuing.grounds import load_grounds
from app.issuing.issuances import Issuance
from app.issuing.issue_requests import IssueRequest
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.memory import OpenList
from app.issuing.plan_rows import Plan, load_profile, plan_rows
from app.issuing.repository import AchievementRepository, is_deadlock, is_lock_timeout
from app.issuing.supersede import find_replacement_faults
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import AppError, InvalidInput
from app.platform.idempotency import IdempotencyInProgress, IdempotencyMismatch
from app.trust.signers import signer_for

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that cannot be fulfilled, and why."""

    error: AppError


@dataclass(slots=True)
class Reservations:
    """By key: rows this call planned, rows that were there already, and refusals."""

    planned: dict[str, Issuance]
    present: dict[str, Issuance]
    refused: dict[str, Refused]


async def reserve(
    context: Context, issuer: Issuer, requests: Mapping[str, IssueRequest], *, now: datetime
) -> Reservations:
    """One transaction: replays are recognised, the rest gets a ledger row in state reserved.

    Raises IdempotencyInProgress when another transaction holds one of the keys for two seconds.
    """
    signer, key_id = await signer_for(context, issuer.organisation_id, "credential")
    for attempt in range(1, ATTEMPTS + 1):
        open_list = await ensure_open_list(context, issuer.organisation_id, now=now)
        try:
            async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
                return await _reserve_within(
                    context, session, issuer, requests, signer, key_id, open_list, now
                )
        except Exception as error:
            # Two processes that drew each other's indexes: the database ended ours, and nothing of it is left.
            if is_deadlock(error) and attempt < ATTEMPTS:
                continue
            if is_lock_timeout(error) or is_deadlock(error):
                raise IdempotencyInProgress from error
            raise
    raise IdempotencyInProgress


async def _reserve_within(
    context: Context,
    session: Session,
    issuer: Issuer,
    requests: Mapping[str, IssueRequest],
    signer: Signer,
    key_id: UUID,
    open_list: OpenList,
    now: datetime,
) -> Reservations:
    ledger = LedgerRepository(session, issuer.organisation_id)
    present = await ledger.find_issuances(list(requests))
    refused = _find_mismatches(requests, present)
    fresh = {key: request for key, request in requests.items() if key not in present}
    if not fresh:
        return Reservations({}, _without(present, refused), refused)
    # To the microsecond: `now` is a whole second, in which a mandate may have begun or ended.
    achievements = await _find_achievements(session, issuer, fresh, refused, context.clock.now())
    profile = await load_profile(context, session, issuer)
    plan = Plan(context, issuer, signer, key_id, profile, now)
    rows = await plan_rows(plan, ledger, open_list, fresh, achievements)
    for key, error in (await find_replacement_faults(session, issuer, rows)).items():
        refused[key] = Refused(error)
        del rows[key]
    refused |= await _mark_claims(context, session, issuer, rows)
    added = await ledger.add_issuances(list(rows.values())) if rows else set()
    late = {key: row for key, row in rows.items() if row.id not in added}
    if late:
        # Another process wrote these keys between our look and our insert.
        present |= await ledger.find_issuances(list(late))
        refused |= _find_mismatches(requests, present)
    planned = {key: row for key, row in rows.items() if key not in late}
    return Reservations(planned, _without(present, refused), refused)


async def _mark_claims(
    context: Context, session: Session, issuer: Issuer, rows: dict[str, Issuance]
) -> dict[str, Refused]:
    """From here a claim is issued and can no longer be withdrawn; one that may not be is refused, its row dropped."""
    refused: dict[str, Refused] = {}
    for key, row in list(rows.items()):
        if row.claim_id is None:
            continue
        try:
            await mark_issued(context, session, issuer, row.claim_id)
        except AppError as error:
            refused[key] = Refused(error)
            del rows[key]
    return refused


def _without(present: Mapping[str, Issuance], refused: Mapping[str, Refused]) -> dict[str, Issuance]:
    return {key: row for key, row in present.items() if key not in refused}


def _find_mismatches(
    requests: Mapping[str, IssueRequest], present: Mapping[str, Issuance]
) -> dict[str, Refused]:
    return {
        key: Refused(IdempotencyMismatch())
        for key, row in present.items()
        if row.request_digest != requests[key].digest
    }


async def _find_achievements(
    session: Session,
    issuer: Issuer,
    requests: Mapping[str, IssueRequest],
    refused: dict[str, Refused],
    now: datetime,
) -> dict[str, AchievementSnapshot]:
    """Achievements by key of the request; requests with faults are put among the refused."""
    grounds = await load_grounds(session, issuer.organisation_id, list(requests.values()))
    chosen: dict[str, AchievementSnapshot] = {}
    for key, request in requests.items():
        snapshot = grounds.choose(request)
        faults = grounds.find_faults(request, now)
        if faults or snapshot is None:
            refused[key] = Refused(InvalidInput("The credential was not issued.", errors=faults))
        else:
            chosen[key] = snapshot
    unused = {(item.id, item.version) for item in chosen.values() if not item.is_used}
    if unused:
        ordered = sorted(unused)
        repository = AchievementRepository(session, issuer.organisation_id)
        await repository.mark_used([item[0] for item in ordered], [item[1] for item in ordered])
    return chosen
