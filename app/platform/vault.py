"""Secrets at rest: AES-256-GCM under versioned keys, every ciphertext bound to its place."""

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from hmac import digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.platform.randomness import Randomness

NONCE_BYTES = 12
KEY_BYTES = 32
DATA_KEY_VERSION = b"\x00\x00"
MOST_DATA_KEYS = 10_000


class SealBroken(Exception):
    """A ciphertext was changed, moved to another place, or sealed under a key we do not have."""


class _Cipher:
    def __init__(self, key: bytes, randomness: Randomness) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a sealing key has 32 bytes")
        self._aead, self._randomness = AESGCM(key), randomness

    def seal(self, version: bytes, plaintext: bytes, context: str) -> bytes:
        nonce = self._randomness.token(NONCE_BYTES)
        return version + nonce + self._aead.encrypt(nonce, plaintext, version + context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        version, nonce, rest = sealed[:2], sealed[2 : 2 + NONCE_BYTES], sealed[2 + NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, rest, version + context.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(context) from error


class DataKey:
    """One person's key; destroying its wrapped form makes all that it sealed unreadable."""

    __slots__ = ("_key", "_randomness")

    def __init__(self, key: bytes, randomness: Randomness) -> None:
        self._key, self._randomness = key, randomness

    def seal(self, plaintext: bytes, *, context: str) -> bytes:
        """Encrypts for one place: `context` names table, column, owner and row."""
        return self._cipher().seal(DATA_KEY_VERSION, plaintext, context)

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """Decrypts. Raises SealBroken unless it was sealed by this key for this place."""
        return self._cipher().open(bytes(sealed), context)

    def _cipher(self) -> _Cipher:
        # Made anew in 2 microseconds: thousands of keys are remembered, and a cipher holds 3 kB.
        return _Cipher(self._key, self._randomness)


class Vault:
    """Holds the key-encryption keys by version; `current` is the version that seals."""

    def __init__(
        self, key_encryption_keys: Mapping[int, bytes], current: int, randomness: Randomness
    ) -> None:
        self._ciphers = {version: _Cipher(key, randomness) for version, key in key_encryption_keys.items()}
        if current not in self._ciphers:
            raise ValueError(f"there is no key-encryption key of version {current}")
        self.current = current
        self._current_key = key_encryption_keys[current]
        self._randomness = randomness
        self._data_keys: OrderedDict[bytes, DataKey] = OrderedDict()

    def seal(self, plaintext: bytes, *, context: str) -> bytes:
        """Encrypts under the current key, bound to `context` (table/column/organisation/row)."""
        return self._ciphers[self.current].seal(self.current.to_bytes(2, "big"), plaintext, context)

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """Decrypts under the key whose version it carries. Raises SealBroken."""
        cipher = self._ciphers.get(int.from_bytes(sealed[:2], "big"))
        if cipher is None:
            raise SealBroken(f"no key of this version for {context}")
        return cipher.open(bytes(sealed), context)

    def new_data_key(self, *, context: str) -> tuple[DataKey, bytes]:
        """A fresh data key: ready to use, and wrapped for the row."""
        key = self._randomness.token(KEY_BYTES)
        wrapped = self.seal(key, context=context)
        return self._remember(wrapped + context.encode(), key), wrapped

    def data_key(self, wrapped: bytes, *, context: str) -> DataKey:
        """Unwraps a data key; the last ones used are remembered. Raises SealBroken."""
        place = bytes(wrapped) + context.encode()
        found = self._data_keys.get(place)
        return found or self._remember(place, self.open(wrapped, context=context))

    def fingerprint(self, plaintext: bytes, *, purpose: str) -> bytes:
        """HMAC-SHA256 (RFC 2104) under a key derived from the current one, to recognise what is seen again soon.

        Another key-encryption key gives other fingerprints: keep none that must be found for longer.
        """
        key = digest(self._current_key, b"fingerprint\0" + purpose.encode(), sha256)
        return digest(key, plaintext, sha256)

    def _remember(self, place: bytes, key: bytes) -> DataKey:
        data_key = self._data_keys[place] = DataKey(key, self._randomness)
        if len(self._data_keys) > MOST_DATA_KEYS:
            self._data_keys.popitem(last=False)
        return data_key
