"""Finds or adds the people credentials are for; their data is sealed under a key of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.assessing.ages import tell_ages
from app.assessing.reference_keys import hash_reference, load_reference_key
from app.issuing.issuances import recipient_context
from app.issuing.recipient_rows import NewRecipient, RecipientRepository, RecipientRow
from app.platform.context import Context
from app.platform.vault import DataKey


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a request names them; the address in the one form of platform/mail.py.

    `sixteen_on` is of somebody who is not sixteen yet: from which day they are.
    """

    reference: str
    name: str | None = None
    email: str | None = None
    language: str | None = None
    sixteen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody credentials are for, with their data key at hand."""

    id: UUID
    name: str | None
    data_key_wrapped: bytes
    data_key: DataKey


async def register_recipients(
    context: Context,
    repository: RecipientRepository,
    people: Iterable[Person],
    *,
    now: datetime,
) -> dict[str, Recipient]:
    """Recipients by reference. A name is kept when none was known; an address, language or day that is given counts."""
    names: dict[str, str | None] = {}
    contacts: dict[str, Person] = {}
    days: dict[str, date] = {}
    for person in people:
        names[person.reference] = names.get(person.reference) or person.name
        if person.email or person.language:
            contacts[person.reference] = person
        if person.sixteen_on:
            # Of two days for one person the one that protects longest.
            days[person.reference] = max(person.sixteen_on, days.get(person.reference, person.sixteen_on))
    reference_key = await load_reference_key(context, repository.session, repository.organisation_id)
    hashes = {reference: hash_reference(reference_key, reference) for reference in names}
    rows = await repository.find_recipients(list(hashes.values()))
    new = [
        _new_recipient(context, repository.organisation_id, reference, name, hashes[reference])
        for reference, name in names.items()
        if hashes[reference] not in rows
    ]
    if new:
        rows |= await _add(repository, new, now=now)
    recipients = {
        reference: _open_recipient(context, repository.organisation_id, rows[hashes[reference]])
        for reference in names
    }
    await _fill_names(repository, recipients, names)
    await _write_contacts(repository, recipients, contacts)
    if days:
        told = {hashes[reference]: day for reference, day in days.items()}
        await tell_ages(context, repository.session, repository.organisation_id, told)
    return recipients


async def _add(
    repository: RecipientRepository, new: Sequence[NewRecipient], *, now: datetime
) -> dict[bytes, RecipientRow]:
    """The rows of new people by the hash of their reference."""
    added = await repository.add_recipients(new, now=now)
    rows: dict[bytes, RecipientRow] = {recipient.reference_hash: recipient for recipient in new}
    if len(added) < len(new):
        # Another transaction added some of them first: its rows count.
        rows |= await repository.find_recipients([row.reference_hash for row in new])
    return rows


def _new_recipient(
    context: Context, organisation_id: UUID, reference: str, name: str | None, reference_hash: bytes
) -> NewRecipient:
    recipient_id = context.randomness.uuid()

    def bound(column: str) -> str:
        return recipient_context(organisation_id, recipient_id, column)

    data_key, wrapped = context.vault.new_data_key(context=bound("data_key_wrapped"))
    return NewRecipient(
        id=recipient_id,
        reference_hash=reference_hash,
        reference_sealed=data_key.seal(reference.encode(), context=bound("reference_sealed")),
        name_sealed=data_key.seal(name.encode(), context=bound("name_sealed")) if name else None,
        data_key_wrapped=wrapped,
    )


def _open_recipient(context: Context, organisation_id: UUID, row: RecipientRow) -> Recipient:
    data_key = context.vault.data_key(
        row.data_key_wrapped, context=recipient_context(organisation_id, row.id, "data_key_wrapped")
    )
    name = open_name(data_key, organisation_id, row.id, row.name_sealed)
    return Recipient(row.id, name, row.data_key_wrapped, data_key)


def open_name(
    data_key: DataKey, organisation_id: UUID, recipient_id: UUID, name_sealed: bytes | None
) -> str | None:
    """The recipient's name, if the organisation gave one."""
    if name_sealed is None:
        return None
    return data_key.open(
        name_sealed, context=recipient_context(organisation_id, recipient_id, "name_sealed")
    ).decode()


async def _fill_names(
    repository: RecipientRepository, recipients: dict[str, Recipient], names: dict[str, str | None]
) -> None:
    sealed = {}
    for reference, recipient in recipients.items():
        name = names[reference]
        if name and recipient.name is None:
            context = recipient_context(repository.organisation_id, recipient.id, "name_sealed")
            sealed[recipient.id] = recipient.data_key.seal(name.encode(), context=context)
    if sealed:
        await repository.name_recipients(sealed)


async def _write_contacts(
    repository: RecipientRepository, recipients: dict[str, Recipient], contacts: dict[str, Person]
) -> None:
    written = {}
    for reference, person in contacts.items():
        recipient = recipients[reference]
        place = recipient_context(repository.organisation_id, recipient.id, "email_sealed")
        sealed = recipient.data_key.seal(person.email.encode(), context=place) if person.email else None
        written[recipient.id] = (sealed, person.language)
    if written:
        await repository.write_contacts(written)
