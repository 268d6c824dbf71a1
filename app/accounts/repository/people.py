"""Queries of people and their memberships: whose rows exist is said by the transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Update, select, update
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import AddressKeyRecord, MembershipRecord, OrganisationRecord, PersonRecord
from app.platform.database import Session

_ONLY_KEY = 1


async def find_address_key(session: Session) -> bytes | None:
    """The sealed key under which addresses are hashed."""
    return await session.scalar(select(AddressKeyRecord.key_sealed))


async def add_address_key(session: Session, key_sealed: bytes) -> None:
    """Keep the key, unless another transaction was first."""
    values = insert(AddressKeyRecord).values(id=_ONLY_KEY, key_sealed=key_sealed)
    await session.execute(values.on_conflict_do_nothing())


async def add_person(session: Session, record: PersonRecord) -> bool:
    """Add somebody; False when the address belongs to a person already."""
    values = {column.key: getattr(record, column.key) for column in PersonRecord.__table__.columns}
    statement = insert(PersonRecord).values(**values).on_conflict_do_nothing()
    return await session.scalar(statement.returning(PersonRecord.id)) is not None


async def find_person(session: Session, person_id: UUID) -> PersonRecord | None:
    """The person with this id, when the transaction may see it."""
    return await session.scalar(select(PersonRecord).where(PersonRecord.id == person_id))


async def find_person_by_address(session: Session, email_hash: bytes) -> PersonRecord | None:
    """The person with this address; the hash is the capability of the transaction."""
    return await session.scalar(select(PersonRecord).where(PersonRecord.email_hash == email_hash))


async def find_people(session: Session, person_ids: Collection[UUID]) -> Sequence[PersonRecord]:
    """Those of these people whom the transaction may see."""
    return (await session.scalars(select(PersonRecord).where(PersonRecord.id.in_(person_ids)))).all()


async def find_people_by_address(session: Session, hashes: Collection[bytes]) -> Sequence[PersonRecord]:
    """Those with one of these addresses whom the transaction may see."""
    return (await session.scalars(select(PersonRecord).where(PersonRecord.email_hash.in_(hashes)))).all()


async def update_person(session: Session, person_id: UUID, **values: bytes | str) -> None:
    """Change sealed columns or the language of the person whose transaction it is."""
    await session.execute(update(PersonRecord).where(PersonRecord.id == person_id).values(**values))


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A membership that counts, with the facts of its organisation that a request needs."""

    organisation_id: UUID
    roles: tuple[str, ...]
    organisation_name: str
    slug: str
    kind: str
    is_test: bool


async def list_memberships_of(session: Session, person_id: UUID) -> list[MembershipRow]:
    """Where a person is a member now, by the name of the organisation."""
    member, organisation = MembershipRecord, OrganisationRecord
    statement = (
        select(
            member.organisation_id,
            member.roles,
            organisation.name,
            organisation.slug,
            organisation.kind,
            organisation.is_test,
        )
        .join(organisation, organisation.id == member.organisation_id)
        .where(member.person_id == person_id, member.ended_at.is_(None), organisation.ended_at.is_(None))
        .order_by(organisation.name, organisation.id)
    )
    return [MembershipRow(row[0], tuple(row[1]), *row[2:]) for row in await session.execute(statement)]


class MembershipRepository:
    """The members of one organisation, also those who left."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def put(self, person_id: UUID, roles: Sequence[str], *, now: datetime) -> None:
        """Make somebody a member, or again, with these roles."""
        values = {"roles": list(roles), "created_at": now, "ended_at": None}
        statement = insert(MembershipRecord).values(
            organisation_id=self._organisation_id, person_id=person_id, **values
        )
        key = [MembershipRecord.organisation_id, MembershipRecord.person_id]
        await self._session.execute(statement.on_conflict_do_update(index_elements=key, set_=values))

    async def find(self, person_id: UUID) -> MembershipRecord | None:
        """The membership of a person, ended or not, as it is now."""
        return await self._session.get(
            MembershipRecord, (self._organisation_id, person_id), populate_existing=True
        )

    async def lock(self) -> None:
        """Let no other transaction change members of this organisation until this one ends."""
        member = MembershipRecord
        statement = select(member.person_id).where(member.organisation_id == self._organisation_id)
        await self._session.execute(statement.order_by(member.person_id).with_for_update())

    async def list(
        self, *, limit: int, after: UUID | None, is_active: bool = True
    ) -> Sequence[MembershipRecord]:
        """At most `limit` memberships that count, by the id of the person."""
        member = MembershipRecord
        statement = select(member).where(member.organisation_id == self._organisation_id)
        if is_active:
            statement = statement.where(member.ended_at.is_(None))
        if after is not None:
            statement = statement.where(member.person_id > after)
        ordered = statement.order_by(member.person_id).limit(limit)
        return (await self._session.scalars(ordered)).all()

    async def has_other(self, role: str, person_id: UUID) -> bool:
        """Whether somebody else has this role now."""
        member = MembershipRecord
        statement = select(member.person_id).where(
            member.organisation_id == self._organisation_id,
            member.person_id != person_id,
            member.ended_at.is_(None),
            member.roles.contains([role]),
        )
        return await self._session.scalar(statement.limit(1)) is not None

    async def change_roles(self, person_id: UUID, roles: Sequence[str]) -> None:
        """Give a member other roles."""
        await self._session.execute(self._of(person_id).values(roles=list(roles)))

    async def end(self, person_id: UUID, *, now: datetime) -> None:
        """Mark a membership as ended."""
        await self._session.execute(self._of(person_id).values(ended_at=now))

    def _of(self, person_id: UUID) -> Update:
        member = MembershipRecord
        return update(member).where(
            member.organisation_id == self._organisation_id,
            member.person_id == person_id,
            member.ended_at.is_(None),
        )
