"""What the world sees of a partnership's keys: its DID document and its JWKS, retired keys included."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.accounts.organisations import find_organisation_by_slug
from app.credentials.encoding import strict_json
from app.credentials.identifiers.did_document import build_did_document, build_jwks
from app.credentials.materials import IssuerKey
from app.platform.context import Context
from app.platform.errors import NotFound
from app.trust.identity import issuer_did, service_did
from app.trust.keys import list_keys
from app.trust.service_keys import load_service_keys


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """The exact bytes to publish, and their strong ETag in quotes."""

    body: bytes
    etag: str


async def load_local_keys(context: Context, slug: str) -> tuple[IssuerKey, ...] | None:
    """The keys of the partnership with this slug; None when there is no such partnership."""
    async with context.database.transaction() as session:
        organisation = await find_organisation_by_slug(session, slug)
    if organisation is None or organisation.kind != "partnership":
        return None
    async with context.database.transaction(organisation_id=organisation.id) as session:
        keys = await list_keys(session, organisation_id=organisation.id)
    return tuple(key.to_issuer_key() for key in keys)


async def load_did_document(context: Context, slug: str) -> PublishedDocument:
    """The DID document of a partnership, to be answered as application/did+json. Raises NotFound."""
    did = issuer_did(context.settings, slug)
    return await _publish(context, slug, lambda keys: build_did_document(did, keys))


async def load_jwks(context: Context, slug: str) -> PublishedDocument:
    """The keys of a partnership as a JWKS (RFC 7517). Raises NotFound."""
    return await _publish(context, slug, build_jwks)


async def load_service_document(context: Context) -> PublishedDocument:
    """The DID document of the service itself, to be answered as application/did+json."""
    keys = await load_service_keys(context)
    return _published(build_did_document(service_did(context.settings), keys))


async def load_service_jwks(context: Context) -> PublishedDocument:
    """The keys of the service itself as a JWKS (RFC 7517)."""
    return _published(build_jwks(await load_service_keys(context)))


async def _publish(
    context: Context, slug: str, build: Callable[[Sequence[IssuerKey]], dict[str, Any]]
) -> PublishedDocument:
    keys = await load_local_keys(context, slug)
    if keys is None:
        raise NotFound
    return _published(build(keys))


def _published(document: dict[str, Any]) -> PublishedDocument:
    body = strict_json.dumps(document)
    return PublishedDocument(body, f'"{sha256(body).hexdigest()[:32]}"')
