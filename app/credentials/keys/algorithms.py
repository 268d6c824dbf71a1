"""The closed list of signature algorithms. A key knows its algorithm; a token never chooses one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    EllipticCurve,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ec import (
    generate_private_key as generate_ec_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from app.credentials.errors import AlgorithmNotAllowed
from app.credentials.ports import Randomness


class Algorithm(StrEnum):
    """JWS names (RFC 7518, RFC 8037). ES384 is for Data Integrity only: no token may be signed with it."""

    EDDSA = "EdDSA"
    ES256 = "ES256"
    ES384 = "ES384"


PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey
VerificationKey = Ed25519PublicKey | EllipticCurvePublicKey
_FIELD_PRIME: Final = 2**255 - 19
_ORDER_EIGHT_Y: Final = 55188659117513257062467267217118295137698188065244968500265048394206261417927
# The y coordinates of all points of order 1, 2, 4 and 8: a signature under such a key fits many messages.
_SMALL_ORDER_Y: Final = (0, 1, _FIELD_PRIME - 1, _ORDER_EIGHT_Y, _FIELD_PRIME - _ORDER_EIGHT_Y)
# All encodings of those, and all that are not canonical, with either sign of x.
_REFUSED_POINTS: Final = frozenset(
    (sign << 255 | y).to_bytes(32, "little")
    for sign in (0, 1)
    for y in (*_SMALL_ORDER_Y, *range(_FIELD_PRIME, 2**255))
)

P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ED25519_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
P384_ORDER: Final = (
    0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973
)
# 128 bits more than the order keep the bias of a derived key below what can be measured (FIPS 186-5 A.2.1).
_EXTRA_SEED_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class _Curve:
    """A curve with its order, the bytes of one number, and the digest that its algorithm prescribes."""

    algorithm: Algorithm
    curve: EllipticCurve
    order: int
    size: int
    scheme: ECDSA


_CURVES: Final = {
    "secp256r1": _Curve(Algorithm.ES256, SECP256R1(), P256_ORDER, 32, ECDSA(SHA256())),
    "secp384r1": _Curve(Algorithm.ES384, SECP384R1(), P384_ORDER, 48, ECDSA(SHA384())),
}


def generate_private_key(algorithm: str, randomness: Randomness | None = None) -> PrivateKey:
    """Make a key; with `randomness` its bytes decide the key, otherwise the operating system's do.

    Raises AlgorithmNotAllowed.
    """
    if algorithm == Algorithm.EDDSA:
        if randomness is None:
            return Ed25519PrivateKey.generate()
        return Ed25519PrivateKey.from_private_bytes(randomness.token(32))
    known = _find_curve(algorithm)
    if randomness is None:
        return generate_ec_key(known.curve)
    wide = int.from_bytes(randomness.token(known.size + _EXTRA_SEED_BYTES), "big")
    return derive_private_key(wide % (known.order - 1) + 1, known.curve)


def curve_of(algorithm: str) -> EllipticCurve:
    """The curve of an ECDSA algorithm; raises AlgorithmNotAllowed for every other name."""
    return _find_curve(algorithm).curve


def _find_curve(algorithm: str) -> _Curve:
    for known in _CURVES.values():
        if known.algorithm == algorithm:
            return known
    raise AlgorithmNotAllowed


def has_full_order(point: bytes) -> bool:
    """Whether an encoded Ed25519 point is canonical and not of order 1, 2, 4 or 8 (RFC 8032 section 5.1)."""
    return point not in _REFUSED_POINTS


def algorithm_of(key: object) -> Algorithm:
    """The algorithm that belongs to a key object; raises AlgorithmNotAllowed for all other keys."""
    if isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        return Algorithm.EDDSA
    if isinstance(key, EllipticCurvePrivateKey | EllipticCurvePublicKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name].algorithm
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
    """Sign in JWS form: 64 bytes, with ES384 96 (RFC 7518 section 3.4, RFC 8037 section 3.1)."""
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(message)
    known = _CURVES[key.curve.name]
    r, s = decode_dss_signature(key.sign(message, known.scheme))
    return r.to_bytes(known.size, "big") + s.to_bytes(known.size, "big")


def is_signature_of(key: VerificationKey, message: bytes, signature: bytes) -> bool:
    """Whether the signature in JWS form fits; the numbers in it must be in range (A40)."""
    try:
        if isinstance(key, Ed25519PublicKey):
            s = int.from_bytes(signature[32:], "little")
            if len(signature) != 64 or s >= ED25519_ORDER or signature[:32] in _REFUSED_POINTS:
                return False
            key.verify(signature, message)
            return True
        return _is_ecdsa_signature(key, message, signature)
    except InvalidSignature:
        return False


def _is_ecdsa_signature(key: EllipticCurvePublicKey, message: bytes, signature: bytes) -> bool:
    known = _CURVES[key.curve.name]
    size = known.size
    if len(signature) != 2 * size:
        return False
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    if not (0 < r < known.order and 0 < s < known.order):
        return False
    key.verify(encode_dss_signature(r, s), message, known.scheme)
    return True
