"""Step 1 of issuing: write down what will be signed, to the byte, before anything is signed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer
from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.model import Achievement, Profile
from app.credentials.ports import Signer
from app.issuing.allocate import allocate_indexes, ensure_open_list
from app.issuing.documents import (
    PROFILE_VERSION,
    AchievementSnapshot,
    Slot,
    achievement_document,
    build_credential,
)
from app.issuing.issuances import Issuance, tbs_context
from app.issuing.issue_requests import IssueRequest, find_faults
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.memory import OpenList
from app.issuing.register_recipients import Recipient, register_recipients
from app.issuing.repository import AchievementRepository, is_deadlock, is_lock_timeout
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import AppError, FieldError, InvalidInput
from app.platform.idempotency import IdempotencyInProgress, IdempotencyMismatch
from app.trust.identity import issuer_did
from app.trust.keys import signer_for

ATTEMPTS = 5
BREATH_EVERY = 32


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


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything a reservation is made from."""

    context: Context
    issuer: Issuer
    signer: Signer
    key_id: UUID
    profile: Profile
    now: datetime


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
    achievements = await _find_achievements(
        AchievementRepository(session, issuer.organisation_id), fresh, refused, now
    )
    organisation = await find_organisation(session, issuer.organisation_id)
    profile = Profile(
        id=issuer_did(context.settings, issuer.slug),
        name=issuer.organisation_name,
        url=organisation.website if organisation else None,
    )
    plan = _Plan(context, issuer, signer, key_id, profile, now)
    rows = await _plan_rows(plan, ledger, open_list, fresh, achievements)
    added = await ledger.add_issuances(list(rows.values())) if rows else set()
    late = {key: row for key, row in rows.items() if row.id not in added}
    if late:
        # Another process wrote these keys between our look and our insert.
        present |= await ledger.find_issuances(list(late))
        refused |= _find_mismatches(requests, present)
    planned = {key: row for key, row in rows.items() if key not in late}
    return Reservations(planned, _without(present, refused), refused)


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
    repository: AchievementRepository,
    requests: Mapping[str, IssueRequest],
    refused: dict[str, Refused],
    now: datetime,
) -> dict[str, AchievementSnapshot]:
    """Achievements by key of the request; requests with faults are put among the refused."""
    ids = {request.achievement_id for request in requests.values() if request.achievement_id}
    codes = {request.achievement_code for request in requests.values() if request.achievement_code}
    versions = await repository.find_versions(list(ids), list(codes))
    chosen: dict[str, AchievementSnapshot] = {}
    for key, request in requests.items():
        faults = find_faults(request, now=now)
        snapshot = _choose(request, versions)
        if snapshot is None:
            pointer = "/achievementId" if request.achievement_id else "/achievementCode"
            faults.append(
                FieldError(
                    pointer, "unknown_achievement", "Your organisation has no such achievement (version)."
                )
            )
        if faults or snapshot is None:
            refused[key] = Refused(InvalidInput("The credential was not issued.", errors=faults))
        else:
            chosen[key] = snapshot
    unused = {(item.id, item.version) for item in chosen.values() if not item.is_used}
    if unused:
        ordered = sorted(unused)
        await repository.mark_used([item[0] for item in ordered], [item[1] for item in ordered])
    return chosen


def _choose(request: IssueRequest, versions: Sequence[AchievementSnapshot]) -> AchievementSnapshot | None:
    candidates = [
        snapshot
        for snapshot in versions
        if (snapshot.id == request.achievement_id or snapshot.code == request.achievement_code)
        and request.achievement_version in (None, snapshot.version)
    ]
    return candidates[-1] if candidates else None


async def _plan_rows(
    plan: _Plan,
    ledger: LedgerRepository,
    open_list: OpenList,
    requests: Mapping[str, IssueRequest],
    achievements: Mapping[str, AchievementSnapshot],
) -> dict[str, Issuance]:
    accepted = [requests[key] for key in achievements]
    if not accepted:
        return {}
    people = [(request.reference, request.recipient_name) for request in accepted]
    recipients = await register_recipients(plan.context, ledger, people, now=plan.now)
    indexes = await allocate_indexes(ledger, open_list, len(accepted), randomness=plan.context.randomness)
    public_url = plan.context.settings.public_url
    documents = {
        (item.id, item.version): achievement_document(item, public_url=public_url)
        for item in achievements.values()
    }
    rows: dict[str, Issuance] = {}
    for request, index in zip(accepted, indexes, strict=True):
        snapshot = achievements[request.key]
        recipient = recipients[request.reference]
        slot = Slot(
            credential_id=plan.context.randomness.uuid(),
            recipient_id=recipient.id,
            recipient_name=request.recipient_name or recipient.name,
            list_id=open_list.list_id,
            index=index,
            issued_at=plan.now,
        )
        rows[request.key] = _plan_row(
            plan, request, slot, recipient, snapshot, documents[snapshot.id, snapshot.version]
        )
        if len(rows) % BREATH_EVERY == 0:
            await asyncio.sleep(0)
    return rows


def _plan_row(
    plan: _Plan,
    request: IssueRequest,
    slot: Slot,
    recipient: Recipient,
    snapshot: AchievementSnapshot,
    achievement: Achievement,
) -> Issuance:
    credential = build_credential(
        request,
        slot,
        issuer=plan.profile,
        achievement=achievement,
        public_url=plan.context.settings.public_url,
    )
    signing_input = VcJwt.signing_input(credential, kid=plan.signer.kid, algorithm=plan.signer.algorithm)
    organisation_id = plan.issuer.organisation_id
    return Issuance(
        organisation_id=organisation_id,
        id=slot.credential_id,
        idempotency_key=request.key,
        request_digest=request.digest,
        profile_version=PROFILE_VERSION,
        format=VcJwt.name,
        tbs_sealed=recipient.data_key.seal(
            signing_input, context=tbs_context(organisation_id, slot.credential_id)
        ),
        tbs_digest=sha256(signing_input).digest(),
        signature=None,
        key_id=plan.key_id,
        state="reserved",
        recipient_id=recipient.id,
        data_key_wrapped=recipient.data_key_wrapped,
        achievement_id=snapshot.id,
        achievement_version=snapshot.version,
        level=request.level,
        batch_id=request.batch_id,
        status_list_id=slot.list_id,
        status_index=slot.index,
        issued_at=plan.now,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        created_at=plan.now,
    )
