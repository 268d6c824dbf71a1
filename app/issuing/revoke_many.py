"""Revoke many credentials for one reason: hundreds in a transaction, an answer for each, and again changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer
from app.issuing.errors import Irreversible
from app.issuing.events import CredentialRevoked
from app.issuing.issuances import Issuance
from app.issuing.ledger import CredentialState, find_states
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.revoke import RevocationReason, add_events, forget_versions, list_entries
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import AppError, NotFound
from app.platform.logging import log
from app.platform.queue import publish

MOST_AT_ONCE: Final = 1_000
SLICE: Final = 200


@dataclass(frozen=True, slots=True)
class Revocation:
    """What became of one credential: where it stands now, or why it was not revoked."""

    credential_id: UUID
    state: CredentialState | None = None
    error: AppError | None = None


async def revoke_many(
    context: Context, issuer: Issuer, ids: Sequence[UUID], *, reason: RevocationReason
) -> list[Revocation]:
    """An answer for each id, in order, each id once; one that cannot be revoked does not stop the others.

    After a crash what was committed stays revoked, and the same call does the rest.
    """
    wanted = list(dict.fromkeys(ids))
    done: dict[UUID, Revocation] = {}
    for start in range(0, len(wanted), SLICE):
        done |= await _revoke_slice(context, issuer, wanted[start : start + SLICE], reason)
    return [done[credential_id] for credential_id in wanted]


async def revoke_batch(
    context: Context, issuer: Issuer, batch_id: UUID, *, reason: RevocationReason
) -> tuple[list[Revocation], bool]:
    """The next thousand credentials of a batch that are in force; whether that were all. Raises NotFound."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        ledger = LedgerRepository(session, issuer.organisation_id)
        ids = await ledger.list_unrevoked_of(batch_id, limit=MOST_AT_ONCE + 1)
        if not ids and not await ledger.has_batch(batch_id):
            raise NotFound
    revoked = await revoke_many(context, issuer, ids[:MOST_AT_ONCE], reason=reason)
    return revoked, len(ids) <= MOST_AT_ONCE


async def _revoke_slice(
    context: Context, issuer: Issuer, ids: Sequence[UUID], reason: RevocationReason
) -> dict[UUID, Revocation]:
    now = context.clock.now()
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        rows = await LedgerRepository(session, issuer.organisation_id).lock_signed(ids)
        states = await find_states(session, issuer.organisation_id, rows)
        fresh = [row for row in rows if states[row.id].state != "revoked"]
        lists = await revoke_rows(context, session, issuer, fresh, reason=reason, now=now)
    forget_versions(context, lists)
    for row in fresh:
        states[row.id] = CredentialState("revoked", str(reason), now)
    if fresh:
        log.info("status.revoked-many", count=len(fresh), reason=str(reason))
    return {credential_id: _answer(credential_id, states, reason) for credential_id in ids}


def _answer(credential_id: UUID, states: dict[UUID, CredentialState], reason: RevocationReason) -> Revocation:
    state = states.get(credential_id)
    if state is None:
        return Revocation(credential_id, error=NotFound())
    if state.reason != reason:
        error = Irreversible("This credential was revoked before, for another reason.")
        return Revocation(credential_id, state, error)
    return Revocation(credential_id, state)


async def revoke_rows(
    context: Context,
    session: Session,
    issuer: Issuer,
    rows: Sequence[Issuance],
    *,
    reason: RevocationReason,
    now: datetime,
) -> frozenset[UUID]:
    """Revokes locked rows that are in force, with their envelopes, in the caller's transaction; the lists that changed."""
    if not rows:
        return frozenset()
    entries = await list_entries(session, issuer, rows)
    lists = await add_events(
        context, session, issuer, entries, purpose="revocation", is_set=True, reason=reason, now=now
    )
    await audit.record_many(
        session,
        organisation_id=issuer.organisation_id,
        actor=issuer.actor,
        action="credential.revoked",
        targets=[str(row.id) for row in rows],
        now=now,
        randomness=context.randomness,
    )
    for row in rows:
        await publish(session, CredentialRevoked(str(issuer.organisation_id), str(row.id), str(reason)))
    return lists
