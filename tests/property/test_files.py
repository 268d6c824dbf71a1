"""Any file: what goes into a picture comes out, and no file makes the reader stumble."""

from io import BytesIO

import pypdf
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.offline import find_in_file
from app.credentials.containers.png import bake_png, unbake_png
from app.credentials.containers.svg import bake_svg, unbake_svg
from app.credentials.errors import CredentialError
from app.credentials.identifiers.did_document import parse_did_document
from app.credentials.identifiers.resolution import did_method
from tests.unit.credentials.containers import test_png, test_svg

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
TOKENS = st.from_regex(r"[A-Za-z0-9._~-]{1,200}", fullmatch=True)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(max_size=5)
    | st.sampled_from(["did:web:a.nl", "#k"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "verificationMethod", "assertionMethod", "controller", "type", "publicKeyJwk"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


def _pdf() -> bytes:
    writer, content = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(10, 10)
    writer.add_attachment("credential.jwt", b"a.b.c")
    writer.write(content)
    return content.getvalue()


BAKED = [
    bake_png(test_png.PICTURE, "a.b.c"),
    bake_svg(test_svg.PICTURE, "a.b.c"),
    _pdf(),
    b'{"credentials":["a.b.c"]}',
]


@given(TEXTS)
def test_every_text_comes_out_of_a_png_as_it_went_in(text: str) -> None:
    assert unbake_png(bake_png(test_png.PICTURE, text)) == text


@given(TOKENS)
def test_every_token_comes_out_of_an_svg_as_it_went_in(token: str) -> None:
    assert unbake_svg(bake_svg(test_svg.PICTURE, token)) == token


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(BAKED), st.integers(0, 10**6), st.binary(max_size=6), st.integers(0, 8))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    file: bytes, at: int, inserted: bytes, removed: int
) -> None:
    at %= len(file)
    damaged = file[:at] + inserted + file[at + removed :]
    try:
        found = find_in_file(damaged)
    except CredentialError:
        return
    assert all(type(text) is str for text in found)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else(content: bytes) -> None:
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"<svg ", b"%PDF-1.7\n", b"{"):
        try:
            find_in_file(start + content)
        except CredentialError:
            continue


@given(st.dictionaries(st.sampled_from(["verificationMethod", "assertionMethod", "authentication"]), JSON))
def test_any_identity_document_is_read_or_refused_and_nothing_else(document: dict[str, object]) -> None:
    try:
        parse_did_document({**document, "id": "did:web:a.nl"}, "did:web:a.nl")
    except CredentialError:
        return


@given(st.text(max_size=100) | st.from_regex(r"did:[a-z0-9]{1,5}:.{0,40}", fullmatch=True))
def test_any_text_is_a_did_or_not(text: str) -> None:
    try:
        assert text.startswith(f"did:{did_method(text)}:")
    except CredentialError:
        return
