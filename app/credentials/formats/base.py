"""What every signed format offers: recognise, read without believing, prove with a key, interpret, secure."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, NewType, Protocol

from app.credentials.errors import KidIssuerMismatch
from app.credentials.keys.jwk import PublicKey
from app.credentials.model import Credential, SecuredCredential
from app.credentials.policy import DocumentProfile, VerificationPolicy
from app.credentials.ports import Signer
from app.credentials.schemas import SchemaRegistry
from app.credentials.statement import Statement
from app.credentials.status.entry import StatusEntry, find_status_entries

UnverifiedClaims = NewType("UnverifiedClaims", dict[str, Any])
VerifiedClaims = NewType("VerifiedClaims", dict[str, Any])

_DID_URL: Final = re.compile(r"(did:[a-z0-9]+:[A-Za-z0-9._:%-]+)#[A-Za-z0-9._:%-]+")


class UnverifiedProof(NamedTuple):
    """One proof as it stands in the text: which key, which algorithm, and the signature, all unproven.

    `options` is the protected header of a token, or the whole proof object of Data Integrity.
    `signed_bytes` are those of a token; for other formats they are empty, and computed when a key is there.
    """

    kid: str
    algorithm: str
    options: Mapping[str, Any]
    signature: bytes
    signed_bytes: bytes = b""
    expires: datetime | None = None
    cryptosuite: str | None = None

    def __repr__(self) -> str:
        return f"UnverifiedProof({self.kid}, {self.algorithm})"


class UnverifiedCredential(NamedTuple):
    """A credential that was read strictly but not proven: good for gathering materials, for nothing else.

    `claims` is the document, `registered` the claims of the token around it (RFC 7519 section 4.1). Every one
    of the `proofs` has to hold, and there is at least one. It is partial when the holder may have left out any member
    that the issuer did not protect, so that nothing follows from the absence of one. It `follows` the schema that
    the reader held it against, if there was one and it did.
    """

    format: str
    profile: DocumentProfile
    claims: UnverifiedClaims
    registered: Mapping[str, Any]
    issuer_id: str
    credential_id: str
    proofs: tuple[UnverifiedProof, ...]
    raw: bytes
    is_partial: bool = False
    follows: SchemaRegistry | None = None

    def __repr__(self) -> str:
        # What is in a credential does not belong in a log.
        return f"UnverifiedCredential({self.format}, {self.credential_id})"

    @property
    def kid(self) -> str:
        """The absolute DID URL of the key of the first proof."""
        return self.proofs[0].kid

    @property
    def algorithm(self) -> str:
        """The algorithm of the first proof."""
        return self.proofs[0].algorithm

    @property
    def status_entries(self) -> tuple[StatusEntry, ...]:
        """Which status lists to gather; entries that cannot be read are left to the verification."""
        return find_status_entries(self.claims)


class Format(Protocol):
    """One signed format, registered once in `registry.py`."""

    name: str

    def recognises(self, text: bytes) -> bool:
        """Whether the text has the outer shape of this format; cheap."""

    def read(
        self, text: bytes, *, policy: VerificationPolicy, profile: DocumentProfile
    ) -> UnverifiedCredential:
        """Parse strictly without believing anything; raises CredentialError."""

    def is_proven_by(self, unverified: UnverifiedCredential, proof: UnverifiedProof, key: PublicKey) -> bool:
        """Whether the key made this proof, with the key's own algorithm.

        Raises CredentialError when what the proof covers cannot be computed.
        """

    def interpret(self, unverified: UnverifiedCredential) -> Statement:
        """What the proven document says; raises CredentialError when it contradicts itself."""

    def secure(self, credential: Credential | Mapping[str, Any], signer: Signer) -> SecuredCredential:
        """Sign a credential, or a document of another profile."""


def ensure_key_of_issuer(kid: object, issuer_id: str) -> str:
    """The kid, when it is the absolute DID URL of a key of the issuer (A06); raises KidIssuerMismatch."""
    named = _DID_URL.fullmatch(kid) if type(kid) is str else None
    if named is None or named[1] != issuer_id:
        raise KidIssuerMismatch
    return named[0]
