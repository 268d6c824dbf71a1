"""Resolving DIDs for others: W3C DID Resolution 1.0, with the document and the words for each failure."""

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from app.credentials.encoding import strict_json
from app.credentials.errors import InvalidIdentifier, KeyNotTrusted
from app.credentials.identifiers.did_web import did_web_url
from app.credentials.identifiers.resolution import (
    build_did_jwk_document,
    build_did_key_document,
    did_method,
)
from app.credentials.materials import Unavailable
from app.platform.context import Context
from app.platform.errors import NotFound
from app.trust.did_documents import load_did_document
from app.trust.identity import find_local_slug
from app.trust.resolve import fetch_document

RESULT_TYPE: Final = "application/did-resolution"
DOCUMENT_TYPES: Final = ("application/did", "application/did+json", "application/did+ld+json")
_SERVED: Final = {
    **{kind: kind for kind in (RESULT_TYPE, *DOCUMENT_TYPES)},
    **dict.fromkeys(("*/*", "application/*", "application/json", "application/ld+json"), RESULT_TYPE),
}
_QUALITY: Final = re.compile(r";\s*q=([01](?:\.[0-9]{0,3})?)\s*(?:;|$)")
_ERROR: Final = "https://www.w3.org/ns/did#"


class Failure(Enum):
    """Why there is no document: the name of DID Resolution (section 10), its HTTP status and its title."""

    INVALID_DID = (400, "The identifier is not a valid DID.")
    NOT_FOUND = (404, "There is no DID document for this DID.")
    REPRESENTATION_NOT_SUPPORTED = (406, "The DID document is not available in that form.")
    FEATURE_NOT_SUPPORTED = (501, "Resolution options are not supported.")
    METHOD_NOT_SUPPORTED = (501, "This DID method is not supported.")
    INVALID_DID_DOCUMENT = (502, "What the address of the DID shows is not its DID document.")

    @property
    def status(self) -> int:
        """The status of the answer over HTTP."""
        return self.value[0]

    @property
    def title(self) -> str:
        """One sentence for a developer."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Resolution:
    """A DID document, or the reason why there is none."""

    document: dict[str, Any] | None = None
    failure: Failure | None = None
    metadata: dict[str, Any] = field(default_factory=dict)

    def to_result(self, content_type: str) -> dict[str, Any]:
        """The DID resolution result (section 4); `content_type` is that of the document in it."""
        if self.failure is None:
            told: dict[str, Any] = {"contentType": content_type}
        else:
            told = {"error": {"type": _ERROR + self.failure.name, "title": self.failure.title}}
        return {
            "didResolutionMetadata": told,
            "didDocument": self.document,
            "didDocumentMetadata": self.metadata,
        }


def read_did(raw_path: bytes, decoded: str, *, start: str = "/1.0/identifiers/") -> str:
    """The DID at the end of a path as it was sent: a port in a did:web keeps its `%3A`.

    A DID that was escaped as a whole is read back once (DID Resolution, HTTPS binding, step 3).
    """
    _, _, sent = raw_path.decode("ascii", "replace").partition(start)
    return sent if sent.startswith("did:") else decoded


def choose_type(accept: str | None) -> str | None:
    """The media type of the answer for an Accept header (RFC 9110 section 12.5.1); None when there is none.

    Whoever does not care gets the whole result, in which the metadata are.
    """
    offers = [offer.strip().lower() for offer in (accept or "*/*").split(",")]
    wanted = sorted(
        ((_quality(offer), offer.partition(";")[0].strip()) for offer in offers), reverse=True, key=_first
    )
    for quality, kind in wanted:
        if quality > 0 and kind in _SERVED:
            return _SERVED[kind]
    return None


def _first(pair: tuple[float, str]) -> float:
    return pair[0]


def _quality(offer: str) -> float:
    match = _QUALITY.search(offer)
    return 1.0 if match is None else float(match[1])


async def resolve_did(context: Context, did: str) -> Resolution:
    """The DID document: of ours from the database, of did:key and did:jwk from the DID, of others by the web."""
    try:
        method = did_method(did)
        if method == "key":
            return Resolution(build_did_key_document(did))
        if method == "jwk":
            return Resolution(build_did_jwk_document(did))
        if method == "web":
            did_web_url(did)
            return await _resolve_web(context, did)
    except (InvalidIdentifier, KeyNotTrusted):
        return Resolution(failure=Failure.INVALID_DID)
    return Resolution(failure=Failure.METHOD_NOT_SUPPORTED)


async def _resolve_web(context: Context, did: str) -> Resolution:
    slug = find_local_slug(context.settings, did)
    if slug is not None:
        return await _resolve_local(context, slug)
    document = await fetch_document(context, did)
    if isinstance(document, Unavailable):
        return Resolution(failure=Failure.NOT_FOUND)
    if document.get("id") != did:
        return Resolution(failure=Failure.INVALID_DID_DOCUMENT)
    return Resolution(document)


async def _resolve_local(context: Context, slug: str) -> Resolution:
    try:
        published = await load_did_document(context, slug)
    except NotFound:
        return Resolution(failure=Failure.NOT_FOUND)
    document = strict_json.load_object(published.body, max_bytes=len(published.body))
    return Resolution(document, metadata={"versionId": published.etag.strip('"')})
