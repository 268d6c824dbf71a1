"""A signer whose key is in this process."""

from dataclasses import dataclass, field

from app.credentials.keys.algorithms import Algorithm, PrivateKey, algorithm_of, sign
from app.credentials.keys.jwk import PublicKey


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """Implements `ports.Signer` with a private key object; the key never shows in its text."""

    kid: str
    private: PrivateKey = field(repr=False, compare=False)

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm of the key."""
        return algorithm_of(self.private)

    @property
    def public(self) -> PublicKey:
        """The public half, under the same kid."""
        return PublicKey.of(self.private, kid=self.kid)

    def sign(self, message: bytes) -> bytes:
        """Sign in JWS form."""
        return sign(self.private, message)
