"""Credentials in SVG pictures: both forms of the specification, and XML that is refused."""

import json

import pytest

from app.credentials.containers import svg
from app.credentials.containers.svg import bake_svg, unbake_svg
from app.credentials.errors import JsonTooDeep, MalformedContainer, TooLarge
from tests.unit.credentials.cases import secured

PICTURE = (
    b'<?xml version="1.0"?>\n<!-- <svg> -->\n'
    b'<svg xmlns="http://www.w3.org/2000/svg" aria-label=\'a > b "c"\'><title>D</title></svg>'
)
NAMED = b'xmlns:o="https://purl.imsglobal.org/ob/v3p0"'


def picture_with(inner: bytes) -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" ' + NAMED + b">" + inner + b"</svg>"


@pytest.mark.parametrize("text", [secured(), "a.b.c~d~e"])
def test_a_signed_text_goes_in_as_an_attribute_and_comes_out(text: str) -> None:
    baked = bake_svg(PICTURE, text)
    assert f'verify="{text}"'.encode() in baked
    assert unbake_svg(baked) == text


def test_a_document_goes_in_as_character_data_and_comes_out() -> None:
    document = {"name": "zó ]]> <b> & é", "list": [[[1]]]}
    baked = bake_svg(PICTURE, json.dumps(document, ensure_ascii=False))
    assert b"<![CDATA[" in baked
    assert json.loads(unbake_svg(baked)) == document


def test_the_picture_around_the_credential_does_not_change() -> None:
    baked = bake_svg(PICTURE, "a.b.c")
    start = baked.index(b"<openbadges:credential")
    end = baked.index(b"/>", start) + 2
    assert baked[:start] + baked[end:] == PICTURE
    assert baked[:start].endswith(b'"c"\'>')


def test_the_prefix_is_free_and_the_namespace_is_not() -> None:
    assert unbake_svg(picture_with(b'<g><o:credential verify="a.b.c"/></g>')) == "a.b.c"
    with pytest.raises(MalformedContainer):
        unbake_svg(picture_with(b'<o:credential xmlns:o="http://openbadges.org" verify="a.b.c"/>'))


@pytest.mark.parametrize(
    "inner",
    [
        b"",
        b"<o:credential/>",
        b"<o:credential> </o:credential>",
        b'<o:credential verify="a.b.c">{}</o:credential>',
        b'<o:credential verify="a.b.c"/><o:credential verify="a.b.c"/>',
        b'<o:credential><o:credential verify="a.b.c"/></o:credential>',
        b"<o:credential>{}<b/></o:credential>",
        b"<o:credential>&unknown;</o:credential>",
        b"<o:credential>",
        b"<o:credential>\xff</o:credential>",
    ],
)
def test_a_picture_without_exactly_one_readable_credential_is_refused(inner: bytes) -> None:
    with pytest.raises(MalformedContainer):
        unbake_svg(picture_with(inner))


@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE svg [<!ENTITY e "a.b.c">]>',
        b'<!DOCTYPE svg [<!ENTITY e SYSTEM "https://evil.example/">]>',
        b"<!DOCTYPE svg>",
    ],
)
def test_a_picture_with_a_document_type_is_refused(declared: bytes) -> None:
    with pytest.raises(MalformedContainer, match="document type"):
        unbake_svg(declared + picture_with(b"<o:credential>&e;</o:credential>"))


def test_a_web_page_is_no_picture() -> None:
    with pytest.raises(MalformedContainer):
        unbake_svg(b"<html><body/></html>")


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(JsonTooDeep):
        unbake_svg(picture_with(b"<g>" * 200 + b"</g>" * 200))


def test_a_picture_that_is_too_large_is_not_read() -> None:
    with pytest.raises(TooLarge):
        unbake_svg(b" " * (svg.MAX_BYTES + 1))


@pytest.mark.parametrize(
    "picture", [b'<svg xmlns="http://www.w3.org/2000/svg"/>', bake_svg(PICTURE, "a.b.c"), b"no"]
)
def test_an_empty_or_baked_picture_is_not_baked(picture: bytes) -> None:
    with pytest.raises(MalformedContainer):
        bake_svg(picture, "d.e.f")
