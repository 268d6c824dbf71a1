"""Base64url is read in one form only."""

import pytest

from app.credentials.encoding import base64url


@pytest.mark.parametrize("value", [b"", b"a", b"ab", b"abc", bytes(range(256)), b"\xff\xfe\xfb"])
def test_what_is_encoded_decodes_to_itself(value: bytes) -> None:
    assert base64url.decode(base64url.encode(value)) == value


@pytest.mark.parametrize(
    "text", [b"QQ==", b"QQ=", b"Q Q", b"QUJ\n", b"+_8A", b"/_8A", b"QUI.", "Qé".encode(), b"Q===", b"\x00AAA"]
)
def test_padding_and_foreign_characters_are_refused(text: bytes) -> None:
    with pytest.raises(ValueError):
        base64url.decode(text)


@pytest.mark.parametrize("text", [b"++++AAAA", b"AAAA====", b"AAAA    AA", b"\n\n\n\n", "éé".encode()])
def test_foreign_characters_are_not_skipped(text: bytes) -> None:
    with pytest.raises(ValueError, match="not base64url"):
        base64url.decode(text)


@pytest.mark.parametrize("text", [b"QR", b"QUJ", b"AAB", b"_9"])
def test_trailing_bits_are_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="trailing bits"):
        base64url.decode(text)


def test_an_impossible_length_is_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        base64url.decode(b"AAAAA")
