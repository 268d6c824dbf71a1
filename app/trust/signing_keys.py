"""What a signing key is, and in which part of its life it is at a moment."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final
from uuid import UUID

import orjson

from app.credentials.keys.algorithms import Algorithm
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import IssuerKey
from app.trust.models import SigningKeyRecord

_THUMBPRINT_MEMBERS: Final = ("crv", "kty", "x", "y")


class KeyPurpose(StrEnum):
    """What a key may sign; one key never serves two purposes."""

    CREDENTIAL = "credential"
    # Wallets and selective disclosure want ECDSA on P-256, beside the key that signs the rest.
    CREDENTIAL_P256 = "credential-p256"
    STATUS_LIST = "status-list"

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm of its first key."""
        return Algorithm.ES256 if self is KeyPurpose.CREDENTIAL_P256 else Algorithm.EDDSA


class KeyState(StrEnum):
    """The life of a key: published, then signing, then only verifying; or never to be believed again."""

    PRE_ACTIVE = "pre-active"
    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key without its secret part."""

    id: UUID
    kid: str
    purpose: KeyPurpose
    algorithm: str
    public: PublicKey
    created_at: datetime
    valid_from: datetime
    retired_at: datetime | None
    compromised_at: datetime | None

    def state(self, now: datetime) -> KeyState:
        """In which part of its life the key is."""
        if self.compromised_at is not None:
            return KeyState.COMPROMISED
        if self.retired_at is not None and self.retired_at <= now:
            return KeyState.RETIRED
        return KeyState.ACTIVE if self.valid_from <= now else KeyState.PRE_ACTIVE

    def to_issuer_key(self) -> IssuerKey:
        """The key as a verifier sees it: what may sign credentials may sign them in any form."""
        purpose = KeyPurpose.STATUS_LIST if self.purpose is KeyPurpose.STATUS_LIST else KeyPurpose.CREDENTIAL
        return IssuerKey(self.public, purpose, self.valid_from, self.retired_at, self.compromised_at)


def find_active(keys: Iterable[SigningKey], now: datetime) -> SigningKey | None:
    """The key that signs now: of those in force, the one that came into force last."""
    active = [key for key in keys if key.state(now) is KeyState.ACTIVE]
    # Two that came into force at the same moment: the one without an end is the next of the other.
    return max(active, key=lambda key: (key.valid_from, key.retired_at is None, key.created_at), default=None)


def find_next(keys: Iterable[SigningKey], now: datetime) -> SigningKey | None:
    """The key that is published already and will take over first."""
    waiting = [key for key in keys if key.state(now) is KeyState.PRE_ACTIVE]
    return min(waiting, key=lambda key: key.valid_from, default=None)


def thumbprint(public: PublicKey) -> str:
    """RFC 7638 over SHA-256, in base64url: the fragment of a kid, the same for the same key for ever."""
    jwk = public.to_jwk()
    members = {name: jwk[name] for name in _THUMBPRINT_MEMBERS if name in jwk}
    return urlsafe_b64encode(sha256(orjson.dumps(members)).digest()).rstrip(b"=").decode("ascii")


def read_signing_key(record: SigningKeyRecord) -> SigningKey:
    """The key in a row. Raises KeyNotTrusted when the row was tampered with into no key at all."""
    return SigningKey(
        id=record.id,
        kid=record.kid,
        purpose=KeyPurpose(record.purpose),
        algorithm=record.algorithm,
        public=PublicKey.from_jwk(record.public_jwk, kid=record.kid),
        created_at=record.created_at,
        valid_from=record.valid_from,
        retired_at=record.retired_at,
        compromised_at=record.compromised_at,
    )
