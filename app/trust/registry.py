"""The register of issuers: whose name a verifier is shown. Every change is an operator's act."""

from datetime import datetime
from typing import Final
from uuid import UUID

from app.credentials.materials import RegisteredIssuer
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput
from app.platform.text import clean_text, is_web_address
from app.trust import repository
from app.trust.errors import IssuerAlreadyRegistered, UnknownIssuer
from app.trust.models import RegisteredIssuerRecord

STATES: Final = ("active", "suspended", "ended")
_OPERATOR: Final = "operator"


async def register_issuer(
    context: Context,
    *,
    did: str,
    name: str,
    registered_by: str,
    registered_from: datetime,
    organisation_id: UUID | None = None,
    website: str | None = None,
    registered_until: datetime | None = None,
    state: str = "active",
) -> RegisteredIssuer:
    """Add an issuer, one of ours or not. Raises IssuerAlreadyRegistered, InvalidInput."""
    _ensure_state(state)
    if website is not None and not is_web_address(website):
        detail = "Use an address that starts with https://."
        raise InvalidInput(errors=[FieldError("/website", "unsafe_content", detail)])
    record = RegisteredIssuerRecord(
        did=did,
        organisation_id=organisation_id,
        name=_ensure_name(name),
        website=website,
        registered_by=registered_by,
        registered_from=registered_from,
        registered_until=registered_until,
        state=state,
    )
    async with context.database.owner_transaction(organisation_id=organisation_id) as session:
        if not await repository.add_registered_issuer(session, record):
            raise IssuerAlreadyRegistered
        await _record(context, session, organisation_id, action="issuer.registered", did=did)
    return repository.read_registered_issuer(record)


async def set_issuer_state(
    context: Context, did: str, *, state: str, registered_until: datetime | None = None
) -> None:
    """Suspend, end or restore an issuer, within a second. Raises UnknownIssuer, InvalidInput."""
    _ensure_state(state)
    async with context.database.owner_transaction() as session:
        record = await repository.find_registered_issuer(session, did)
        if record is None:
            raise UnknownIssuer
        organisation_id = record.organisation_id
    async with context.database.owner_transaction(organisation_id=organisation_id) as session:
        await repository.set_issuer_state(session, did, state=state, registered_until=registered_until)
        await _record(context, session, organisation_id, action=f"issuer.{state}", did=did)


async def _record(
    context: Context, session: Session, organisation_id: UUID | None, *, action: str, did: str
) -> None:
    if organisation_id is not None:
        await audit.record(
            session,
            organisation_id=organisation_id,
            actor=_OPERATOR,
            action=action,
            target=did,
            now=context.clock.now(),
            randomness=context.randomness,
        )


def _ensure_state(state: str) -> None:
    if state not in STATES:
        raise InvalidInput(errors=[FieldError("/state", "enum", "Use active, suspended or ended.")])


def _ensure_name(name: str) -> str:
    try:
        return clean_text(name)
    except ValueError as error:
        detail = "The name holds characters that are not allowed."
        raise InvalidInput(errors=[FieldError("/name", "unsafe_content", detail)]) from error
