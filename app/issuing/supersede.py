"""Correct a credential: another takes its place, and the older one is revoked in the act that makes the newer real.

1. reserve: the older credential must be of the same person, in force and not replaced before; the row names it
2. record: in the transaction in which the newer becomes signed, the older is revoked as superseded
A crash between the two leaves a reserved row, which the sweep completes: never two in force, never none for long.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from app.accounts.permissions import Issuer
from app.issuing.errors import NotReplaceable
from app.issuing.issuances import Issuance
from app.issuing.ledger import find_states
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.repository import PublicRepository
from app.issuing.revoke import RevocationReason
from app.issuing.revoke_many import revoke_rows
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import AppError, NotFound

# The credential whose place is to be taken, and the recipient of the one that takes it.
Replacement: TypeAlias = tuple[UUID, UUID | None]


async def find_replacement_faults(
    session: Session, issuer: Issuer, rows: Mapping[str, Issuance]
) -> dict[str, AppError]:
    """By key why a planned row may not take the place of the credential that it names.

    The older rows stay locked until the transaction ends, so that two never take one place.
    """
    named = {key: row.supersedes_id for key, row in rows.items() if row.supersedes_id is not None}
    if not named:
        return {}
    ledger = LedgerRepository(session, issuer.organisation_id)
    older = {row.id: row for row in await ledger.lock_signed(list(named.values()))}
    states = await find_states(session, issuer.organisation_id, list(older.values()))
    taken = await ledger.find_superseded(list(named.values()))
    faults: dict[str, AppError] = {}
    for key, credential_id in named.items():
        if credential_id not in older:
            faults[key] = NotFound()
        elif older[credential_id].recipient_id != rows[key].recipient_id:
            faults[key] = NotReplaceable("The new credential is for another recipient than the old one.")
        elif credential_id in taken:
            faults[key] = NotReplaceable("Another credential took the place of this one before.")
        elif states[credential_id].state == "revoked":
            faults[key] = NotReplaceable("This credential was revoked. Issue a new one by itself.")
        taken.add(credential_id)
    return faults


async def foresee_replacements(
    session: Session, organisation_id: UUID, wanted: Collection[Replacement]
) -> dict[Replacement, str]:
    """A code for why a credential may not be replaced for a recipient; the recipient is None for a new one.

    Nothing is locked: `find_replacement_faults` has the last word.
    """
    ledger, ids = LedgerRepository(session, organisation_id), [credential_id for credential_id, _ in wanted]
    older = {row.id: row for row, _ in await ledger.find_signed(ids)}
    states = await find_states(session, organisation_id, list(older.values()))
    taken = await ledger.find_superseded(ids)
    faults: dict[Replacement, str] = {}
    for credential_id, recipient_id in wanted:
        pair = (credential_id, recipient_id)
        if credential_id not in older:
            faults[pair] = "unknown_credential"
        elif older[credential_id].recipient_id != recipient_id:
            faults[pair] = "other_recipient"
        elif credential_id in taken:
            faults[pair] = "already_replaced"
        elif states[credential_id].state == "revoked":
            faults[pair] = "already_revoked"
    return faults


async def revoke_superseded(
    context: Context, session: Session, issuer: Issuer, signed: Iterable[Issuance], *, now: datetime
) -> frozenset[UUID]:
    """Revokes whose place these newly signed credentials take, in their own transaction; the lists that changed."""
    named = [row.supersedes_id for row in signed if row.supersedes_id is not None]
    if not named:
        return frozenset()
    older = await LedgerRepository(session, issuer.organisation_id).lock_signed(named)
    states = await find_states(session, issuer.organisation_id, older)
    fresh = [row for row in older if states[row.id].state != "revoked"]
    return await revoke_rows(context, session, issuer, fresh, reason=RevocationReason.SUPERSEDED, now=now)


async def has_newer(context: Context, credential_id: UUID) -> bool:
    """Whether a credential that was issued here took the place of this one; nothing else of it is told."""
    async with context.database.transaction() as session:
        return await PublicRepository(session).has_successor(credential_id)
