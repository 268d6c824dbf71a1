"""What a file is, by its first bytes."""

from __future__ import annotations

import pytest

from app.platform.media.kinds import Family, FileRefused, MediaType, Reason
from app.platform.media.sniffing import HEAD_BYTES, sniff
from tests import evidence as made

KEPT = {
    MediaType.jpeg: lambda: made.picture("JPEG"),
    MediaType.png: lambda: made.picture("PNG"),
    MediaType.webp: lambda: made.picture("WEBP"),
    MediaType.mp4: lambda: made.film(b"isom"),
    MediaType.quicktime: lambda: made.film(b"qt  "),
    MediaType.mp4_sound: lambda: made.film(b"M4A ", b"soun"),
    MediaType.webm: lambda: made.webm(),
    MediaType.mp3: lambda: made.mp3(),
    MediaType.ogg: lambda: made.ogg(),
    MediaType.wav: lambda: made.wav(),
    MediaType.pdf: lambda: made.pdf(),
}
REFUSED = {
    "nothing": (b"", Reason.empty),
    "drawing": (made.SVG, Reason.drawing),
    "drawing with a mark": (b"\xef\xbb\xbf<?xml version='1.0'?>\n" + made.SVG, Reason.drawing),
    "drawing in UTF-16": (b"\xff\xfe" + made.SVG.decode().encode("utf-16-le"), Reason.drawing),
    "page": (made.HTML, Reason.web_page),
    "page after blanks": (b"\n\n  " + made.HTML, Reason.web_page),
    "zip": (made.archive(), Reason.archive),
    "Word": (made.archive("word/document.xml"), Reason.office),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), Reason.office),
    "rich text": (b"{\\rtf1", Reason.office),
    "program of Windows": (b"MZ\x90\x00", Reason.program),
    "program of Linux": (b"\x7fELF\x02", Reason.program),
    "script": (b"#!/bin/sh\nrm", Reason.program),
    "GIF that is a script": (b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", Reason.moving_picture),
    "HEIC": (made.box(b"ftyp", b"heic", bytes(4)), Reason.heic),
    "AVIF": (made.box(b"ftyp", b"avif", bytes(4)), Reason.heic),
    "unknown boxes": (made.box(b"ftyp", b"crx ", bytes(4)), Reason.unknown_type),
    "page before a PDF": (made.HTML + made.pdf(), Reason.web_page),
    "blanks before a PDF": (b"\n" + made.pdf(), Reason.unknown_type),
    "text": (b"hallo", Reason.unknown_type),
    "bitmap": (b"BM" + bytes(60), Reason.unknown_type),
    "TIFF": (b"II*\x00" + bytes(60), Reason.unknown_type),
}


@pytest.mark.parametrize("media_type", KEPT)
def test_a_type_that_is_kept_is_found_by_its_content(media_type: MediaType) -> None:
    assert sniff(KEPT[media_type]()[:HEAD_BYTES]) is media_type


@pytest.mark.abuse("A26")
@pytest.mark.parametrize("name", REFUSED)
def test_another_type_is_refused_by_its_own_reason(name: str) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(FileRefused) as refusal:
        sniff(content[:HEAD_BYTES])
    assert refusal.value.reason is reason


def test_every_type_has_a_family_and_an_extension() -> None:
    families = {media_type: media_type.family for media_type in MediaType}
    assert families[MediaType.pdf] is Family.document
    assert families[MediaType.webm_sound] is Family.voice_note
    assert set(families.values()) == set(Family)
    assert all(media_type.extension.isalnum() for media_type in MediaType)
