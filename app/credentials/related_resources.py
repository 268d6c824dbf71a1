"""Related resources (VC Data Model 2.0 section 5.3): a credential may name the digests of what it builds upon."""

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final

from app.credentials.encoding import multibase
from app.credentials.errors import ContextNotAllowed, MalformedCredential
from app.credentials.linked_data.contexts import bundled_texts
from app.credentials.linked_data.iri import is_iri

_SRI: Final = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})")
# The codes of multihash, each with the length of the digest in bytes.
_MULTIHASH: Final = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}


def ensure_related_resources(document: Mapping[str, Any]) -> None:
    """Judge the member relatedResource, if there is one.

    Raises MalformedCredential on a resource without URL or digest or named twice, ContextNotAllowed when the
    digest of a bundled context is another one. Resources that are not bundled are never fetched.
    """
    value = document.get("relatedResource", [])
    seen: set[str] = set()
    for resource in value if type(value) is list else [value]:
        address = _read_address(resource)
        if address in seen:
            raise MalformedCredential("A related resource is named twice.")
        seen.add(address)
        digests = _read_digests(resource)
        texts = bundled_texts(address)
        if texts and not any(_fits(text, digests) for text in texts):
            raise ContextNotAllowed("A context is not the one that the credential was made with.")


def _read_address(resource: Any) -> str:
    address = resource.get("id") if type(resource) is dict else None
    if type(address) is not str or not is_iri(address):
        raise MalformedCredential("A related resource has no URL.")
    return address


def _read_digests(resource: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    digests = []
    if "digestSRI" in resource:
        digests.append(_read_sri(resource["digestSRI"]))
    if "digestMultibase" in resource:
        digests.append(_read_multihash(resource["digestMultibase"]))
    if not digests:
        raise MalformedCredential("A related resource has no digest.")
    return digests


def _read_sri(value: Any) -> tuple[str, bytes]:
    """Subresource Integrity section 3.5, one hash."""
    found = _SRI.fullmatch(value) if type(value) is str else None
    if found is None:
        raise MalformedCredential("A digestSRI is not one hash.")
    try:
        return found[1], base64.b64decode(found[2])
    except ValueError as error:
        raise MalformedCredential("A digestSRI is not one hash.") from error


def _read_multihash(value: Any) -> tuple[str, bytes]:
    try:
        raw = multibase.decode(value) if type(value) is str else b""
    except ValueError as error:
        raise MalformedCredential("A digestMultibase cannot be read.") from error
    name = _MULTIHASH.get(raw[:2])
    if name is None:
        raise MalformedCredential("A digestMultibase is of an unknown kind.")
    return name, raw[2:]


def _fits(text: bytes, digests: list[tuple[str, bytes]]) -> bool:
    return all(hashlib.new(name, text).digest() == digest for name, digest in digests)
