"""What every signed format offers: recognise, read without believing, prove with a key, secure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NewType, Protocol

from app.credentials.keys.jwk import PublicKey
from app.credentials.model import Credential, SecuredCredential
from app.credentials.policy import DocumentProfile, VerificationPolicy
from app.credentials.ports import Signer
from app.credentials.status.entry import StatusEntry, find_status_entries

UnverifiedClaims = NewType("UnverifiedClaims", dict[str, Any])
VerifiedClaims = NewType("VerifiedClaims", dict[str, Any])


@dataclass(frozen=True, slots=True)
class UnverifiedCredential:
    """A credential that was read strictly but not proven: good for gathering materials, for nothing else.

    `claims` is the document, `registered` the claims of the token around it (RFC 7519 section 4.1).
    """

    format: str
    header: Mapping[str, Any]
    claims: UnverifiedClaims
    registered: Mapping[str, Any]
    issuer_id: str
    kid: str
    algorithm: str
    credential_id: str
    raw: bytes = field(repr=False)
    signed_bytes: bytes = field(repr=False)
    signature: bytes = field(repr=False)

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

    def is_proven_by(self, unverified: UnverifiedCredential, key: PublicKey) -> bool:
        """Whether the key made the proof, with the key's own algorithm."""

    def secure(self, credential: Credential | Mapping[str, Any], signer: Signer) -> SecuredCredential:
        """Sign a credential, or a document of another profile."""
