"""Real files of every kind that evidence may be, made here byte by byte, and their hostile relatives."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfWriter

PLACE = "52.3702N"


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", color: Any = None, **options: Any
) -> bytes:
    """A picture of one colour."""
    plain = {"RGB": (200, 30, 30), "RGBA": (200, 30, 30, 128), "CMYK": (0, 200, 200, 20)}.get(mode, 90)
    written = BytesIO()
    Image.new(mode, size, plain if color is None else color).save(written, kind, **options)
    return written.getvalue()


def photo_with_place() -> bytes:
    """A JPEG whose EXIF has a place, a maker and a turned camera, with a comment and a profile."""
    exif = Image.Exif()
    exif[0x010F] = "Telefoonmaker"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 22.0, 12.0)
    exif.get_ifd(0x9286)[0x9286] = PLACE
    return picture(exif=exif.tobytes(), comment=PLACE.encode())


def moving(kind: str) -> bytes:
    """Two frames."""
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    written = BytesIO()
    frames[0].save(written, kind, save_all=True, append_images=frames[1:], duration=100)
    return written.getvalue()


def png_bomb(side: int = 60_000, *, data: int = 100_000) -> bytes:
    """A few kilobytes that say they are billions of pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(data), 9))
        + chunk(b"IEND", b"")
    )


def jpeg_bomb(side: int = 65_000) -> bytes:
    """A JPEG whose frame header was rewritten to be billions of pixels."""
    content = bytearray(picture())
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", side, side)
    return bytes(content)


def webp_bomb() -> bytes:
    """A WebP of which the canvas is said to be 16,384 pixels square."""
    content = bytearray(picture("WEBP", mode="RGBA", lossless=True))
    if content[12:16] == b"VP8X":
        content[24:30] = (16_383).to_bytes(3, "little") * 2
        return bytes(content)
    at = content.index(b"VP8L") + 9
    (bits,) = struct.unpack_from("<I", content, at)
    struct.pack_into("<I", content, at, bits & 0xF0000000 | 16_383 << 14 | 16_383)
    return bytes(content)


def box(kind: bytes, *content: bytes) -> bytes:
    """One box of ISO/IEC 14496-12."""
    joined = b"".join(content)
    return struct.pack(">I", 8 + len(joined)) + kind + joined


def film(
    brand: bytes = b"isom", handler: bytes = b"vide", *, telling: bytes = b"", external: bool = False
) -> bytes:
    """A film of one track without a second of it."""
    reference = box(
        b"url ", struct.pack(">I", 0 if external else 1), b"http://10.0.0.1/\x00" if external else b""
    )
    track = box(
        b"trak",
        box(b"tkhd", bytes(84)),
        box(
            b"mdia",
            box(b"hdlr", bytes(8), handler, bytes(13)),
            box(b"minf", box(b"dinf", box(b"dref", bytes(4), struct.pack(">I", 1), reference))),
        ),
    )
    movie = box(b"moov", box(b"mvhd", bytes(100)), track, telling and box(b"udta", telling))
    return box(b"ftyp", brand, bytes(4), b"isom") + movie + box(b"mdat", bytes(range(256)) * 8)


def element(number: int, *content: bytes, is_open: bool = False) -> bytes:
    """One element of RFC 8794; an open one does not tell its size."""
    joined = b"".join(content)
    name = number.to_bytes((number.bit_length() + 7) // 8, "big")
    size = b"\x01" + b"\xff" * 7 if is_open else (1 << 56 | len(joined)).to_bytes(8, "big")
    return name + size + joined


def webm(
    track_type: int = 2, *, doc_type: bytes = b"webm", extra: bytes = b"", is_open: bool = False
) -> bytes:
    """What the recorder of a browser writes; an open one as it stands before it is closed."""
    header = element(0x1A45DFA3, element(0x4282, doc_type))
    tracks = element(0x1654AE6B, element(0xAE, element(0x83, bytes([track_type]))))
    cluster = element(0x1F43B675, element(0xE7, b"\x00"), element(0xA3, bytes(50)), is_open=is_open)
    return header + element(0x18538067, tracks, extra, cluster, cluster, is_open=is_open)


def mp3(frames: int = 10, *, tag: bytes = b"") -> bytes:
    """Frames of silence at 128 kbit/s and 44.1 kHz."""
    id3 = b"ID3\x04\x00\x00" + bytes([0, 0, len(tag) >> 7, len(tag) & 0x7F]) + tag if tag else b""
    return id3 + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def ogg(codec: bytes = b"OpusHead", pages: int = 3) -> bytes:
    """Pages of one stream."""

    def page(number: int, content: bytes) -> bytes:
        flags = 2 if number == 0 else 0
        return (
            b"OggS\x00"
            + bytes([flags])
            + struct.pack("<qIII", 0, 7, number, 0)
            + bytes([1, len(content)])
            + content
        )

    return page(0, codec + bytes(11)) + b"".join(page(number, bytes(90)) for number in range(1, pages))


def wav(samples: int = 1_000) -> bytes:
    """Silence of sixteen bits."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8_000, 16_000, 2, 16)
    chunks = b"WAVE" + form + struct.pack("<4sI", b"data", 2 * samples) + bytes(2 * samples)
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def pdf(pages: int = 1, **options: Any) -> bytes:
    """A document of empty pages; with `attachment` or `password` something that is refused."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if "attachment" in options:
        writer.add_attachment("cv.exe", options["attachment"])
    if "password" in options:
        writer.encrypt(options["password"], algorithm="RC4-128")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def archive(name: str = "geheim.txt", content: bytes = b"geheim") -> bytes:
    """A zip archive of one file."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, content)
    return written.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(document.cookie)</script>"
