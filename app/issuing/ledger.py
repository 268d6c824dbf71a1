"""Reads the ledger: one credential, a page of them, their status, and when something entered it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

from app.issuing.issuances import Issuance, IssuedCredential, assemble
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.repository import PublicRepository
from app.issuing.status_rows import StatusRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound

URN_PREFIX = "urn:uuid:"


@dataclass(frozen=True, slots=True)
class CredentialState:
    """Where a credential stands: active, suspended or revoked, since when and why."""

    state: Literal["active", "suspended", "revoked"] = "active"
    reason: str | None = None
    since: datetime | None = None


async def load_issued(
    context: Context, session: Session, organisation_id: UUID, credential_id: UUID
) -> tuple[IssuedCredential, CredentialState]:
    """A signed credential of the organisation with its status. Raises NotFound."""
    issuance = await LedgerRepository(session, organisation_id).find_issuance(credential_id)
    if issuance is None or issuance.state != "signed":
        raise NotFound
    states = await find_states(session, organisation_id, [issuance])
    return assemble(context.vault, issuance), states[issuance.id]


async def list_issued(
    session: Session, organisation_id: UUID, *, limit: int, before: tuple[datetime, UUID] | None
) -> list[tuple[Issuance, CredentialState]]:
    """Signed credentials without their texts, newest first, with their status."""
    issuances = await LedgerRepository(session, organisation_id).list_signed(limit, before)
    states = await find_states(session, organisation_id, issuances)
    return [(issuance, states[issuance.id]) for issuance in issuances]


async def find_states(
    session: Session, organisation_id: UUID, issuances: Sequence[Issuance]
) -> dict[UUID, CredentialState]:
    """The status of each, from the newest events of its entry."""
    by_list: dict[UUID, dict[int, UUID]] = {}
    for issuance in issuances:
        by_list.setdefault(issuance.status_list_id, {})[issuance.status_index] = issuance.id
    states = {issuance.id: CredentialState() for issuance in issuances}
    for list_id, entries in by_list.items():
        status = StatusRepository(session, organisation_id)
        for event in await status.list_events_of(list_id, list(entries)):
            credential_id = entries[event["idx"]]
            states[credential_id] = _after(states[credential_id], event)
    return states


async def find_states_by_id(
    context: Context, organisation_id: UUID, ids: Sequence[UUID]
) -> dict[UUID, CredentialState]:
    """The status of those of the credentials that the organisation signed."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        signed = await LedgerRepository(session, organisation_id).find_signed(ids)
        return await find_states(session, organisation_id, [issuance for issuance, _ in signed])


def _after(state: CredentialState, event: dict[str, object]) -> CredentialState:
    if state.state == "revoked":
        return state
    if not event["is_set"]:
        return CredentialState()
    return CredentialState(
        "revoked" if event["purpose"] == "revocation" else "suspended",
        str(event["reason"]),
        _moment(event["occurred_at"]),
    )


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def ledger_digest(text: bytes) -> bytes:
    """SHA-256 by which the ledger knows a text: of an SD-JWT only what its issuer signed, whatever is disclosed."""
    return sha256(text if text.startswith(b"{") else text.partition(b"~")[0]).digest()


async def find_ledger_times(context: Context, sought: Sequence[tuple[str, bytes]]) -> list[datetime | None]:
    """When each of these entered the ledger, by its identifier and its `ledger_digest`; None when it never did.

    A credential, an envelope or a document of the VC-API. However many are sought, it is one transaction.
    """
    if not sought:
        return []
    async with context.database.transaction() as session:
        public = PublicRepository(session)
        return [await _find_ledger_time(public, *named) for named in sought]


async def _find_ledger_time(public: PublicRepository, credential_id: str, digest: bytes) -> datetime | None:
    identifier = find_uuid(credential_id)
    found = None if identifier is None else await public.find_ledger_time(identifier, digest)
    return found or await public.find_document_time(digest)


def find_uuid(credential_id: str) -> UUID | None:
    """The UUID in a `urn:uuid:`, such as every credential of this service has; None for another name."""
    if not credential_id.startswith(URN_PREFIX):
        return None
    try:
        return UUID(credential_id.removeprefix(URN_PREFIX))
    except ValueError:
        return None


async def find_credential_texts(
    context: Context, organisation_id: UUID, ids: Sequence[UUID]
) -> list[IssuedCredential]:
    """The signed credentials among these ids, each with the holder who claimed its recipient, if any."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        rows = await LedgerRepository(session, organisation_id).find_signed(list(ids))
    return [
        IssuedCredential(
            issuance=issuance, secured=assemble(context.vault, issuance).secured, holder_id=holder_id
        )
        for issuance, holder_id in rows
        if issuance.erased_at is None
    ]
