"""Secrets of links and sessions."""

from app.platform.link_secrets import (
    LINK_SECRET_LENGTH,
    SESSION_SECRET_LENGTH,
    hash_secret,
    looks_like_link_secret,
    new_link_secret,
    new_session_secret,
)
from app.platform.randomness import SeededRandomness, SystemRandomness


class _Fixed(SeededRandomness):
    def __init__(self, value: bytes) -> None:
        super().__init__(1)
        self._value = value

    def token(self, size: int) -> bytes:
        return self._value * size


def test_a_link_secret_is_22_characters_of_base62_also_at_the_edges() -> None:
    for value in (b"\x00", b"\xff"):
        secret = new_link_secret(_Fixed(value))
        assert len(secret) == LINK_SECRET_LENGTH
        assert looks_like_link_secret(secret)


def test_a_link_secret_carries_all_128_bits() -> None:
    assert 62**LINK_SECRET_LENGTH >= 2**128
    assert new_link_secret(_Fixed(b"\xff")) != new_link_secret(_Fixed(b"\xfe"))


def test_secrets_do_not_repeat() -> None:
    randomness = SystemRandomness()
    assert len({new_link_secret(randomness) for _ in range(1_000)}) == 1_000


def test_a_session_secret_carries_all_256_bits() -> None:
    assert 62**SESSION_SECRET_LENGTH >= 2**256
    assert len(new_session_secret(SystemRandomness())) == SESSION_SECRET_LENGTH


def test_the_hash_does_not_contain_the_secret() -> None:
    secret = new_link_secret(SystemRandomness())
    assert len(hash_secret(secret)) == 32
    assert secret.encode() not in hash_secret(secret)


def test_other_texts_do_not_look_like_a_secret() -> None:
    for text in ("", "a" * 21, "a" * 23, "-" * 22, "é" * 22, "../" * 7 + "a"):
        assert not looks_like_link_secret(text)
