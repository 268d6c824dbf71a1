"""Public keys and their JSON Web Key form (RFC 7517, RFC 8037)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.credentials.encoding import base64url
from app.credentials.errors import AlgorithmNotAllowed, KeyNotTrusted
from app.credentials.keys.algorithms import (
    Algorithm,
    PrivateKey,
    VerificationKey,
    algorithm_of,
    curve_of,
    has_full_order,
    is_signature_of,
)

_PRIVATE_MEMBERS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A verification key with its absolute DID URL. `raw` is 32 bytes, or the 65 or 97 of an uncompressed point."""

    kid: str
    algorithm: Algorithm
    raw: bytes
    _key: VerificationKey = field(repr=False, compare=False)

    @classmethod
    def of(cls, private: PrivateKey, *, kid: str) -> "PublicKey":
        """The public half of a private key."""
        return cls._from_key(private.public_key(), kid)

    @classmethod
    def from_raw(cls, algorithm: str, raw: bytes, *, kid: str) -> "PublicKey":
        """Read 32 bytes of Ed25519, or a point on P-256 or P-384 in either form; raises KeyNotTrusted."""
        try:
            if algorithm == Algorithm.EDDSA:
                _ensure_full_order(raw)
                return cls._from_key(Ed25519PublicKey.from_public_bytes(raw), kid)
            return cls._from_key(EllipticCurvePublicKey.from_encoded_point(curve_of(algorithm), raw), kid)
        except ValueError as error:
            raise KeyNotTrusted("A key of the issuer is not a point on its curve.") from error
        except AlgorithmNotAllowed as error:
            raise KeyNotTrusted("A key of the issuer is of an unsupported kind.") from error

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any], *, kid: str) -> "PublicKey":
        """Read a JWK; raises KeyNotTrusted for other curves, private members, other uses and bad points."""
        if not _PRIVATE_MEMBERS.isdisjoint(jwk):
            raise KeyNotTrusted("A key of the issuer was published with its secret part.")
        operations = jwk.get("key_ops", ["verify"])
        if jwk.get("use", "sig") != "sig" or type(operations) is not list or "verify" not in operations:
            raise KeyNotTrusted("A key of the issuer is not meant for signatures.")
        match jwk.get("kty"), jwk.get("crv"):
            case "OKP", "Ed25519":
                key = cls.from_raw(Algorithm.EDDSA, _coordinate(jwk, "x", 32), kid=kid)
            case "EC", "P-256":
                key = cls.from_raw(Algorithm.ES256, _point(jwk, 32), kid=kid)
            case "EC", "P-384":
                key = cls.from_raw(Algorithm.ES384, _point(jwk, 48), kid=kid)
            case _:
                raise KeyNotTrusted("A key of the issuer is of an unsupported kind.")
        if jwk.get("alg", key.algorithm) != key.algorithm:
            raise KeyNotTrusted("A key of the issuer names another algorithm than its own.")
        return key

    @classmethod
    def _from_key(cls, key: VerificationKey, kid: str) -> "PublicKey":
        algorithm = algorithm_of(key)
        if algorithm is Algorithm.EDDSA:
            return cls(kid, algorithm, key.public_bytes(Encoding.Raw, PublicFormat.Raw), key)
        return cls(kid, algorithm, key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint), key)

    def to_jwk(self) -> dict[str, str]:
        """The JWK with alg and use; the kid of a JWKS is added by its publisher."""
        if self.algorithm is Algorithm.EDDSA:
            return {"kty": "OKP", "crv": "Ed25519", "x": _text(self.raw), "alg": "EdDSA", "use": "sig"}
        half, curve = len(self.raw) // 2 + 1, "P-256" if self.algorithm is Algorithm.ES256 else "P-384"
        x, y = _text(self.raw[1:half]), _text(self.raw[half:])
        return {"kty": "EC", "crv": curve, "x": x, "y": y, "alg": str(self.algorithm), "use": "sig"}

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made the signature, always with this key's own algorithm."""
        return is_signature_of(self._key, message, signature)


def _ensure_full_order(raw: bytes) -> None:
    if not has_full_order(raw):
        raise KeyNotTrusted("A key of the issuer is too weak.")


def _point(jwk: Mapping[str, Any], size: int) -> bytes:
    return b"\x04" + _coordinate(jwk, "x", size) + _coordinate(jwk, "y", size)


def _coordinate(jwk: Mapping[str, Any], name: str, size: int) -> bytes:
    value = jwk.get(name)
    try:
        if type(value) is str and len(raw := base64url.decode(value.encode("ascii"))) == size:
            return raw
    except ValueError as error:
        raise KeyNotTrusted("A key of the issuer is malformed.") from error
    raise KeyNotTrusted("A key of the issuer is malformed.")


def _text(value: bytes) -> str:
    return base64url.encode(value).decode("ascii")
