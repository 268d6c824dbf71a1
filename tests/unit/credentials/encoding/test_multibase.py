"""Only base64url and base58btc are read."""

import pytest

from app.credentials.encoding import multibase


def test_both_bases_decode_what_they_encode() -> None:
    assert multibase.decode(multibase.encode_base64url(b"\x00\x01passport")) == b"\x00\x01passport"
    assert multibase.decode(multibase.encode_base58(b"\x00\x01passport")) == b"\x00\x01passport"


@pytest.mark.parametrize("text", ["", "mAAAA", "f00", "z0OIl", "zé", "u=", "z" + "1" * 300])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        multibase.decode(text)
