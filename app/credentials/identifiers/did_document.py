"""DID documents (Controlled Identifiers 1.0): written for the keys of an issuer, and read with suspicion."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.credentials.errors import InvalidIdentifier, KeyNotTrusted, MalformedCredential, TimeInvalid
from app.credentials.identifiers.did_key import ALWAYS, parse_did_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import IssuerKey
from app.credentials.reading import read_nodes, read_text
from app.credentials.times import format_time, parse_time

ASSERTION: Final = "assertionMethod"
AUTHENTICATION: Final = "authentication"
_CONTEXT: Final = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"]
# Controlled Identifiers 1.0 section 2.2.1, and the names that the same things had before.
_JWK_TYPES: Final = frozenset({"JsonWebKey", "JsonWebKey2020"})
_MULTIKEY_TYPES: Final = frozenset({"Multikey", "Ed25519VerificationKey2020"})
_MAX_METHODS: Final = 100


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


def parse_did_document(
    document: Mapping[str, Any], did: str, *, relationship: str = ASSERTION
) -> tuple[IssuerKey, ...]:
    """The keys that the DID names for a relationship (assertionMethod, authentication).

    Methods of kinds we do not support are left out. A method that was revoked or has expired counts as
    retired while it is still in the relationship, and as compromised when it is not. Raises KeyNotTrusted
    when the document is of another DID, broken, or names more than a hundred keys.
    """
    if document.get("id") != did:
        raise KeyNotTrusted("The identity document is about another identity.")
    try:
        named_methods = document.get(relationship, [])
        if type(named_methods) is not list or len(named_methods) > _MAX_METHODS:
            raise MalformedCredential
        embedded = [item for item in named_methods if type(item) is dict]
        methods = _read_methods(document, did, embedded)
        named = {_absolute(item, did) for item in named_methods if type(item) is str}
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


def _read_key(method: Mapping[str, Any], did: str, named: set[str]) -> IssuerKey | None:
    if method.get("controller") != did:
        return None
    kid = _absolute(read_text(method, "id"), did)
    ends = [parse_time(method[name]) for name in ("revoked", "expires") if name in method]
    ended_at = min(ends, default=None)
    if kid not in named and "revoked" not in method:
        return None
    try:
        public = _read_public_key(method, kid)
    except KeyNotTrusted:
        return None
    if kid in named:
        return IssuerKey(public, "any", ALWAYS, ended_at, None)
    return IssuerKey(public, "any", ALWAYS, None, ended_at)


def _read_public_key(method: Mapping[str, Any], kid: str) -> PublicKey:
    kind, jwk, encoded = method.get("type"), method.get("publicKeyJwk"), method.get("publicKeyMultibase")
    if kind in _JWK_TYPES and type(jwk) is dict and encoded is None:
        return PublicKey.from_jwk(jwk, kid=kid)
    if kind in _MULTIKEY_TYPES and type(encoded) is str and jwk is None:
        try:
            public = parse_did_key(f"did:key:{encoded}")[0].public
        except InvalidIdentifier as error:
            raise KeyNotTrusted from error
        return PublicKey.from_raw(public.algorithm, public.raw, kid=kid)
    raise KeyNotTrusted


def _absolute(identifier: str, did: str) -> str:
    return did + identifier if identifier.startswith("#") else identifier
