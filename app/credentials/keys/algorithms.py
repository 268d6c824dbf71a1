"""The closed list of signature algorithms. A key knows its algorithm; a token never chooses one."""

from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ec import (
    generate_private_key as generate_p256_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from app.credentials.errors import AlgorithmNotAllowed
from app.credentials.ports import Randomness


class Algorithm(StrEnum):
    """JWS names (RFC 7518, RFC 8037)."""

    EDDSA = "EdDSA"
    ES256 = "ES256"


PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey
VerificationKey = Ed25519PublicKey | EllipticCurvePublicKey

P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ED25519_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_ECDSA: Final = ECDSA(SHA256())
_WIDE_SEED_BYTES: Final = 48


def generate_private_key(algorithm: str, randomness: Randomness | None = None) -> PrivateKey:
    """Make a key; with `randomness` its bytes decide the key, otherwise the operating system's do.

    Raises AlgorithmNotAllowed.
    """
    if algorithm == Algorithm.EDDSA:
        if randomness is None:
            return Ed25519PrivateKey.generate()
        return Ed25519PrivateKey.from_private_bytes(randomness.token(32))
    if algorithm == Algorithm.ES256:
        if randomness is None:
            return generate_p256_key(SECP256R1())
        # 128 bits more than the order keep the bias below what can be measured (FIPS 186-5 A.2.1).
        wide = int.from_bytes(randomness.token(_WIDE_SEED_BYTES), "big")
        return derive_private_key(wide % (P256_ORDER - 1) + 1, SECP256R1())
    raise AlgorithmNotAllowed


def algorithm_of(key: object) -> Algorithm:
    """The algorithm that belongs to a key object; raises AlgorithmNotAllowed for all other keys."""
    if isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        return Algorithm.EDDSA
    if isinstance(key, EllipticCurvePrivateKey | EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return Algorithm.ES256
    raise AlgorithmNotAllowed


def private_key_bytes(key: PrivateKey) -> bytes:
    """PKCS#8 DER, unencrypted: for the vault only."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def load_private_key(content: bytes) -> PrivateKey:
    """Read PKCS#8 DER; raises AlgorithmNotAllowed for a key outside the closed list, ValueError if broken."""
    key = load_der_private_key(content, None)
    if isinstance(key, Ed25519PrivateKey | EllipticCurvePrivateKey):
        algorithm_of(key)
        return key
    raise AlgorithmNotAllowed


def sign(key: PrivateKey, message: bytes) -> bytes:
    """Sign in JWS form: 64 bytes for both algorithms (RFC 7518 section 3.4, RFC 8037 section 3.1)."""
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(message)
    r, s = decode_dss_signature(key.sign(message, _ECDSA))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def is_signature_of(key: VerificationKey, message: bytes, signature: bytes) -> bool:
    """Whether the signature in JWS form fits; the numbers in it must be in range (A40)."""
    if len(signature) != 64:
        return False
    try:
        if isinstance(key, Ed25519PublicKey):
            if int.from_bytes(signature[32:], "little") >= ED25519_ORDER:
                return False
            key.verify(signature, message)
        else:
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            if not (0 < r < P256_ORDER and 0 < s < P256_ORDER):
                return False
            key.verify(encode_dss_signature(r, s), message, _ECDSA)
    except InvalidSignature:
        return False
    return True
