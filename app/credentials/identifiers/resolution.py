"""Resolving identifiers without a network: the DID syntax, and documents of identifiers that are their own key.

DID Core 1.1 section 3.1; did:key and did:jwk method specifications; DID Resolution 1.0 leaves the rest to the
floors above.
"""

import re
from typing import Any, Final

from app.credentials.errors import InvalidIdentifier
from app.credentials.identifiers.did_jwk import parse_did_jwk, read_jwk
from app.credentials.identifiers.did_key import parse_did_key

MAX_DID_LENGTH: Final = 4_096
_ID: Final = r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})"
_DID: Final = re.compile(rf"did:(?P<method>[a-z0-9]+):(?:{_ID}*:)*{_ID}+")
_CONTEXT: Final = "https://www.w3.org/ns/did/v1"
_SIGNING: Final = ("assertionMethod", "authentication", "capabilityInvocation", "capabilityDelegation")


def did_method(did: str) -> str:
    """The method of a DID; raises InvalidIdentifier for anything but a DID, such as a DID URL."""
    match = _DID.fullmatch(did) if len(did) <= MAX_DID_LENGTH else None
    if match is None:
        raise InvalidIdentifier("This is not a DID.")
    return match["method"]


def build_did_key_document(did: str) -> dict[str, Any]:
    """The document of a did:key with its key as a Multikey.

    Raises InvalidIdentifier, or KeyNotTrusted for a weak or malformed key. A key for encryption is not derived
    from it, which the method leaves open.
    """
    (key,) = parse_did_key(did)
    method = {
        "id": key.public.kid,
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": did.removeprefix("did:key:"),
    }
    return _describe(did, "https://w3id.org/security/multikey/v1", method, _SIGNING)


def build_did_jwk_document(did: str) -> dict[str, Any]:
    """The document of a did:jwk, with the relationships that the use of its key allows.

    Raises InvalidIdentifier, or KeyNotTrusted for a refused key; a key for encryption alone is refused too.
    """
    (key,) = parse_did_jwk(did)
    jwk = read_jwk(did)
    method = {"id": key.public.kid, "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": jwk}
    named = _SIGNING if jwk.get("use") == "sig" else (*_SIGNING, "keyAgreement")
    return _describe(did, "https://w3id.org/security/suites/jws-2020/v1", method, named)


def _describe(
    did: str, context: str, method: dict[str, Any], relationships: tuple[str, ...]
) -> dict[str, Any]:
    document: dict[str, Any] = {"@context": [_CONTEXT, context], "id": did, "verificationMethod": [method]}
    return document | {name: [method["id"]] for name in relationships}
