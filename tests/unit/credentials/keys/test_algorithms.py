"""The closed list of algorithms, and signatures whose numbers are out of range."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP521R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec_key
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.credentials.errors import AlgorithmNotAllowed
from app.credentials.keys.algorithms import (
    ED25519_ORDER,
    P256_ORDER,
    P384_ORDER,
    algorithm_of,
    generate_private_key,
    is_signature_of,
    load_private_key,
    private_key_bytes,
    sign,
)
from tests.unit.credentials.cases import Seed

BOTH = pytest.mark.parametrize("algorithm", ["EdDSA", "ES256", "ES384"])
SIZES = {"EdDSA": 64, "ES256": 64, "ES384": 96}


@BOTH
def test_a_key_signs_in_bytes_of_a_fixed_length_and_verifies_only_what_it_signed(algorithm: str) -> None:
    key = generate_private_key(algorithm)
    signature = sign(key, b"message")
    assert len(signature) == SIZES[algorithm]
    assert is_signature_of(key.public_key(), b"message", signature)
    assert not is_signature_of(key.public_key(), b"massage", signature)
    assert not is_signature_of(generate_private_key(algorithm).public_key(), b"message", signature)


@BOTH
def test_the_given_randomness_decides_the_key(algorithm: str) -> None:
    first, again, other = (generate_private_key(algorithm, Seed(text)) for text in ("a", "a", "b"))
    assert private_key_bytes(first) == private_key_bytes(again) != private_key_bytes(other)


@BOTH
def test_a_key_survives_being_stored(algorithm: str) -> None:
    key = generate_private_key(algorithm)
    loaded = load_private_key(private_key_bytes(key))
    assert algorithm_of(loaded) == algorithm
    assert is_signature_of(key.public_key(), b"m", sign(loaded, b"m"))


@pytest.mark.parametrize("name", ["none", "HS256", "RS256", "ES512", "eddsa", ""])
def test_no_other_algorithm_makes_a_key(name: str) -> None:
    with pytest.raises(AlgorithmNotAllowed):
        generate_private_key(name)


def test_keys_outside_the_closed_list_are_not_loaded() -> None:
    for key in (X25519PrivateKey.generate(), generate_ec_key(SECP521R1())):
        with pytest.raises(AlgorithmNotAllowed):
            load_private_key(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


@pytest.mark.parametrize("length", [0, 63, 65, 70, 72, 95, 97, 102])
@BOTH
def test_a_signature_of_another_length_is_refused(algorithm: str, length: int) -> None:
    assert not is_signature_of(generate_private_key(algorithm).public_key(), b"m", b"\x01" * length)


@pytest.mark.parametrize("r", [0, 1, P256_ORDER, P256_ORDER - 1, 2**256 - 1])
@pytest.mark.parametrize("s", [0, 1, P256_ORDER, P256_ORDER - 1, 2**256 - 1])
def test_psychic_signatures_are_refused(r: int, s: int) -> None:
    key = generate_private_key("ES256", Seed("one")).public_key()
    assert not is_signature_of(key, b"m", r.to_bytes(32, "big") + s.to_bytes(32, "big"))


@pytest.mark.parametrize("r", [0, 1, P384_ORDER, P384_ORDER - 1, 2**384 - 1])
@pytest.mark.parametrize("s", [0, 1, P384_ORDER, P384_ORDER - 1, 2**384 - 1])
def test_psychic_signatures_on_the_larger_curve_are_refused(r: int, s: int) -> None:
    key = generate_private_key("ES384", Seed("one")).public_key()
    assert not is_signature_of(key, b"m", r.to_bytes(48, "big") + s.to_bytes(48, "big"))


def test_an_ed25519_signature_with_the_order_added_is_refused() -> None:
    key = generate_private_key("EdDSA", Seed("one"))
    signature = sign(key, b"m")
    grown = int.from_bytes(signature[32:], "little") + ED25519_ORDER
    assert not is_signature_of(key.public_key(), b"m", signature[:32] + grown.to_bytes(32, "little"))
