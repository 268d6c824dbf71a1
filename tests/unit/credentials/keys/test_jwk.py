"""Public keys in JSON, and the keys that are refused."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.credentials.errors import KeyNotTrusted
from app.credentials.keys.jwk import PublicKey
from tests.unit.credentials.cases import KID, signer


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256", "ES384"])
def test_a_key_is_the_same_after_its_json_form(algorithm: str) -> None:
    public = signer(algorithm).public
    assert PublicKey.from_jwk(public.to_jwk(), kid=KID) == public
    assert PublicKey.from_raw(algorithm, public.raw, kid=KID) == public
    assert public.verifies(b"m", signer(algorithm).sign(b"m"))


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256"])
@pytest.mark.parametrize(
    "change",
    [
        {"d": "AAAA"},
        {"k": "AAAA"},
        {"use": "enc"},
        {"key_ops": ["encrypt"]},
        {"key_ops": 7},
        {"key_ops": "verify"},
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": None},
        {"kty": "oct"},
        {"crv": "P-384"},
        {"x": "AAAA"},
        {"x": 7},
        {"x": None},
        {"x": "é" * 43},
        {"x": "=" * 43},
    ],
)
def test_a_key_that_is_not_exactly_a_public_signature_key_is_refused(
    algorithm: str, change: dict[str, Any]
) -> None:
    with pytest.raises(KeyNotTrusted):
        PublicKey.from_jwk({**signer(algorithm).public.to_jwk(), **change}, kid=KID)


def test_a_point_off_the_curve_is_refused() -> None:
    jwk = signer("ES256").public.to_jwk()
    with pytest.raises(KeyNotTrusted, match="curve"):
        PublicKey.from_jwk({**jwk, "y": jwk["x"]}, kid=KID)


SMALL_ORDER = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


@pytest.mark.parametrize("raw", SMALL_ORDER)
@pytest.mark.abuse("A40")
def test_an_ed25519_key_of_small_order_or_not_canonical_is_refused(raw: str) -> None:
    with pytest.raises(KeyNotTrusted, match="weak"):
        PublicKey.from_raw("EdDSA", bytes.fromhex(raw), kid=KID)


@pytest.mark.parametrize(
    ("algorithm", "raw"), [("EdDSA", b"\x05" * 31), ("ES256", b"\x04" * 64), ("HS256", b"1" * 32)]
)
def test_raw_bytes_of_the_wrong_kind_are_refused(algorithm: str, raw: bytes) -> None:
    with pytest.raises(KeyNotTrusted):
        PublicKey.from_raw(algorithm, raw, kid=KID)


def test_the_small_order_list_is_needed_because_the_library_accepts_such_keys() -> None:
    assert Ed25519PublicKey.from_public_bytes(bytes.fromhex(SMALL_ORDER[2]))
