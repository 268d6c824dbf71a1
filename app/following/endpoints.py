"""The addresses that are called, and their secrets: shown once, changed without a gap."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from app.following.endpoint_secrets import open_secrets, seal_secret
from app.following.errors import TooManyEndpoints
from app.following.repository.webhooks import EndpointRepository
from app.following.rows import Endpoint
from app.following.standard_webhooks import SECRET_BYTES, write_secret
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.fetch import FetchRefused, check_address

MOST: Final = 5
# For so long what is sent is signed with the secret before as well.
OVERLAP: Final = timedelta(hours=24)


async def add_endpoint(
    context: Context, session: Session, organisation_id: UUID, url: str
) -> tuple[Endpoint, str]:
    """An address and its secret, which is shown once; in a session of the organisation.

    Raises InvalidInput unless it is https on port 443 by name, and TooManyEndpoints.
    """
    try:
        check_address(url)
    except FetchRefused as refusal:
        raise InvalidInput(errors=[_NO_ADDRESS]) from refusal
    endpoints = EndpointRepository(session, organisation_id)
    await endpoints.lock()
    if len(await endpoints.list()) >= MOST:
        raise TooManyEndpoints
    endpoint_id, secret = context.randomness.uuid(), context.randomness.token(SECRET_BYTES)
    endpoint = Endpoint(
        id=endpoint_id,
        url=url,
        secret_sealed=seal_secret(context.vault, secret, organisation_id, endpoint_id),
        previous_sealed=None,
        previous_until=None,
        state="active",
        reason=None,
        failing_since=None,
        created_at=context.clock.now(),
    )
    await endpoints.add(endpoint)
    return endpoint, write_secret(secret)


async def load_endpoint(session: Session, organisation_id: UUID, endpoint_id: UUID) -> Endpoint:
    """One address. Raises NotFound."""
    found = await EndpointRepository(session, organisation_id).find(endpoint_id)
    if found is None:
        raise NotFound
    return found


async def list_endpoints(session: Session, organisation_id: UUID) -> list[Endpoint]:
    """All addresses of the organisation, the oldest first."""
    return await EndpointRepository(session, organisation_id).list()


async def rotate_secret(
    context: Context, session: Session, organisation_id: UUID, endpoint_id: UUID
) -> tuple[Endpoint, str]:
    """The next secret of an address; for a day the one before signs too. Raises NotFound."""
    endpoints = EndpointRepository(session, organisation_id)
    endpoint = await endpoints.find(endpoint_id, is_locked=True)
    if endpoint is None:
        raise NotFound
    secret = context.randomness.token(SECRET_BYTES)
    await endpoints.replace_secret(
        endpoint_id,
        seal_secret(context.vault, secret, organisation_id, endpoint_id),
        previous=endpoint.secret_sealed,
        until=context.clock.now() + OVERLAP,
    )
    return await load_endpoint(session, organisation_id, endpoint_id), write_secret(secret)


async def enable_endpoint(session: Session, organisation_id: UUID, endpoint_id: UUID) -> Endpoint:
    """Call an address again that was given up; what it missed is replayed one by one. Raises NotFound."""
    endpoint = await load_endpoint(session, organisation_id, endpoint_id)
    if endpoint.state != "active":
        await EndpointRepository(session, organisation_id).set_state(endpoint_id, "active", reason=None)
    return await load_endpoint(session, organisation_id, endpoint_id)


async def delete_endpoint(session: Session, organisation_id: UUID, endpoint_id: UUID) -> None:
    """Call an address no more, and forget it. Raises NotFound."""
    if not await EndpointRepository(session, organisation_id).delete(endpoint_id):
        raise NotFound


def signing_secrets(context: Context, organisation_id: UUID, endpoint: Endpoint) -> list[bytes]:
    """The secrets that sign now: the newest, and for a day the one before. Raises SealBroken."""
    secrets = open_secrets(context.vault, endpoint, organisation_id)
    is_over = endpoint.previous_until is None or endpoint.previous_until <= context.clock.now()
    return secrets[:1] if is_over else secrets


_NO_ADDRESS: Final = FieldError(
    "/url", "unsafe_address", "Use an https address by name, on port 443, without a name and password in it."
)
