"""What the routes of trust read and answer."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime

from app.trust.signing_keys import KeyPurpose, KeyState
from app.web.schemas import Body, View


class Algorithm(StrEnum):
    """JWS names (RFC 7518, RFC 8037)."""

    # Fewer than the core knows: a key of ours signs tokens too, and no token is signed with ES384.
    EDDSA = "EdDSA"
    ES256 = "ES256"


class SigningKeyView(View):
    """A signing key without its secret part."""

    id: UUID
    kid: str
    purpose: KeyPurpose
    algorithm: Algorithm
    state: KeyState
    public_jwk: dict[str, Any]
    created_at: datetime
    valid_from: datetime
    retired_at: datetime | None
    compromised_at: datetime | None


class RotateKeyBody(Body):
    """Which purpose gets a next key; without `algorithm` it is that of the key before."""

    purpose: KeyPurpose = KeyPurpose.CREDENTIAL
    algorithm: Algorithm | None = None


class CompromiseKeyBody(Body):
    """Since when the key is not to be believed; without it, from now."""

    compromised_at: AwareDatetime | None = None
