"""The values of ecdsa-sd-2023 proofs: base and derived, as bytes (VC-DI-ECDSA sections 3.5.2 to 3.5.8)."""

from dataclasses import dataclass
from typing import Any, Final

from app.credentials.encoding import base64url, cbor, multibase
from app.credentials.errors import KeyNotTrusted, MalformedProof
from app.credentials.keys.algorithms import Algorithm
from app.credentials.keys.jwk import PublicKey

BASE: Final = b"\xd9\x5d\x00"
DERIVED: Final = b"\xd9\x5d\x01"
_P256_MULTIKEY: Final = b"\x80\x24"
_SIGNATURE_BYTES: Final = 64
_KEY_BYTES: Final = 35
_HMAC_BYTES: Final = 32
_LABEL: Final = "_:c14n"


@dataclass(frozen=True, slots=True)
class BaseValue:
    """What the issuer gives the holder: everything that is needed to disclose any part.

    `proof_key` is the public key, in Multikey form, that made the signatures of the single quads.
    """

    signature: bytes
    proof_key: bytes
    hmac_key: bytes
    signatures: tuple[bytes, ...]
    mandatory: tuple[str, ...]

    def encode(self) -> bytes:
        """The bytes with their header."""
        parts = [self.signature, self.proof_key, self.hmac_key, list(self.signatures), list(self.mandatory)]
        return BASE + cbor.encode(parts)

    @classmethod
    def decode(cls, value: bytes) -> "BaseValue":
        """Read the bytes with their header; raises MalformedProof."""
        signature, key, hmac_key, signatures, mandatory = _parts(value, BASE)
        _ensure(_is_bytes(hmac_key, _HMAC_BYTES))
        _ensure(type(mandatory) is list and all(type(pointer) is str for pointer in mandatory))
        return cls(signature, key, hmac_key, _signatures(signatures), tuple(mandatory))


@dataclass(frozen=True, slots=True)
class DerivedValue:
    """What the holder shows. `labels` gives each canonical label the one under which it was signed.

    `mandatory` are the places of the lines that the issuer made mandatory, ascending.
    """

    signature: bytes
    proof_key: bytes
    signatures: tuple[bytes, ...]
    labels: dict[str, str]
    mandatory: tuple[int, ...]

    def encode(self) -> bytes:
        """The bytes with their header."""
        compressed = {
            int(name.removeprefix(_LABEL)): multibase.decode(label.removeprefix("_:"))
            for name, label in self.labels.items()
        }
        parts = [self.signature, self.proof_key, list(self.signatures), compressed, list(self.mandatory)]
        return DERIVED + cbor.encode(parts)

    @classmethod
    def decode(cls, value: bytes) -> "DerivedValue":
        """Read the bytes with their header; raises MalformedProof."""
        signature, key, signatures, compressed, mandatory = _parts(value, DERIVED)
        _ensure(
            type(compressed) is dict and all(_is_bytes(found, _HMAC_BYTES) for found in compressed.values())
        )
        _ensure(len(set(compressed.values())) == len(compressed))
        _ensure(type(mandatory) is list and all(type(place) is int for place in mandatory))
        _ensure(mandatory == sorted(set(mandatory)))
        labels = {f"{_LABEL}{name}": signed_label(found) for name, found in compressed.items()}
        return cls(signature, key, _signatures(signatures), labels, tuple(mandatory))


def signed_label(digest: bytes) -> str:
    """The label of a blank node in what is signed (section 3.4.2)."""
    return f"_:u{base64url.encode(digest).decode('ascii')}"


def encode_key(public: PublicKey) -> bytes:
    """A P-256 key in Multikey form, its point compressed."""
    return _P256_MULTIKEY + bytes([2 + (public.raw[-1] & 1)]) + public.raw[1:33]


def decode_key(value: bytes) -> PublicKey:
    """The key; raises MalformedProof."""
    try:
        return PublicKey.from_raw(Algorithm.ES256, value[2:], kid="")
    except KeyNotTrusted as error:
        raise MalformedProof("The proof holds something else than a P-256 key.") from error


def _parts(value: bytes, header: bytes) -> list[Any]:
    _ensure(value.startswith(header))
    try:
        parts = cbor.decode(value.removeprefix(header))
    except ValueError as error:
        raise MalformedProof("The value of the proof is not in strict CBOR.") from error
    _ensure(type(parts) is list and len(parts) == 5)
    _ensure(_is_bytes(parts[0], _SIGNATURE_BYTES) and _is_bytes(parts[1], _KEY_BYTES))
    _ensure(parts[1].startswith(_P256_MULTIKEY))
    return list(parts)


def _signatures(value: Any) -> tuple[bytes, ...]:
    _ensure(type(value) is list and all(_is_bytes(found, _SIGNATURE_BYTES) for found in value))
    return tuple(value)


def _is_bytes(value: Any, size: int) -> bool:
    return type(value) is bytes and len(value) == size


def _ensure(holds: bool) -> None:
    if not holds:
        raise MalformedProof("The value of the proof has another shape than its suite prescribes.")
