"""PNG pictures with a credential in an iTXt chunk (Open Badges 3.0 section 5.3.1, PNG third edition 11.3.3.4)."""

from collections.abc import Iterator
from itertools import islice
from typing import Final
from zlib import crc32

from app.credentials.errors import CarriesNothing, MalformedContainer, TooLarge

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORD: Final = b"openbadgecredential"
MAX_BYTES: Final = 8_388_608
_MAX_CHUNKS: Final = 10_000
_FRAME: Final = 12
_UNCOMPRESSED: Final = b"\x00\x00"
_Chunk = tuple[bytes, bytes, int]


def bake_png(picture: bytes, credential: str) -> bytes:
    """The picture with the credential in it, in place of one that it carried before.

    Raises MalformedContainer for a text with a zero byte or what is no PNG, TooLarge above 8 MiB.
    """
    if "\0" in credential:
        raise MalformedContainer("A credential in a picture cannot hold a zero byte.")
    content = KEYWORD + b"\0" + _UNCOMPRESSED + b"\0\0" + credential.encode("utf-8")
    kept = bytearray(SIGNATURE)
    for kind, data, _ in _read_chunks(picture):
        if not (kind == b"iTXt" and _is_ours(data)):
            kept += _write_chunk(kind, data)
        if kind == b"IHDR":
            # Before the pixels, so that a reader of a stream meets it first.
            kept += _write_chunk(b"iTXt", content)
    return bytes(kept)


def unbake_png(picture: bytes) -> str:
    """The text of the credential in the picture.

    Raises CarriesNothing when there is none, MalformedContainer when there is more than one, or one that is compressed, and when the
    chunks are broken; TooLarge above 8 MiB.
    """
    found = [data for kind, data, _ in _read_chunks(picture) if kind == b"iTXt" and _is_ours(data)]
    if not found:
        raise CarriesNothing("The picture carries no credential.")
    if len(found) != 1:
        raise MalformedContainer("The picture does not carry exactly one credential.")
    rest = found[0][len(KEYWORD) + 1 :]
    if not rest.startswith(_UNCOMPRESSED):
        # Open Badges 3.0 forbids compression here; so no text can swell.
        raise MalformedContainer("The credential in the picture is compressed.")
    parts = rest[2:].split(b"\0", 2)
    try:
        return parts[2].decode("utf-8")
    except (IndexError, UnicodeDecodeError) as error:
        raise MalformedContainer("The credential in the picture cannot be read.") from error


def _is_ours(data: bytes) -> bool:
    return data.startswith(KEYWORD + b"\0")


def _read_chunks(picture: bytes) -> Iterator[_Chunk]:
    if len(picture) > MAX_BYTES:
        raise TooLarge("The picture is too large.")
    if not picture.startswith(SIGNATURE):
        raise MalformedContainer("The picture is not a PNG.")
    chunks = list(islice(_walk(picture), _MAX_CHUNKS + 1))
    kinds = [kind for kind, _, _ in chunks]
    is_whole = kinds[:1] == [b"IHDR"] and kinds[-1:] == [b"IEND"] and kinds.count(b"IEND") == 1
    # Bytes after the end belong to no picture: another reader may take them for something else.
    if not is_whole or chunks[-1][2] != len(picture):
        raise MalformedContainer("The picture is not a whole PNG.")
    return iter(chunks)


def _walk(picture: bytes) -> Iterator[_Chunk]:
    at = len(SIGNATURE)
    while at + _FRAME <= len(picture):
        size, kind = int.from_bytes(picture[at : at + 4], "big"), picture[at + 4 : at + 8]
        end = at + _FRAME + size
        data = picture[at + 8 : end - 4]
        if end > len(picture) or crc32(kind + data) != int.from_bytes(picture[end - 4 : end], "big"):
            raise MalformedContainer("The picture is broken.")
        yield kind, data, end
        at = end


def _write_chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + crc32(kind + data).to_bytes(4, "big")
