"""Invitations: a mailed link that shows who asks for what, and a button that makes somebody a member."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.accounts.addresses import clean_address, hash_address
from app.accounts.errors import AlreadyMember, InvitationClosed, UnknownOrganisation
from app.accounts.letters import invitation_letter
from app.accounts.models import InvitationRecord
from app.accounts.organisations import find_organisation
from app.accounts.people import read_language, read_roles
from app.accounts.repository.invitations import InvitationRepository
from app.accounts.repository.people import MembershipRepository, find_person_by_address
from app.accounts.sealing import invitation_place
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import NotFound
from app.platform.link_secrets import hash_secret, new_link_secret
from app.platform.mail import enqueue_mail
from app.platform.pagination import Page, Slice, encode_place, read_place

LIFETIME: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as the organisation sees it; the link is in the mail only."""

    id: UUID
    email: str
    roles: tuple[str, ...]
    language: str
    created_at: datetime
    expires_at: datetime


async def invite(
    context: Context,
    session: Session,
    *,
    organisation_id: UUID,
    email: str,
    roles: Iterable[str],
    actor: str,
    language: str = "nl",
) -> Invitation:
    """Mail an invitation, in place of one that is still open for the address.

    Raises InvalidEmail, InvalidInput, AlreadyMember; TooMany when too much was mailed within an hour.
    """
    address, chosen, now = clean_address(email), read_roles(roles), context.clock.now()
    email_hash = await hash_address(context, session, address)
    if await _is_member(session, organisation_id, email_hash):
        raise AlreadyMember("Change the roles of this member instead.")
    rows, invitation_id = InvitationRepository(session, organisation_id), context.randomness.uuid()
    await rows.withdraw_for(email_hash, now=now)
    secret, place = new_link_secret(context.randomness), invitation_place(organisation_id, invitation_id)
    record = InvitationRecord(
        organisation_id=organisation_id,
        id=invitation_id,
        secret_hash=hash_secret(secret),
        email_sealed=context.vault.seal(address.encode(), context=place),
        email_hash=email_hash,
        roles=chosen,
        language=read_language(language),
        invited_by=actor,
        created_at=now,
        expires_at=now + LIFETIME,
        accepted_at=None,
        accepted_by=None,
        withdrawn_at=None,
    )
    await rows.add(record)
    await _mail(context, session, record, address, secret)
    await _note(context, session, record, "invitation.created", actor, {"roles": " ".join(chosen)})
    return _invitation(context, record)


async def resend_invitation(
    context: Context, session: Session, *, organisation_id: UUID, invitation_id: UUID, actor: str
) -> Invitation:
    """Mail a new link, which works 14 days; the one before stops. Raises NotFound, InvitationClosed, TooMany."""
    rows = InvitationRepository(session, organisation_id)
    record = await _load_open(rows, invitation_id)
    secret = new_link_secret(context.randomness)
    expires_at = context.clock.now() + LIFETIME
    await rows.change(record.id, secret_hash=hash_secret(secret), expires_at=expires_at)
    invitation = _invitation(context, record)
    await _mail(context, session, record, invitation.email, secret)
    await _note(context, session, record, "invitation.resent", actor)
    return Invitation(
        invitation.id,
        invitation.email,
        invitation.roles,
        invitation.language,
        invitation.created_at,
        expires_at,
    )


async def withdraw_invitation(
    context: Context, session: Session, *, organisation_id: UUID, invitation_id: UUID, actor: str
) -> None:
    """Make the link stop at once. Raises NotFound, InvitationClosed."""
    rows = InvitationRepository(session, organisation_id)
    record = await _load_open(rows, invitation_id)
    await rows.change(record.id, withdrawn_at=context.clock.now())
    await _note(context, session, record, "invitation.withdrawn", actor)


async def list_invitations(
    context: Context, session: Session, *, organisation_id: UUID, page: Page
) -> Slice[Invitation]:
    """One page of invitations that nobody accepted yet, newest first, also those that expired."""
    after = read_place(page)
    found = await InvitationRepository(session, organisation_id).list_open(limit=page.limit + 1, after=after)
    shown = [_invitation(context, record) for record in found[: page.limit]]
    is_more = len(found) > page.limit
    return Slice(shown, encode_place(shown[-1].created_at, shown[-1].id) if is_more else None)


async def _is_member(session: Session, organisation_id: UUID, email_hash: bytes) -> bool:
    await enter(session, organisation_id=organisation_id, capability=email_hash)
    person = await find_person_by_address(session, email_hash)
    await enter(session, organisation_id=organisation_id)
    if person is None:
        return False
    membership = await MembershipRepository(session, organisation_id).find(person.id)
    return membership is not None and membership.ended_at is None


async def _load_open(rows: InvitationRepository, invitation_id: UUID) -> InvitationRecord:
    record = await rows.lock(invitation_id)
    if record is None:
        raise NotFound
    if record.accepted_at is not None or record.withdrawn_at is not None:
        raise InvitationClosed
    return record


async def _mail(
    context: Context, session: Session, record: InvitationRecord, address: str, secret: str
) -> None:
    organisation = await find_organisation(session, record.organisation_id)
    if organisation is None:
        raise UnknownOrganisation
    letter = invitation_letter(
        context.settings.public_url, organisation, address, secret, language=record.language
    )
    await enqueue_mail(session, context, letter)


async def _note(
    context: Context,
    session: Session,
    record: InvitationRecord,
    action: str,
    actor: str,
    facts: dict[str, str] | None = None,
) -> None:
    await audit.record(
        session,
        organisation_id=record.organisation_id,
        actor=actor,
        action=action,
        target=f"invitation:{record.id}",
        facts=facts,
        now=context.clock.now(),
        randomness=context.randomness,
    )


def _invitation(context: Context, record: InvitationRecord) -> Invitation:
    place = invitation_place(record.organisation_id, record.id)
    email = context.vault.open(record.email_sealed, context=place).decode()
    return Invitation(
        record.id, email, tuple(record.roles), record.language, record.created_at, record.expires_at
    )
