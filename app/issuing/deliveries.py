"""How delivery stands: the recipients of an organisation, who did not collect yet, and each one's timeline."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.assessing.reference_keys import hash_reference, load_reference_key
from app.issuing.delivery_rows import DeliveryEvent, DeliveryRepository
from app.issuing.issuances import Issuance, recipient_context
from app.issuing.ledger import CredentialState, find_states
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.recipient_rows import RecipientRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound


@dataclass(frozen=True, slots=True)
class RecipientOverview:
    """A recipient as their organisation may see them; `email` only when one is looked at by itself."""

    id: UUID
    reference: str
    name: str | None
    email: str | None
    has_email: bool
    language: str | None
    credential_count: int
    is_collected: bool
    delivery: str
    mailed_at: datetime | None
    reminder_due_at: datetime | None
    is_unsubscribed: bool
    created_at: datetime


async def list_recipients(
    context: Context,
    session: Session,
    organisation_id: UUID,
    *,
    limit: int,
    before: tuple[datetime, UUID] | None,
    is_collected: bool | None = None,
    delivery: str | None = None,
) -> list[RecipientOverview]:
    """Recipients, newest first; with `is_collected` False those who did not collect yet."""
    rows = DeliveryRepository(session, organisation_id)
    found = await rows.list_recipients(limit, before, is_collected=is_collected, delivery=delivery)
    return [_overview(context, organisation_id, row, with_email=False) for row in found]


async def load_recipient(
    context: Context, session: Session, organisation_id: UUID, recipient_id: UUID
) -> RecipientOverview:
    """One recipient, with the address. Raises NotFound."""
    row = await DeliveryRepository(session, organisation_id).find_recipient(recipient_id)
    if row is None:
        raise NotFound
    return _overview(context, organisation_id, row, with_email=True)


async def find_names(
    context: Context, session: Session, organisation_id: UUID, ids: Iterable[UUID]
) -> dict[UUID, str]:
    """What to call these recipients: the name, or the number by which the organisation knows somebody."""
    rows = await DeliveryRepository(session, organisation_id).find_names(list(set(ids)))
    names = {}
    for row in rows:
        read = _reader(context, organisation_id, row)
        names[row["id"]] = read("name_sealed") or read("reference_sealed") or ""
    return names


async def find_recipient_by_reference(
    context: Context, session: Session, organisation_id: UUID, reference: str
) -> UUID | None:
    """The recipient that the organisation knows by this reference of its own."""
    reference_key = await load_reference_key(context, session, organisation_id)
    wanted = hash_reference(reference_key, reference)
    found = (await RecipientRepository(session, organisation_id).find_recipients([wanted])).get(wanted)
    return None if found is None else found.id


async def list_credentials_of(
    session: Session, organisation_id: UUID, recipient_id: UUID
) -> list[tuple[Issuance, CredentialState]]:
    """What a recipient was given, oldest first, and where it stands."""
    issuances = await LedgerRepository(session, organisation_id).list_signed_of(recipient_id)
    states = await find_states(session, organisation_id, issuances)
    return [(issuance, states[issuance.id]) for issuance in issuances]


async def list_timeline(
    session: Session,
    organisation_id: UUID,
    recipient_id: UUID,
    *,
    limit: int,
    before: tuple[datetime, UUID] | None,
) -> list[DeliveryEvent]:
    """What happened on the way to a recipient, newest first. Raises NotFound."""
    rows = DeliveryRepository(session, organisation_id)
    if await rows.find_recipient(recipient_id) is None:
        raise NotFound
    return await rows.list_events(recipient_id, limit, before)


def _reader(context: Context, organisation_id: UUID, row: Mapping[str, Any]) -> Callable[[str], str | None]:
    """Opens sealed columns of a recipient."""

    def place(column: str) -> str:
        return recipient_context(organisation_id, row["id"], column)

    data_key = context.vault.data_key(row["data_key_wrapped"], context=place("data_key_wrapped"))

    def read(column: str) -> str | None:
        sealed = row[column]
        return None if sealed is None else data_key.open(sealed, context=place(column)).decode()

    return read


def _overview(
    context: Context, organisation_id: UUID, row: dict[str, Any], *, with_email: bool
) -> RecipientOverview:
    read = _reader(context, organisation_id, row)
    return RecipientOverview(
        id=row["id"],
        reference=read("reference_sealed") or "",
        name=read("name_sealed"),
        email=read("email_sealed") if with_email else None,
        has_email=row["email_sealed"] is not None,
        language=row["language"],
        credential_count=row["credential_count"],
        is_collected=row["is_collected"],
        delivery=row["delivery"],
        mailed_at=row["mailed_at"],
        reminder_due_at=row["remind_at"],
        is_unsubscribed=row["unsubscribed_at"] is not None,
        created_at=row["created_at"],
    )
