"""Enveloped credentials and presentations (VCDM 2.0 sections 4.13.1 and 4.13.2): a signed text in a data: URL."""

import re
from collections.abc import Mapping
from typing import Any, Final

from app.credentials.encoding import strict_json
from app.credentials.errors import MalformedCredential, UnknownFormat
from app.credentials.formats.base import Format, UnverifiedCredential, UnverifiedProof
from app.credentials.keys.jwk import PublicKey
from app.credentials.model import CREDENTIALS_CONTEXT, Credential, SecuredCredential
from app.credentials.policy import DocumentProfile, VerificationPolicy
from app.credentials.ports import Signer
from app.credentials.reading import read_text
from app.credentials.statement import Statement

ENVELOPED_CREDENTIAL: Final = "EnvelopedVerifiableCredential"
ENVELOPED_PRESENTATION: Final = "EnvelopedVerifiablePresentation"
_MARK: Final = f'"{ENVELOPED_CREDENTIAL}"'.encode("ascii")
_MEMBERS: Final = frozenset({"@context", "id", "type"})
# The characters of compact JWS and SD-JWT need no escape in a URL, so there is one spelling.
_DATA_URL: Final = re.compile(r"data:application/((?:vc|vp|dc)\+(?:sd-)?jwt),([A-Za-z0-9_.~-]+)")


def envelop(secured: SecuredCredential, *, kind: str = ENVELOPED_CREDENTIAL) -> dict[str, Any]:
    """Wrap a signed text whose format is the name of its media type, such as vc+jwt; raises ValueError for others."""
    url = f"data:application/{secured.format},{secured.text}"
    if _DATA_URL.fullmatch(url) is None:
        raise ValueError("only JWT and SD-JWT forms are enveloped")
    return {"@context": CREDENTIALS_CONTEXT, "id": url, "type": kind}


def is_enveloped(node: Mapping[str, Any], *, kind: str = ENVELOPED_CREDENTIAL) -> bool:
    """Whether an object says that it is an envelope."""
    types = node.get("type")
    return types == kind or (type(types) is list and kind in types)


def open_envelope(node: Mapping[str, Any], *, kind: str = ENVELOPED_CREDENTIAL) -> tuple[str, bytes]:
    """The format and the signed text in an envelope; raises MalformedCredential for anything beside them."""
    contexts = node.get("@context")
    if node.keys() - _MEMBERS or node.get("type") not in (kind, [kind]):
        raise MalformedCredential("The envelope holds more than one signed text.")
    if contexts not in (CREDENTIALS_CONTEXT, [CREDENTIALS_CONTEXT]):
        raise MalformedCredential("The envelope is not of the data model 2.0.")
    found = _DATA_URL.fullmatch(read_text(node, "id"))
    if found is None:
        raise MalformedCredential("The envelope holds no signed text of a known form.")
    return found[1], found[2].encode("ascii")


class Enveloped:
    """The format `enveloped`: reads the signed text inside, and is then no longer seen."""

    name: str = "enveloped"

    def __init__(self, inner: tuple[Format, ...]) -> None:
        """Take the formats that may stand in an envelope."""
        self._inner = inner

    def recognises(self, text: bytes) -> bool:
        """A JSON object of the type of an envelope, without a proof of its own."""
        return text.startswith(b"{") and _MARK in text and b'"proof"' not in text

    def read(
        self, text: bytes, *, policy: VerificationPolicy, profile: DocumentProfile
    ) -> UnverifiedCredential:
        """Open the envelope and read what is in it; the result is of the inner format. Raises CredentialError."""
        node = strict_json.load_object(text, max_bytes=policy.max_bytes, max_depth=policy.max_depth)
        name, signed = open_envelope(node)
        # The same text is read alike with and without an envelope, so the media type only confirms its format.
        found = next((candidate for candidate in self._inner if candidate.recognises(signed)), None)
        if found is None or found.name != name or name not in policy.formats:
            raise UnknownFormat
        return found.read(signed, policy=policy, profile=profile)

    def is_proven_by(self, unverified: UnverifiedCredential, proof: UnverifiedProof, key: PublicKey) -> bool:
        """Never: an envelope has no proof of its own."""
        return False

    def interpret(self, unverified: UnverifiedCredential) -> Statement:
        """Raises UnknownFormat: what is in the envelope is interpreted by its own format."""
        raise UnknownFormat

    def secure(self, credential: Credential | Mapping[str, Any], signer: Signer) -> SecuredCredential:
        """Raises UnknownFormat: sign in another format, then `envelop`."""
        raise UnknownFormat
