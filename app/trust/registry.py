"""The register of issuers: whose name a verifier is shown. Every change is an operator's act, and stays in its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.accounts.errors import ConfusableName
from app.accounts.organisations import OPERATOR, ensure_one_script, has_name_like
from app.credentials.materials import RegisteredIssuer
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput
from app.platform.logging import log
from app.platform.text import clean_text, is_web_address, skeleton
from app.trust import repository
from app.trust.errors import IssuerAlreadyRegistered, UnknownIssuer
from app.trust.models import RegisteredIssuerRecord

STATES: Final = ("active", "suspended", "ended")
_NAME_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class IssuerEvent:
    """What happened to an issuer: registered, active, suspended, ended, succeeded, keys-approved or keys-refused."""

    happened_at: datetime
    action: str
    facts: dict[str, Any]


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
    """Add an issuer, one of ours or not. Raises IssuerAlreadyRegistered, InvalidInput, ConfusableName (A27)."""
    _ensure_state(state)
    _ensure_website(website)
    clean_name = _ensure_name(name)
    ensure_one_script(clean_name)
    record = RegisteredIssuerRecord(
        did=did,
        organisation_id=organisation_id,
        name=clean_name,
        name_skeleton=skeleton(clean_name),
        website=website,
        registered_by=registered_by,
        registered_from=registered_from,
        registered_until=registered_until,
        state=state,
        successor_did=None,
    )
    async with context.database.owner_transaction(organisation_id=organisation_id) as session:
        if await repository.find_registered_issuer(session, did) is not None:
            raise IssuerAlreadyRegistered
        await _ensure_name_is_free(session, record)
        if not await repository.add_registered_issuer(session, record):
            raise ConfusableName
        await note_issuer(
            context, session, did, "registered", {"state": state, "registeredBy": registered_by}
        )
        await _record(context, session, organisation_id, action="issuer.registered", did=did)
    return repository.read_registered_issuer(record)


async def set_issuer_state(
    context: Context,
    did: str,
    *,
    state: str,
    registered_until: datetime | None = None,
    successor_did: str | None = None,
) -> None:
    """Suspend, end or restore an issuer, within a second; who ended may have a successor in the register.

    An end counts from now, or from when it was told first, unless `registered_until` says otherwise. Raises
    UnknownIssuer, also for the successor, and InvalidInput.
    """
    _ensure_state(state)
    if successor_did is not None and (state != "ended" or successor_did == did):
        detail = "Only an issuer that ended has a successor, and it is another one."
        raise InvalidInput(errors=[FieldError("/successorDid", "successor", detail)])
    async with context.database.owner_transaction() as session:
        record = await repository.find_registered_issuer(session, did)
        known = successor_did and await repository.find_registered_issuer(session, successor_did)
        if record is None or (successor_did is not None and not known):
            raise UnknownIssuer
        organisation_id = record.organisation_id
    if state == "ended" and registered_until is None:
        is_first = record.state != "ended" or record.registered_until is None
        registered_until = context.clock.now() if is_first else record.registered_until
    values = {"state": state, "registered_until": registered_until, "successor_did": successor_did}
    facts = {"until": registered_until and registered_until.isoformat(), "successorDid": successor_did}
    async with context.database.owner_transaction(organisation_id=organisation_id) as session:
        await repository.update_registered_issuer(session, did, **values)
        await note_issuer(context, session, did, state, {name: one for name, one in facts.items() if one})
        await _record(context, session, organisation_id, action=f"issuer.{state}", did=did)


async def list_history(session: Session, did: str) -> list[IssuerEvent]:
    """What happened to an issuer, the first thing first."""
    rows = await repository.list_issuer_events(session, did)
    return [IssuerEvent(row.happened_at, row.action, row.facts) for row in rows]


async def note_issuer(
    context: Context, session: Session, did: str, action: str, facts: dict[str, Any]
) -> None:
    """Add to the history of an issuer, as the owner."""
    event_id, now = context.randomness.uuid(), context.clock.now()
    await repository.add_issuer_event(session, did, event_id, action, facts, now=now)


async def _ensure_name_is_free(session: Session, record: RegisteredIssuerRecord) -> None:
    likeness, own = skeleton(record.name), record.organisation_id
    for known in await repository.list_registered_issuers(session):
        is_own = own is not None and known.organisation_id == own
        # An issuer of before has no skeleton in its row.
        if not is_own and (known.name_skeleton or skeleton(known.name)) == likeness:
            log.warning("tenant.confusable", reason="the register")
            raise ConfusableName
    if await has_name_like(session, likeness, but=own):
        log.warning("tenant.confusable", reason="an organisation")
        raise ConfusableName


async def _record(
    context: Context, session: Session, organisation_id: UUID | None, *, action: str, did: str
) -> None:
    if organisation_id is not None:
        await audit.record(
            session,
            organisation_id=organisation_id,
            actor=OPERATOR,
            action=action,
            target=did,
            now=context.clock.now(),
            randomness=context.randomness,
        )


def _ensure_state(state: str) -> None:
    if state not in STATES:
        raise InvalidInput(errors=[FieldError("/state", "enum", "Use active, suspended or ended.")])


def _ensure_website(website: str | None) -> None:
    if website is not None and not is_web_address(website):
        detail = "Use an address that starts with https://."
        raise InvalidInput(errors=[FieldError("/website", "unsafe_content", detail)])


def _ensure_name(name: str) -> str:
    try:
        clean_name = " ".join(clean_text(name).split())
    except ValueError as error:
        detail = "The name holds characters that are not allowed."
        raise InvalidInput(errors=[FieldError("/name", "unsafe_content", detail)]) from error
    if not 0 < len(clean_name) <= _NAME_LENGTH:
        raise InvalidInput(errors=[FieldError("/name", "length", "Use 1 to 200 characters.")])
    return clean_name
