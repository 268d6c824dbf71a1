"""Files that carry credentials: what is found in each, and what is refused."""

import json
from io import BytesIO

import pypdf
import pytest

from app.commands.offline import find_in_file
from app.credentials.containers.png import bake_png
from app.credentials.containers.svg import bake_svg
from app.credentials.errors import CredentialError, MalformedContainer, TooLarge
from app.credentials.formats.enveloping import envelop
from app.credentials.model import SecuredCredential
from app.verifying.carriers import MAX_FILE_BYTES
from tests.unit.credentials.containers import test_png, test_svg

TOKEN = "a.b.c"
DOCUMENT = '{"type":["VerifiableCredential"]}'
ENVELOPED = envelop(SecuredCredential("vc+jwt", TOKEN))


def pdf(*files: tuple[str, bytes]) -> bytes:
    writer, content = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    for name, data in files:
        writer.add_attachment(name, data)
    writer.write(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (b"a.b.c\n", [TOKEN]),
        (DOCUMENT.encode(), [DOCUMENT]),
        (json.dumps(ENVELOPED).encode(), [TOKEN]),
        (json.dumps({"credentials": [TOKEN, {"a": 1}, ENVELOPED]}).encode(), [TOKEN, '{"a":1}', TOKEN]),
        (json.dumps({"type": "VerifiablePresentation", "verifiableCredential": ENVELOPED}).encode(), [TOKEN]),
        (bake_png(test_png.PICTURE, TOKEN), [TOKEN]),
        (bake_svg(test_svg.PICTURE, DOCUMENT), [DOCUMENT]),
        (
            pdf(("passport.txt", b"read me"), ("1.jwt", b"a.b.c"), ("2.json", DOCUMENT.encode())),
            [TOKEN, DOCUMENT],
        ),
        (pdf(("badge.png", bake_png(test_png.PICTURE, TOKEN)), ("photo", b"\xff\xd8")), [TOKEN]),
    ],
)
def test_the_credentials_are_found_by_what_is_in_the_file(content: bytes, texts: list[str]) -> None:
    assert find_in_file(content) == texts


@pytest.mark.parametrize(
    "content",
    [
        b'{"credentials": []}',
        b'{"credentials": [1]}',
        b'{"credentials": "a.b.c", "credentials": "d.e.f"}',
        json.dumps({"credentials": [TOKEN] * 101}).encode(),
        pdf(),
        pdf(("passport.txt", b"read me")),
        b"%PDF-1.7\nnothing",
        pdf(("1.jwt", b"a.b.c"))[:-300],
        test_png.PICTURE,
    ],
)
def test_a_file_without_credentials_is_refused(content: bytes) -> None:
    with pytest.raises(CredentialError):
        find_in_file(content)


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(TooLarge):
        find_in_file(bytes(MAX_FILE_BYTES + 1))


def test_only_the_first_attachments_are_looked_at() -> None:
    many = pdf(*[(f"{number:03}.txt", b"read me") for number in range(100)], ("999.jwt", b"a.b.c"))
    with pytest.raises(MalformedContainer):
        find_in_file(many)
