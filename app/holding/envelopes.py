"""The holder's own choice of format: an envelope of a credential in the passport, made in its issuer's name."""

from typing import Final
from uuid import UUID

from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer
from app.holding.repository.credentials import PassportRepository
from app.issuing.complete_envelope import IssuedEnvelope
from app.issuing.envelope_requests import EnvelopeRequest
from app.issuing.envelopes import create_envelope
from app.platform.context import Context
from app.platform.errors import NotFound
from app.trust.errors import NoSigningKey

ENVELOPES_AN_HOUR: Final = 60
# The log of the issuer does not tell which passport it was.
ACTOR: Final = "holder"


async def order_envelope(context: Context, holder_id: UUID, request: EnvelopeRequest) -> IssuedEnvelope:
    """The credential in the format asked for, once for each key of this holder.

    Raises NotFound when it is not in the passport, TooMany after sixty in an hour, and what `create_envelope` raises.
    """
    async with context.database.transaction(holder_id=holder_id) as session:
        organisation_id = await PassportRepository(session, holder_id).find_issuing_organisation(
            request.credential_id
        )
    if organisation_id is None:
        raise NotFound
    context.caches.limiter.hit(f"envelope:{holder_id}", limit=ENVELOPES_AN_HOUR, window=3_600.0)
    return await envelope_as_holder(context, organisation_id, request)


async def envelope_as_holder(
    context: Context, organisation_id: UUID, request: EnvelopeRequest
) -> IssuedEnvelope:
    """The same for a credential that is known to be the holder's. Raises NotFound and what `create_envelope` raises."""
    return await create_envelope(context, await _load_issuer(context, organisation_id), request)


async def _load_issuer(context: Context, organisation_id: UUID) -> Issuer:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        organisation = await find_organisation(session, organisation_id)
    if organisation is None:
        raise NotFound
    if organisation.ended_at is not None:
        raise NoSigningKey("The partnership that issued this has ended, and signs nothing any more.")
    return Issuer(
        organisation_id=organisation_id,
        actor=ACTOR,
        scopes=frozenset(),
        organisation_name=organisation.name,
        slug=organisation.slug,
    )
