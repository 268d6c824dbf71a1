"""Accepting an invitation: the link shows it, the button makes a member of who holds the link."""

from dataclasses import dataclass
from uuid import UUID

from app.accounts.models import InvitationRecord
from app.accounts.organisations import find_organisation
from app.accounts.people import actor_of, add_membership, add_person
from app.accounts.repository.invitations import InvitationRepository, find_invitation_by_secret
from app.accounts.repository.people import MembershipRepository, find_person_by_address
from app.accounts.sealing import invitation_place
from app.accounts.sessions import OpenedSession, open_staff_session
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.link_secrets import hash_secret, looks_like_link_secret


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the link shows: who invites, as what, and whether a name is still to be asked."""

    organisation_name: str
    roles: tuple[str, ...]
    is_known: bool


async def read_invitation(context: Context, secret: str) -> OpenInvitation | None:
    """What the link shows, None when it does not work (any more); looking changes nothing (threat A25)."""
    if not looks_like_link_secret(secret):
        return None
    async with context.database.transaction(capability=hash_secret(secret)) as session:
        record = await find_invitation_by_secret(session, hash_secret(secret))
        if record is None or not _is_open(context, record):
            return None
        organisation = await find_organisation(session, record.organisation_id)
        if organisation is None or organisation.ended_at is not None:
            return None
        await enter(session, capability=record.email_hash)
        person = await find_person_by_address(session, record.email_hash)
        return OpenInvitation(organisation.name, tuple(record.roles), person is not None)


async def accept_invitation(
    context: Context, secret: str, *, name: str, user_agent: str = ""
) -> OpenedSession | None:
    """Make who holds the link a member and sign them in; None when the link does not work (any more).

    `name` is used for somebody who is new here. Raises InvalidInput for a name that cannot be.
    """
    if await read_invitation(context, secret) is None:
        return None
    async with context.database.transaction(capability=hash_secret(secret)) as session:
        found = await find_invitation_by_secret(session, hash_secret(secret))
        if found is None:
            return None
        await enter(session, organisation_id=found.organisation_id)
        rows = InvitationRepository(session, found.organisation_id)
        record = await rows.lock(found.id)
        # Another request may have used it, or had a new link made, between the look and the lock.
        if record is None or record.secret_hash != hash_secret(secret) or not _is_open(context, record):
            return None
        person_id = await _find_or_add(context, session, record, name)
        await _add_roles(context, session, record, person_id)
        await rows.change(record.id, accepted_at=context.clock.now(), accepted_by=person_id)
        await audit.record(
            session,
            organisation_id=record.organisation_id,
            actor=actor_of(person_id),
            action="invitation.accepted",
            target=f"invitation:{record.id}",
            now=context.clock.now(),
            randomness=context.randomness,
        )
        return await open_staff_session(context, session, person_id, user_agent=user_agent)


async def _find_or_add(context: Context, session: Session, record: InvitationRecord, name: str) -> UUID:
    await enter(session, organisation_id=record.organisation_id, capability=record.email_hash)
    known = await find_person_by_address(session, record.email_hash)
    await enter(session, organisation_id=record.organisation_id)
    if known is not None:
        return known.id
    place = invitation_place(record.organisation_id, record.id)
    address = context.vault.open(record.email_sealed, context=place).decode()
    return (await add_person(context, session, name=name, email=address, language=record.language)).id


async def _add_roles(context: Context, session: Session, record: InvitationRecord, person_id: UUID) -> None:
    before = await MembershipRepository(session, record.organisation_id).find(person_id)
    kept = before.roles if before is not None and before.ended_at is None else []
    await add_membership(
        context,
        session,
        organisation_id=record.organisation_id,
        person_id=person_id,
        roles={*kept, *record.roles},
        actor=actor_of(person_id),
    )


def _is_open(context: Context, record: InvitationRecord) -> bool:
    is_settled = record.accepted_at is not None or record.withdrawn_at is not None
    return not is_settled and context.clock.now() < record.expires_at
