"""The format is recognised by its outer shape."""

import pytest

from app.credentials.errors import UnknownFormat
from app.credentials.formats.registry import FORMATS, format_named, recognise
from tests.unit.credentials.cases import secured


def test_a_signed_credential_is_recognised_as_text_and_as_bytes() -> None:
    assert recognise(secured()).name == recognise(secured().encode()).name == "vc-jwt"
    assert recognise('{"payload":"","signatures":[]}').name == "vc-jwt"
    assert recognise('\n{"proof":{"type":"DataIntegrityProof"}}').name == "data-integrity"


@pytest.mark.parametrize("text", ["", "hello", "{}", b"\xff", "\ud800"])
def test_other_formats_are_not_supported(text: str | bytes) -> None:
    with pytest.raises(UnknownFormat):
        recognise(text)


def test_a_format_is_found_again_by_the_name_that_it_leaves() -> None:
    for found in FORMATS:
        assert format_named(found.name) is found
    with pytest.raises(KeyError):
        format_named("ldp_vc")
