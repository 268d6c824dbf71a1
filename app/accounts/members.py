"""The members of an organisation: who they are, which roles they have, and how that ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.addresses import clean_address, hash_address
from app.accounts.errors import LastCoordinator
from app.accounts.events import MembershipEnded
from app.accounts.models import MembershipRecord
from app.accounts.people import actor_of, open_person, read_roles
from app.accounts.permissions import Role
from app.accounts.repository.people import MembershipRepository, find_people, find_person_by_address
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import NotFound
from app.platform.pagination import Page, Slice, decode_cursor, encode_cursor, foreign_cursor
from app.platform.queue import publish

_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the organisation knows them."""

    person_id: UUID
    name: str
    email: str
    roles: tuple[str, ...]
    created_at: datetime


async def list_members(
    context: Context, session: Session, *, organisation_id: UUID, page: Page
) -> Slice[Member]:
    """One page of members, in no order that means anything. Raises InvalidInput for a broken cursor."""
    after = None if page.cursor is None else _read_cursor(page.cursor)
    rows = MembershipRepository(session, organisation_id)
    found = await rows.list(limit=page.limit + 1, after=after)
    shown = found[: page.limit]
    members = await _open_members(context, session, shown)
    is_more = len(found) > page.limit
    return Slice(members, encode_cursor(str(shown[-1].person_id)) if is_more else None)


async def list_members_with(
    context: Context, session: Session, *, organisation_id: UUID, role: Role
) -> list[Member]:
    """Everybody with this role, by name."""
    found, page = list[Member](), Page(_MOST)
    while True:
        members = await list_members(context, session, organisation_id=organisation_id, page=page)
        found += [one for one in members.items if role in one.roles]
        if members.next_cursor is None:
            return sorted(found, key=lambda member: member.name.casefold())
        page = Page(_MOST, members.next_cursor)


async def load_member(
    context: Context, session: Session, *, organisation_id: UUID, person_id: UUID
) -> Member:
    """One member. Raises NotFound, also for who left."""
    record = await _load(MembershipRepository(session, organisation_id), person_id)
    [member] = await _open_members(context, session, [record])
    return member


async def find_member_id(context: Context, session: Session, organisation_id: UUID, email: str) -> UUID:
    """The member with this mail address. Raises NotFound, InvalidEmail."""
    email_hash = await hash_address(context, session, clean_address(email))
    await enter(session, organisation_id=organisation_id, capability=email_hash)
    person = await find_person_by_address(session, email_hash)
    await enter(session, organisation_id=organisation_id)
    if person is None:
        raise NotFound("Nobody with this address works for the organisation.")
    return (await _load(MembershipRepository(session, organisation_id), person.id)).person_id


async def change_roles(
    context: Context,
    session: Session,
    *,
    organisation_id: UUID,
    person_id: UUID,
    roles: Iterable[str],
    actor: str,
) -> None:
    """Give a member other roles, from the next request on. Raises NotFound, InvalidInput, LastCoordinator."""
    chosen, rows = read_roles(roles), MembershipRepository(session, organisation_id)
    await rows.lock()
    record = await _load(rows, person_id)
    if Role.COORDINATOR not in chosen:
        await _keep_a_coordinator(rows, record)
    await rows.change_roles(person_id, chosen)
    facts = {"roles": " ".join(chosen), "before": " ".join(record.roles)}
    await _note(context, session, organisation_id, person_id, "membership.roles-changed", actor, facts)


async def end_membership(
    context: Context, session: Session, *, organisation_id: UUID, person_id: UUID, actor: str
) -> None:
    """End a membership: the next request of the person finds no desk here. Raises NotFound, LastCoordinator."""
    rows = MembershipRepository(session, organisation_id)
    await rows.lock()
    await _keep_a_coordinator(rows, await _load(rows, person_id))
    await rows.end(person_id, now=context.clock.now())
    await _note(context, session, organisation_id, person_id, "membership.ended", actor, {})
    await publish(session, MembershipEnded(organisation_id=str(organisation_id), person_id=str(person_id)))


async def _keep_a_coordinator(rows: MembershipRepository, record: MembershipRecord) -> None:
    is_coordinator = Role.COORDINATOR in record.roles
    if is_coordinator and not await rows.has_other(Role.COORDINATOR, record.person_id):
        raise LastCoordinator("Make somebody else coordinator first.")


async def _load(rows: MembershipRepository, person_id: UUID) -> MembershipRecord:
    record = await rows.find(person_id)
    if record is None or record.ended_at is not None:
        raise NotFound
    return record


async def _open_members(
    context: Context, session: Session, records: Iterable[MembershipRecord]
) -> list[Member]:
    memberships = list(records)
    people = {
        record.id: open_person(context, record)
        for record in await find_people(session, [row.person_id for row in memberships])
    }
    return [
        Member(row.person_id, person.name, person.email, tuple(row.roles), row.created_at)
        for row in memberships
        if (person := people.get(row.person_id)) is not None
    ]


async def _note(
    context: Context,
    session: Session,
    organisation_id: UUID,
    person_id: UUID,
    action: str,
    actor: str,
    facts: dict[str, str],
) -> None:
    await audit.record(
        session,
        organisation_id=organisation_id,
        actor=actor,
        action=action,
        target=actor_of(person_id),
        facts=facts,
        now=context.clock.now(),
        randomness=context.randomness,
    )


def _read_cursor(cursor: str) -> UUID:
    (identifier,) = decode_cursor(cursor, 1)
    try:
        return UUID(identifier)
    except ValueError as error:
        raise foreign_cursor() from error
