"""Revoke a credential and all its envelopes: once and for ever, with a class of reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.issuing.allocate import first_version
from app.issuing.envelope_rows import EnvelopeRepository
from app.issuing.errors import Irreversible
from app.issuing.events import CredentialRevoked
from app.issuing.issuances import Issuance
from app.issuing.ledger import CredentialState, find_states
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.memory import versions_of
from app.issuing.status_rows import StatusRepository
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
        lists = await record_status(
            context, session, issuer, issuance, purpose="revocation", is_set=True, reason=reason, now=now
        )
        await publish(
            session, CredentialRevoked(str(issuer.organisation_id), str(credential_id), str(reason))
        )
    forget_versions(context, lists)
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
) -> frozenset[UUID]:
    """Events for the credential and each of its envelopes, and one entry in the audit log.

    The answer is the lists that changed.
    """
    entries = await list_entries(session, issuer, [issuance])
    lists = await add_events(
        context, session, issuer, entries, purpose=purpose, is_set=is_set, reason=reason, now=now
    )
    done = {"revocation": "revoked", "suspension": "suspended" if is_set else "reinstated"}[purpose]
    await record_act(context, session, issuer, f"credential.{done}", issuance.id, reason=str(reason))
    return lists


async def add_events(
    context: Context,
    session: Session,
    issuer: Issuer,
    entries: Iterable[tuple[UUID, int]],
    *,
    purpose: str,
    is_set: bool,
    reason: str,
    now: datetime,
) -> frozenset[UUID]:
    """One event for each list and index, each under a new, higher version of its list; the lists that changed."""
    status = StatusRepository(session, issuer.organisation_id)
    by_list: dict[UUID, list[int]] = {}
    for list_id, index in entries:
        by_list.setdefault(list_id, []).append(index)
    # In one order, so that two who lock the same lists never wait for each other.
    for list_id, indexes in sorted(by_list.items()):
        last = await status.raise_version(list_id, first_version(now), count=len(indexes), now=now)
        numbered = enumerate(sorted(indexes), start=last - len(indexes) + 1)
        await status.add_events(
            list_id,
            [(context.randomness.uuid(), index, version) for version, index in numbered],
            purpose=purpose,
            is_set=is_set,
            reason=str(reason),
            actor=issuer.actor,
            occurred_at=now,
        )
    return frozenset(by_list)


async def list_entries(
    session: Session, issuer: Issuer, issuances: Sequence[Issuance]
) -> list[tuple[UUID, int]]:
    """List and index of the credentials and of each of their envelopes."""
    envelopes = EnvelopeRepository(session, issuer.organisation_id)
    entries = await envelopes.list_status_entries([issuance.id for issuance in issuances])
    return [*entries, *((issuance.status_list_id, issuance.status_index) for issuance in issuances)]


def forget_versions(context: Context, lists: Iterable[UUID]) -> None:
    """This process looks the versions up again at the next question; others do within a second."""
    for list_id in lists:
        versions_of(context).drop(list_id)
