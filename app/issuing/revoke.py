"""Revoke a credential: once and for ever, with a class of reason."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.accounts.permissions import Issuer
from app.issuing.allocate import first_version
from app.issuing.errors import Irreversible
from app.issuing.events import CredentialRevoked
from app.issuing.issuances import Issuance
from app.issuing.ledger import CredentialState, find_states
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.memory import versions_of
from app.issuing.status_rows import StatusRepository
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.logging import log
from app.platform.queue import publish


class RevocationReason(StrEnum):
    """Why a credential is withdrawn; a class, never free text, as it is kept for ever."""

    ERROR = "error"
    WITHDRAWN_BY_REQUEST = "withdrawn-by-request"
    SUPERSEDED = "superseded"
    FRAUD = "fraud"
    OTHER = "other"


async def revoke(
    context: Context, issuer: Issuer, credential_id: UUID, *, reason: RevocationReason
) -> CredentialState:
    """Revokes; again changes nothing. Raises NotFound, or Irreversible for another reason than before."""
    now = context.clock.now()
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        issuance = await load_for_status(session, issuer.organisation_id, credential_id)
        state = (await find_states(session, issuer.organisation_id, [issuance]))[credential_id]
        if state.state == "revoked":
            if state.reason != reason:
                raise Irreversible("This credential was revoked before, for another reason.")
            return state
        await record_status(
            context, session, issuer, issuance, purpose="revocation", is_set=True, reason=reason, now=now
        )
        await publish(
            session, CredentialRevoked(str(issuer.organisation_id), str(credential_id), str(reason))
        )
    forget_version(context, issuance)
    log.info("status.revoked", credential_id=str(credential_id), reason=str(reason))
    return CredentialState("revoked", str(reason), now)


async def load_for_status(session: Session, organisation_id: UUID, credential_id: UUID) -> Issuance:
    """The signed ledger row, locked until the transaction ends. Raises NotFound."""
    issuance = await LedgerRepository(session, organisation_id).find_issuance(credential_id, for_update=True)
    if issuance is None or issuance.state != "signed":
        raise NotFound
    return issuance


async def record_status(
    context: Context,
    session: Session,
    issuer: Issuer,
    issuance: Issuance,
    *,
    purpose: str,
    is_set: bool,
    reason: str,
    now: datetime,
) -> None:
    """One event under a new, higher version of its list, and its entry in the audit log."""
    status = StatusRepository(session, issuer.organisation_id)
    version = await status.raise_version(issuance.status_list_id, first_version(now), now=now)
    await status.add_event(
        {
            "id": context.randomness.uuid(),
            "list_id": issuance.status_list_id,
            "idx": issuance.status_index,
            "version": version,
            "purpose": purpose,
            "is_set": is_set,
            "reason": str(reason),
            "actor": issuer.actor,
            "occurred_at": now,
        }
    )
    done = {"revocation": "revoked", "suspension": "suspended" if is_set else "reinstated"}[purpose]
    await audit.record(
        session,
        organisation_id=issuer.organisation_id,
        actor=issuer.actor,
        action=f"credential.{done}",
        target=str(issuance.id),
        facts={"reason": str(reason)},
        now=now,
        randomness=context.randomness,
    )


def forget_version(context: Context, issuance: Issuance) -> None:
    """This process looks the version up again at the next question; others do within a second."""
    versions_of(context).drop(issuance.status_list_id)
