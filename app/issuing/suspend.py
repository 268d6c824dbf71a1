"""Suspend a credential and its envelopes for a while, and reinstate it; both may be repeated, neither touches a revocation."""

from enum import StrEnum
from uuid import UUID

from app.accounts.permissions import Issuer
from app.issuing.errors import Irreversible
from app.issuing.events import CredentialReinstated, CredentialSuspended
from app.issuing.ledger import CredentialState, find_states
from app.issuing.revoke import forget_versions, load_for_status, record_status
from app.platform.context import Context
from app.platform.logging import log
from app.platform.queue import publish


class SuspensionReason(StrEnum):
    """Why a credential is set aside for a while; a class, never free text."""

    UNDER_REVIEW = "under-review"
    BY_REQUEST = "by-request"
    OTHER = "other"


async def suspend(
    context: Context,
    issuer: Issuer,
    credential_id: UUID,
    *,
    reason: SuspensionReason = SuspensionReason.OTHER,
) -> CredentialState:
    """Suspends; a suspended one stays as it is. Raises NotFound, or Irreversible when it is revoked."""
    return await _switch(context, issuer, credential_id, is_set=True, reason=str(reason))


async def reinstate(context: Context, issuer: Issuer, credential_id: UUID) -> CredentialState:
    """Ends a suspension; an active one stays so. Raises NotFound, or Irreversible when it is revoked."""
    return await _switch(context, issuer, credential_id, is_set=False, reason="reinstated")


async def _switch(
    context: Context, issuer: Issuer, credential_id: UUID, *, is_set: bool, reason: str
) -> CredentialState:
    now = context.clock.now()
    organisation = str(issuer.organisation_id)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        issuance = await load_for_status(session, issuer.organisation_id, credential_id)
        state = (await find_states(session, issuer.organisation_id, [issuance]))[credential_id]
        if state.state == "revoked":
            raise Irreversible("This credential was revoked.")
        if (state.state == "suspended") == is_set:
            return state
        lists = await record_status(
            context, session, issuer, issuance, purpose="suspension", is_set=is_set, reason=reason, now=now
        )
        if is_set:
            await publish(session, CredentialSuspended(organisation, str(credential_id), reason))
        else:
            await publish(session, CredentialReinstated(organisation, str(credential_id)))
    forget_versions(context, lists)
    log.info(
        "status.suspended" if is_set else "status.reinstated", credential_id=str(credential_id), reason=reason
    )
    return CredentialState("suspended", reason, now) if is_set else CredentialState()
