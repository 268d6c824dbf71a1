"""Forms with a file, however their bytes fall."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.platform.errors import InvalidInput, UnsupportedMediaType
from app.web.upload_forms import UploadForm, announced_bytes, read_upload_form

TYPE = "multipart/form-data; boundary=xyz"
FILE = bytes(range(256)) * 20 + b"\r\n--xy"


def part(disposition: str, content: bytes) -> bytes:
    head = f"--xyz\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: a/b\r\n\r\n"
    return head.encode() + content + b"\r\n"


FORM = (
    part('name="csrf"', b"secret")
    + part('name="file"; filename="../a.png"', FILE)
    + part('name="late"', b"x")
    + b"--xyz--\r\n"
)


async def cut(content: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


async def read(content: bytes, size: int = 100) -> tuple[UploadForm, bytes]:
    form = await read_upload_form(cut(content, size), TYPE)
    return form, b"" if form.content is None else b"".join([piece async for piece in form.content])


@pytest.mark.parametrize("size", [1, 7, 1_000, 100_000])
async def test_the_fields_before_a_file_and_its_bytes_come_whole(size: int) -> None:
    form, content = await read(FORM, size)
    assert (form.fields, form.name, content) == ({"csrf": "secret"}, "../a.png", FILE)


async def test_a_form_without_a_file_has_its_fields() -> None:
    form, content = await read(part('name="csrf"', b"secret") + b"--xyz--\r\n")
    assert (form.fields, form.content, content) == ({"csrf": "secret"}, None, b"")


@pytest.mark.parametrize(
    "content",
    [
        FORM[:3_000],
        b"no form",
        part('name="a"', bytes(9_000)),
        b"".join(part(f'name="{n}"', b"") for n in range(22)),
    ],
)
async def test_a_form_that_is_broken_or_too_large_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        await read(content)


async def test_another_body_than_a_form_is_refused() -> None:
    with pytest.raises(UnsupportedMediaType):
        await read_upload_form(cut(FORM, 10), "application/json")


@pytest.mark.parametrize(
    ("told", "size"), [({}, None), ({"content-length": "120"}, 120), ({"content-length": "-1"}, None)]
)
def test_a_form_is_as_large_as_its_sender_says(told: dict[str, str], size: int | None) -> None:
    assert announced_bytes(told) == size
