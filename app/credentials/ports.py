"""What this room asks of the floors above it."""

from typing import Protocol


class Signer(Protocol):
    """Signs bytes with one key; the key itself may live elsewhere (a vault, an HSM)."""

    @property
    def kid(self) -> str:
        """The absolute DID URL of the verification method."""

    @property
    def algorithm(self) -> str:
        """A name from the closed list: EdDSA or ES256."""

    def sign(self, message: bytes) -> bytes:
        """Sign the message; the answer has the JWS form (RFC 7518 section 3.4, RFC 8037 section 3.1)."""


class Randomness(Protocol):
    """A source of unpredictable bytes."""

    def token(self, size: int) -> bytes:
        """Return `size` random bytes."""
