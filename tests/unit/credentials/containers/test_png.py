"""Credentials in PNG pictures: in and out again, and what is refused."""

import zlib

import pytest

from app.credentials.containers import png
from app.credentials.containers.png import bake_png, unbake_png
from app.credentials.errors import MalformedContainer, TooLarge
from tests.unit.credentials.cases import secured


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


HEADER = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0"))
END = chunk(b"IEND")
PICTURE = png.SIGNATURE + HEADER + PIXELS + END
TEXTS = [secured(), '{"name": "zó"}']


def picture_with(*chunks: bytes) -> bytes:
    return png.SIGNATURE + HEADER + b"".join(chunks) + PIXELS + END


def text_chunk(rest: bytes) -> bytes:
    return chunk(b"iTXt", b"openbadgecredential\0" + rest)


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_baked_in_comes_out(text: str) -> None:
    assert unbake_png(bake_png(PICTURE, text)) == text


def test_the_chunk_is_the_one_of_the_specification() -> None:
    assert bake_png(PICTURE, "a.b.c") == picture_with(text_chunk(b"\0\0\0\0a.b.c"))


def test_a_picture_carries_the_last_credential_only() -> None:
    twice = bake_png(bake_png(PICTURE, "a.b.c"), "d.e.f")
    assert twice == bake_png(PICTURE, "d.e.f")


def test_other_texts_in_the_picture_stay() -> None:
    other = chunk(b"iTXt", b"Title\0\0\0\0\0Diploma")
    assert other in bake_png(picture_with(other), "a.b.c")


@pytest.mark.parametrize(
    "picture",
    [
        b"GIF89a",
        png.SIGNATURE,
        PICTURE,
        PICTURE + b"more",
        PICTURE[:-1],
        png.SIGNATURE + PIXELS + END,
        png.SIGNATURE + HEADER + PIXELS,
        png.SIGNATURE + HEADER + END + PIXELS + END,
        bytes([*PICTURE[:20], PICTURE[20] ^ 1, *PICTURE[21:]]),
        png.SIGNATURE + b"\xff\xff\xff\xff" + HEADER[4:] + END,
        picture_with(text_chunk(b"\0\0\0\0a.b.c"), text_chunk(b"\0\0\0\0a.b.c")),
        picture_with(text_chunk(b"\0\0")),
        picture_with(text_chunk(b"\0\0\0\0\xff")),
        picture_with(chunk(b"iTXt", b"OpenBadgeCredential\0\0\0\0\0a.b.c")),
        picture_with(chunk(b"tEXt", b"openbadgecredential\0a.b.c")),
    ],
)
def test_a_picture_without_exactly_one_readable_credential_is_refused(picture: bytes) -> None:
    with pytest.raises(MalformedContainer):
        unbake_png(picture)


def test_a_compressed_credential_is_never_unpacked() -> None:
    bomb = zlib.compress(b"A" * 10_000_000)
    with pytest.raises(MalformedContainer, match="compressed"):
        unbake_png(picture_with(text_chunk(b"\1\0\0\0" + bomb)))


def test_a_picture_with_too_many_pieces_is_refused() -> None:
    with pytest.raises(MalformedContainer):
        unbake_png(picture_with(*[chunk(b"tEXt")] * 10_001, text_chunk(b"\0\0\0\0a.b.c")))


def test_a_picture_that_is_too_large_is_not_read() -> None:
    with pytest.raises(TooLarge):
        unbake_png(PICTURE + bytes(png.MAX_BYTES))


def test_a_credential_with_a_zero_byte_is_not_baked() -> None:
    with pytest.raises(MalformedContainer):
        bake_png(PICTURE, "a\0b")
