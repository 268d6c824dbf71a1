"""A file is recognised by what is in it."""

import pytest

from app.credentials.containers.png import bake_png
from app.credentials.containers.recognition import credential_text, is_pdf
from app.credentials.containers.svg import bake_svg
from app.credentials.errors import JsonNotStrict
from tests.unit.credentials.containers import test_png, test_svg


@pytest.mark.parametrize(
    "content",
    [
        b"a.b.c",
        b" \r\n\ta.b.c\n",
        bake_png(test_png.PICTURE, "a.b.c"),
        bake_svg(test_svg.PICTURE, "a.b.c"),
        b"\n" + bake_svg(test_svg.PICTURE[22:], "a.b.c"),
    ],
)
def test_the_credential_is_found_in_every_kind_of_file(content: bytes) -> None:
    assert credential_text(content) == "a.b.c"


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfa.b.c", "a.b.c".encode("utf-16"), b"\xff\xfea", b"a\x80"])
def test_a_text_in_another_encoding_is_refused(content: bytes) -> None:
    with pytest.raises(JsonNotStrict):
        credential_text(content)


def test_a_pdf_is_known_by_its_first_bytes() -> None:
    assert is_pdf(b"%PDF-1.7\n")
    assert not is_pdf(b"a.b.c")
