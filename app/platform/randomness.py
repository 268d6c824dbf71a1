"""Random bytes, numbers and ids, injected everywhere."""

import random
import secrets
from typing import Protocol
from uuid import UUID


class Randomness(Protocol):
    """Where unpredictable values come from."""

    def token(self, size: int) -> bytes:
        """`size` random bytes."""

    def below(self, limit: int) -> int:
        """A random whole number from 0 up to, not including, `limit`."""

    def uuid(self) -> UUID:
        """A random UUID, version 4."""


class SystemRandomness:
    """The operating system's cryptographic generator."""

    def token(self, size: int) -> bytes:
        """`size` random bytes."""
        return secrets.token_bytes(size)

    def below(self, limit: int) -> int:
        """A random whole number below `limit`."""
        return secrets.randbelow(limit)

    def uuid(self) -> UUID:
        """A random UUID, version 4 (RFC 9562, section 5.4)."""
        return UUID(bytes=secrets.token_bytes(16), version=4)


class SeededRandomness:
    """The same values for the same seed; for tests only, never for secrets."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose, never used for a secret

    def token(self, size: int) -> bytes:
        """`size` bytes of the sequence."""
        return self._random.randbytes(size)

    def below(self, limit: int) -> int:
        """The next number of the sequence below `limit`."""
        return self._random.randrange(limit)

    def uuid(self) -> UUID:
        """The next UUID of the sequence."""
        return UUID(bytes=self._random.randbytes(16), version=4)
