"""People who work for partnerships: their data is sealed under a key of their own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.accounts.addresses import clean_address, hash_address
from app.accounts.errors import AddressTaken
from app.accounts.models import PersonRecord
from app.accounts.permissions import ROLE_SCOPES, Role
from app.accounts.repository import people as repository
from app.accounts.repository.people import MembershipRepository
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session, enter_person
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.mail import InvalidEmail
from app.platform.text import clean_text
from app.platform.vault import DataKey

LANGUAGES: Final = ("nl", "en")
_NAME_LENGTH: Final = 100


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in; `language` is that of their mail."""

    id: UUID
    name: str
    email: str
    language: str


def actor_of(person_id: UUID) -> str:
    """How the log and the ledger name a member."""
    return f"person:{person_id}"


async def add_person(
    context: Context, session: Session, *, name: str, email: str, language: str = "nl"
) -> Person:
    """Add somebody; from here the transaction is that person's, beside whose tenant it was.

    Raises InvalidInput for a name or address that cannot be, AddressTaken when somebody has the address.
    """
    person_id = context.randomness.uuid()
    clean_name, address = read_name(name), clean_address(email)
    data_key, wrapped = context.vault.new_data_key(context=person_place(person_id))
    record = PersonRecord(
        id=person_id,
        name_sealed=data_key.seal(clean_name.encode(), context=_column(person_id, "name_sealed")),
        email_sealed=data_key.seal(address.encode(), context=_column(person_id, "email_sealed")),
        email_hash=await hash_address(context, session, address),
        language=read_language(language),
        data_key_wrapped=wrapped,
        created_at=context.clock.now(),
    )
    await enter_person(session, person_id)
    if not await repository.add_person(session, record):
        raise AddressTaken
    return Person(person_id, clean_name, address, language)


async def add_membership(
    context: Context,
    session: Session,
    *,
    organisation_id: UUID,
    person_id: UUID,
    roles: Iterable[str],
    actor: str,
) -> None:
    """Make a person a member, or again, with these roles. Raises InvalidInput for none or an unknown one."""
    chosen = read_roles(roles)
    now = context.clock.now()
    await MembershipRepository(session, organisation_id).put(person_id, chosen, now=now)
    await audit.record(
        session,
        organisation_id=organisation_id,
        actor=actor,
        action="membership.created",
        target=actor_of(person_id),
        facts={"roles": " ".join(chosen)},
        now=now,
        randomness=context.randomness,
    )


async def load_person(context: Context, session: Session, person_id: UUID) -> Person:
    """The person whose transaction it is. Raises NotFound, SealBroken."""
    record = await repository.find_person(session, person_id)
    if record is None:
        raise NotFound
    return open_person(context, record)


async def find_person_names(
    context: Context, session: Session, person_ids: Collection[UUID]
) -> dict[UUID, str]:
    """The names of members of the session's organisation, also of those who left; others are not in it."""
    if not person_ids:
        return {}
    found = await repository.find_people(session, set(person_ids))
    return {record.id: open_person(context, record).name for record in found}


async def has_address(context: Context, session: Session, person_id: UUID, email: str) -> bool:
    """Whether a member of the session's organisation has this mail address; upper and lower case are alike."""
    found = await repository.find_people(session, {person_id})
    return any(open_person(context, record).email.casefold() == email.strip().casefold() for record in found)


async def find_members_by_address(
    context: Context, session: Session, addresses: Collection[str]
) -> dict[str, UUID]:
    """Members of the session's organisation, also those who left, by their address as it was written here."""
    hashes: dict[str, bytes] = {}
    for address in addresses:
        try:
            hashes[address] = await hash_address(context, session, clean_address(address))
        except InvalidEmail:
            # What is no address is nobody's.
            continue
    if not hashes:
        return {}
    found = await repository.find_people_by_address(session, set(hashes.values()))
    people = {record.email_hash: record.id for record in found}
    return {address: people[key] for address, key in hashes.items() if key in people}


async def find_roles(session: Session, organisation_id: UUID, person_id: UUID) -> frozenset[Role]:
    """The roles that somebody has in the organisation now; none for who is no member, or no longer one."""
    membership = await MembershipRepository(session, organisation_id).find(person_id)
    if membership is None or membership.ended_at is not None:
        return frozenset()
    return frozenset(role for role in Role if role in membership.roles)


def open_person(context: Context, record: PersonRecord) -> Person:
    """What the row says, opened. Raises SealBroken."""
    key = data_key_of(context, record)
    name = key.open(record.name_sealed, context=_column(record.id, "name_sealed")).decode()
    email = key.open(record.email_sealed, context=_column(record.id, "email_sealed")).decode()
    return Person(record.id, name, email, record.language)


def data_key_of(context: Context, record: PersonRecord) -> DataKey:
    """The key under which all that is a person's is sealed. Raises SealBroken."""
    return context.vault.data_key(record.data_key_wrapped, context=person_place(record.id))


def seal_name(context: Context, record: PersonRecord, name: str) -> bytes:
    """A name in its one form, sealed for the row of the person. Raises SealBroken."""
    return data_key_of(context, record).seal(name.encode(), context=_column(record.id, "name_sealed"))


def seal_email(context: Context, record: PersonRecord, address: str) -> bytes:
    """An address in its one form, sealed for the row of the person. Raises SealBroken."""
    return data_key_of(context, record).seal(address.encode(), context=_column(record.id, "email_sealed"))


def read_name(name: str) -> str:
    """The name in one form. Raises InvalidInput."""
    try:
        clean = clean_text(name).strip()
    except ValueError:
        clean = ""
    if not 0 < len(clean) <= _NAME_LENGTH or not clean.isprintable():
        raise InvalidInput(errors=[FieldError("/name", "length", "Use 1 to 100 plain characters.")])
    return clean


def read_language(language: str) -> str:
    """One of our languages. Raises InvalidInput."""
    if language not in LANGUAGES:
        raise InvalidInput(errors=[FieldError("/language", "enum", "Use nl or en.")])
    return language


def read_roles(roles: Iterable[str]) -> list[str]:
    """Known roles, each once, in the order of the table. Raises InvalidInput for none or an unknown one."""
    given = set(roles)
    chosen = [str(role) for role in Role if role in given]
    if not chosen or len(chosen) < len(given):
        known = ", ".join(ROLE_SCOPES)
        raise InvalidInput(errors=[FieldError("/roles", "enum", f"Choose one or more of {known}.")])
    return chosen


def person_place(person_id: UUID) -> str:
    """What the wrapped data key of a person is bound to."""
    return _column(person_id, "data_key_wrapped")


def _column(person_id: UUID, column: str) -> str:
    return f"people/{column}/{person_id}"
