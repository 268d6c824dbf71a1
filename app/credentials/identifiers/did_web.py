"""did:web: an identifier that is a place on the web, and the DID document found there."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.credentials.errors import InvalidIdentifier, KeyNotTrusted, MalformedCredential, TimeInvalid
from app.credentials.identifiers.did_key import ALWAYS, parse_did_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import IssuerKey
from app.credentials.reading import read_nodes, read_text
from app.credentials.times import format_time, parse_time

_CONTEXT: Final = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"]
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# The last label is no number, so that no form of an IP address is a host; localhost serves development.
_HOST = rf"(?:localhost|(?:{_LABEL}\.)+(?=[a-z0-9-]*[a-z])(?!0x){_LABEL})"
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_DID: Final = re.compile(
    rf"did:web:(?P<host>{_HOST})(?:%3A(?P<port>[1-9][0-9]{{0,4}}))?(?P<path>(?::{_SEGMENT})*)"
)
_MAX_LENGTH: Final = 512
_MAX_HOST_LENGTH: Final = 253
_MAX_PORT: Final = 65_535
_MAX_METHODS: Final = 100


def did_web(host: str, *path: str) -> str:
    """The DID of a host (with `:port` when it is not 443) and path segments; raises InvalidIdentifier."""
    did = ":".join(("did:web", host.replace(":", "%3A"), *path))
    did_web_url(did)
    return did


def did_web_url(did: str) -> str:
    """Where the DID document is: always https (did:web 3.2). Raises InvalidIdentifier.

    Addresses in place of names, user names, upper case and escapes other than the port's are refused.
    """
    match = _DID.fullmatch(did) if len(did) <= _MAX_LENGTH else None
    if match is None or len(match["host"]) > _MAX_HOST_LENGTH:
        raise InvalidIdentifier
    port = match["port"]
    if port is not None and int(port) > _MAX_PORT:
        raise InvalidIdentifier
    authority = match["host"] if port is None else f"{match['host']}:{port}"
    path = match["path"].replace(":", "/") or "/.well-known"
    return f"https://{authority}{path}/did.json"


def build_did_document(did: str, keys: Sequence[IssuerKey]) -> dict[str, Any]:
    """The DID document (Controlled Identifiers 1.0) with all keys, retired ones included.

    A retired key stays in assertionMethod, because what it signed in its time stays true; a compromised one
    leaves it. Both carry `revoked`, the moment after which no new signature counts.
    """
    return {
        "@context": _CONTEXT,
        "id": did,
        "verificationMethod": [_write_method(did, key) for key in keys],
        "assertionMethod": [key.public.kid for key in keys if key.compromised_at is None],
    }


def build_jwks(keys: Sequence[IssuerKey]) -> dict[str, Any]:
    """The JWK set (RFC 7517 section 5) with the keys that were not compromised."""
    return {
        "keys": [{**key.public.to_jwk(), "kid": key.public.kid} for key in keys if key.compromised_at is None]
    }


def _write_method(did: str, key: IssuerKey) -> dict[str, Any]:
    method: dict[str, Any] = {
        "id": key.public.kid,
        "type": "JsonWebKey",
        "controller": did,
        "publicKeyJwk": key.public.to_jwk(),
    }
    revoked_at = key.compromised_at or key.retired_at
    if revoked_at is not None:
        method["revoked"] = format_time(revoked_at)
    return method


def parse_did_document(document: Mapping[str, Any], did: str) -> tuple[IssuerKey, ...]:
    """The keys that may sign for the DID; raises KeyNotTrusted when the document is of another DID or broken.

    Methods of kinds we do not support are left out. A revoked method counts as retired while it is still in
    assertionMethod, and as compromised when it is not.
    """
    if document.get("id") != did:
        raise KeyNotTrusted("The identity document is about another identity.")
    try:
        asserting = document.get("assertionMethod", [])
        if type(asserting) is not list:
            raise MalformedCredential
        embedded = [item for item in asserting if type(item) is dict]
        methods = _read_methods(document, did, embedded)
        named = {_absolute(item, did) for item in asserting if type(item) is str}
        named |= {_absolute(read_text(item, "id"), did) for item in embedded}
        keys = [_read_key(method, did, named) for method in methods]
    except (MalformedCredential, TimeInvalid) as error:
        raise KeyNotTrusted("The identity document is malformed.") from error
    return tuple([key for key in keys if key is not None])


def _read_methods(
    document: Mapping[str, Any], did: str, embedded: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    methods = [*read_nodes(document, "verificationMethod"), *embedded]
    if len(methods) > _MAX_METHODS:
        raise MalformedCredential("The identity document lists too many keys.")
    names = {_absolute(read_text(method, "id"), did) for method in methods}
    if len(names) != len(methods):
        raise MalformedCredential("The identity document names two keys alike.")
    return methods


def _read_key(method: Mapping[str, Any], did: str, asserting: set[str]) -> IssuerKey | None:
    if method.get("controller") != did:
        return None
    kid = _absolute(read_text(method, "id"), did)
    revoked_at = parse_time(method["revoked"]) if "revoked" in method else None
    if kid not in asserting and revoked_at is None:
        return None
    try:
        public = _read_public_key(method, kid)
    except KeyNotTrusted:
        return None
    retired_at = revoked_at if kid in asserting else None
    return IssuerKey(public, "any", ALWAYS, retired_at, revoked_at if kid not in asserting else None)


def _read_public_key(method: Mapping[str, Any], kid: str) -> PublicKey:
    jwk, encoded = method.get("publicKeyJwk"), method.get("publicKeyMultibase")
    if type(jwk) is dict and encoded is None:
        return PublicKey.from_jwk(jwk, kid=kid)
    if type(encoded) is str and jwk is None:
        try:
            public = parse_did_key(f"did:key:{encoded}")[0].public
        except InvalidIdentifier as error:
            raise KeyNotTrusted from error
        return PublicKey.from_raw(public.algorithm, public.raw, kid=kid)
    raise KeyNotTrusted


def _absolute(identifier: str, did: str) -> str:
    return did + identifier if identifier.startswith("#") else identifier
