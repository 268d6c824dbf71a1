"""What an operator does for a new organisation: keys to sign with, a place in the register, a first API key."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from app.accounts.api_keys import ApiKey, create_api_key
from app.accounts.errors import UnknownOrganisation
from app.accounts.invitations import Invitation, invite
from app.accounts.members import find_member_id
from app.accounts.organisations import OPERATOR, Organisation, find_organisation_by_slug
from app.accounts.people import actor_of
from app.accounts.permissions import SCOPES_OF_KIND
from app.platform.context import Context
from app.trust.identity import issuer_did
from app.trust.keys import create_key
from app.trust.registry import register_issuer
from app.trust.signing_keys import KeyPurpose

FIRST_KEY_LIFETIME: Final = timedelta(days=365)


async def add_signing_keys(context: Context, organisation: Organisation) -> None:
    """One key for each purpose, in force at once. Raises NotFound."""
    for purpose in KeyPurpose:
        await create_key(context, organisation_id=organisation.id, purpose=purpose)


async def register(context: Context, organisation: Organisation, *, registered_by: str = OPERATOR) -> str:
    """Vouch for an organisation of this service from now on; returns its DID. Raises IssuerAlreadyRegistered."""
    did = issuer_did(context.settings, organisation.slug)
    await register_issuer(
        context,
        did=did,
        name=organisation.name,
        registered_by=registered_by,
        registered_from=context.clock.now(),
        organisation_id=organisation.id,
        website=organisation.website,
    )
    return did


async def add_api_key(
    context: Context,
    organisation: Organisation,
    *,
    name: str,
    lifetime: timedelta = FIRST_KEY_LIFETIME,
    hand: str | None = None,
) -> tuple[ApiKey, str]:
    """A key that may do all that its kind of organisation may; its text is kept nowhere. `hand` is who has it."""
    now = context.clock.now()
    async with context.database.transaction(organisation_id=organisation.id) as session:
        return await create_api_key(
            session,
            organisation_id=organisation.id,
            name=name,
            scopes=SCOPES_OF_KIND[organisation.kind],
            expires_at=now + lifetime,
            now=now,
            randomness=context.randomness,
            hand=hand,
        )


async def add_key_for(context: Context, *, slug: str, email: str | None) -> str:
    """The text of another key, in the hand of the member with this address, or of nobody in particular.

    Raises UnknownOrganisation, and NotFound for who is no member.
    """
    organisation = await _load_organisation(context, slug)
    hand = None
    if email is not None:
        async with context.database.transaction(organisation_id=organisation.id) as session:
            hand = actor_of(await find_member_id(context, session, organisation.id, email))
    return (await add_api_key(context, organisation, name=email or "operator", hand=hand))[1]


async def _load_organisation(context: Context, slug: str) -> Organisation:
    async with context.database.transaction() as session:
        organisation = await find_organisation_by_slug(session, slug)
    if organisation is None or organisation.ended_at is not None:
        raise UnknownOrganisation
    return organisation


async def invite_member(
    context: Context, *, slug: str, email: str, roles: Iterable[str], language: str
) -> Invitation:
    """Mail an invitation as an operator. Raises UnknownOrganisation, and what `invite` raises."""
    organisation = await _load_organisation(context, slug)
    async with context.database.transaction(organisation_id=organisation.id) as session:
        return await invite(
            context,
            session,
            organisation_id=organisation.id,
            email=email,
            roles=roles,
            language=language,
            actor=OPERATOR,
        )
