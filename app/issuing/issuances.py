"""A row of the ledger and the bytes sealed in it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.model import SecuredCredential
from app.issuing.documents import status_list_url
from app.platform.errors import Erased
from app.platform.vault import DataKey, Vault


@dataclass(frozen=True, slots=True)
class Issuance:
    """One credential in the ledger: reserved (planned), signed (real) or void (never happened).

    `ladder_version` says by which version of the levels it was measured; None of rows that are older than that.
    """

    organisation_id: UUID
    id: UUID
    idempotency_key: str
    request_digest: bytes
    profile_version: int
    format: str
    tbs_sealed: bytes
    tbs_digest: bytes
    signature: bytes | None
    key_id: UUID
    state: str
    recipient_id: UUID
    data_key_wrapped: bytes
    achievement_id: UUID
    achievement_version: int
    level: int
    batch_id: UUID | None
    status_list_id: UUID
    status_index: int
    issued_at: datetime
    valid_from: datetime
    valid_until: datetime | None
    created_at: datetime
    ladder_version: int | None = None
    assessor_mandate_id: UUID | None = None
    second_mandate_id: UUID | None = None
    claim_id: UUID | None = None
    supersedes_id: UUID | None = None
    erased_at: datetime | None = None

    def status_list_url(self, public_url: str) -> str:
        """Where the revocation status of this credential is published."""
        return status_list_url(public_url, self.status_list_id, "revocation")


@dataclass(frozen=True, slots=True)
class IssuedCredential:
    """A signed credential with what its issuer's answer and the holder's passport need to know of it."""

    issuance: Issuance
    secured: SecuredCredential
    is_replay: bool = False
    holder_id: UUID | None = None

    @property
    def id(self) -> UUID:
        return self.issuance.id

    @property
    def organisation_id(self) -> UUID:
        return self.issuance.organisation_id


def recipient_context(organisation_id: UUID, recipient_id: UUID, column: str) -> str:
    """What the ciphertext of a recipient's column is bound to."""
    return f"recipients/{column}/{organisation_id}/{recipient_id}"


def tbs_context(organisation_id: UUID, credential_id: UUID) -> str:
    """What the sealed signing input of a ledger row is bound to."""
    return f"issuances/tbs_sealed/{organisation_id}/{credential_id}"


def data_key_of(vault: Vault, issuance: Issuance) -> DataKey:
    """The data key of the recipient. Raises Erased, and SealBroken when it was wrapped for another row."""
    if issuance.erased_at is not None:
        raise Erased
    context = recipient_context(issuance.organisation_id, issuance.recipient_id, "data_key_wrapped")
    return vault.data_key(issuance.data_key_wrapped, context=context)


def open_signing_input(vault: Vault, issuance: Issuance) -> bytes:
    """The exact bytes that were planned to be signed. Raises Erased, and SealBroken when they were changed."""
    context = tbs_context(issuance.organisation_id, issuance.id)
    return data_key_of(vault, issuance).open(issuance.tbs_sealed, context=context)


def is_intact(issuance: Issuance, signing_input: bytes) -> bool:
    """Whether the bytes are those of which the ledger keeps the digest in clear."""
    return sha256(signing_input).digest() == issuance.tbs_digest


def assemble(vault: Vault, issuance: Issuance, *, is_replay: bool = False) -> IssuedCredential:
    """The credential of a signed row, rebuilt from its bytes. Raises Erased, and ValueError when it is not signed."""
    if issuance.signature is None:
        raise ValueError("an unsigned issuance has no credential")
    secured = VcJwt.assemble(open_signing_input(vault, issuance), issuance.signature)
    return IssuedCredential(issuance=issuance, secured=secured, is_replay=is_replay)
