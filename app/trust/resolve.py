"""From an identifier to what is known about it: the keys of an issuer, and its place in the register."""

from functools import partial
from typing import Any, Final, NamedTuple

from app.credentials.encoding import strict_json
from app.credentials.errors import CredentialError, InvalidIdentifier, KeyNotTrusted
from app.credentials.formats.proofs import AUTHENTICATION
from app.credentials.identifiers.did_document import parse_did_document
from app.credentials.identifiers.did_jwk import parse_did_jwk
from app.credentials.identifiers.did_key import parse_did_key
from app.credentials.identifiers.did_web import did_web_url
from app.credentials.materials import IssuerKey, IssuerKeys, RegisteredIssuer, Registration, Unavailable
from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.fetch import FetchFailed, FetchRefused
from app.platform.logging import log
from app.trust import repository
from app.trust.did_documents import load_local_keys
from app.trust.identity import find_local_slug
from app.trust.issuer_keys import guard_keys
from app.trust.recognitions import Recognition
from app.trust.repository.recognitions import list_recognitions

CACHE_SECONDS: Final = 1.0
_SIZE: Final = 10_000
_MAX_DOCUMENT_BYTES: Final = 65_536
_DID_TYPES: Final = ("application/did+json", "application/did+ld+json", "application/did", "application/json")


async def resolve_keys(context: Context, issuer_id: str, kid: str | None = None) -> IssuerKeys:
    """The keys of an issuer: of ours from the database, of did:key and did:jwk from the identifier itself,
    of a foreign did:web from its document. Empty when there is none to be trusted.

    `Unavailable` has the code `resolution_refused` for an address that is not allowed, and
    `keys_unavailable` for one that does not answer with a DID document and for other methods. Of a registered
    issuer only approved keys count: for another one the code is `did_key_changed` (A19).
    """
    carried = find_carried_keys(issuer_id)
    if carried is not None:
        return carried
    if not issuer_id.startswith("did:web:"):
        return Unavailable("keys_unavailable", "Keys of this kind of issuer cannot be found.")
    slug = find_local_slug(context.settings, issuer_id)
    if slug is None:
        return await _fetch_keys(context, issuer_id, kid)
    return await _find_local_keys(context, slug, kid)


async def resolve_holder_keys(context: Context, holder: str) -> IssuerKeys:
    """The keys with which a holder proves to be there (authentication): carried, or named by its DID document.

    Partnerships of this service hold nothing, so they have none. `Unavailable` is as for `resolve_keys`.
    """
    carried = find_carried_keys(holder)
    if carried is not None:
        return carried
    if not holder.startswith("did:web:"):
        return Unavailable("keys_unavailable", "Keys of this kind of holder cannot be found.")
    if find_local_slug(context.settings, holder) is not None:
        return ()
    document = await fetch_document(context, holder)
    if isinstance(document, Unavailable):
        return document
    try:
        return parse_did_document(document, holder, relationship=AUTHENTICATION)
    except KeyNotTrusted:
        return ()


def find_carried_keys(issuer_id: str) -> tuple[IssuerKey, ...] | None:
    """The keys that a did:key or did:jwk carries in itself, none if it is broken; None for other identifiers."""
    try:
        if issuer_id.startswith("did:key:"):
            return parse_did_key(issuer_id)
        if issuer_id.startswith("did:jwk:"):
            return parse_did_jwk(issuer_id)
    except (InvalidIdentifier, KeyNotTrusted):
        return ()
    return None


class RegisterEntry(NamedTuple):
    """What the register has of an issuer, read at once."""

    issuer: RegisteredIssuer | None
    recognitions: tuple[Recognition, ...]


async def find_registered_issuer(context: Context, did: str) -> Registration:
    """The issuer in the register, None when it is not there; at most one second old."""
    return (await _load_entry(context, did)).issuer


async def find_recognitions(context: Context, did: str) -> tuple[Recognition, ...]:
    """Who recognises a registered issuer, withdrawn and ended recognitions too; at most one second old."""
    return (await _load_entry(context, did)).recognitions


async def _load_entry(context: Context, did: str) -> RegisterEntry:
    known: TtlCache[str, RegisterEntry] = context.caches.ttl(
        "trust.registered_issuers", ttl=CACHE_SECONDS, size=_SIZE
    )
    return await known.load(did, partial(_read_entry, context, did)) or _UNKNOWN


async def _read_entry(context: Context, did: str) -> RegisterEntry:
    async with context.database.transaction() as session:
        record = await repository.find_registered_issuer(session, did)
        if record is None:
            return _UNKNOWN
        found = await list_recognitions(session, issuer_did=did)
        return RegisterEntry(repository.read_registered_issuer(record), tuple(found))


_UNKNOWN: Final = RegisterEntry(None, ())


async def _find_local_keys(context: Context, slug: str, kid: str | None) -> tuple[IssuerKey, ...]:
    known: TtlCache[str, tuple[IssuerKey, ...]] = context.caches.ttl(
        "trust.local_keys", ttl=CACHE_SECONDS, size=_SIZE
    )
    keys = await known.load(slug, partial(load_local_keys, context, slug)) or ()
    # A key made by another process within this second signs already: look again before it is called unknown.
    if kid is not None and all(key.public.kid != kid for key in keys):
        keys = await load_local_keys(context, slug) or ()
        known.put(slug, keys)
    return keys


async def _fetch_keys(context: Context, did: str, kid: str | None) -> IssuerKeys:
    document = await fetch_document(context, did)
    if isinstance(document, Unavailable):
        return document
    try:
        shown = parse_did_document(document, did)
    except KeyNotTrusted:
        shown = ()
    if await find_registered_issuer(context, did) is None:
        return shown
    return await guard_keys(context, did, shown, kid)


async def fetch_document(context: Context, did: str) -> dict[str, Any] | Unavailable:
    """The DID document of a foreign did:web as its host shows it, strictly read and not judged."""
    try:
        url = did_web_url(did)
        fetched = await context.fetch.fetch(
            url, accept=_DID_TYPES, max_bytes=_MAX_DOCUMENT_BYTES, purpose="did-document"
        )
    except InvalidIdentifier:
        log.warning("egress.blocked", reason="identifier")
        return Unavailable("resolution_refused", "The address of the issuer's keys is not allowed.")
    except FetchRefused:
        return Unavailable("resolution_refused", "The address of the issuer's keys is not allowed.")
    except FetchFailed:
        return Unavailable("keys_unavailable", "The keys of the issuer could not be fetched.")
    try:
        return strict_json.load_object(fetched.body, max_bytes=_MAX_DOCUMENT_BYTES)
    except CredentialError:
        return Unavailable("keys_unavailable", "The identity document of the issuer cannot be read.")
