"""Films and sound in boxes."""

from __future__ import annotations

import pytest

from app.platform.media.examine import examine
from app.platform.media.kinds import FileRefused, MediaType, Reason
from tests import evidence as made


def reason_of(content: bytes) -> Reason:
    with pytest.raises(FileRefused) as refusal:
        examine(content)
    return refusal.value.reason


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (made.film(), MediaType.mp4),
        (made.film(b"qt  "), MediaType.quicktime),
        (made.film(b"M4A ", b"soun"), MediaType.mp4_sound),
        (made.film(b"mp42", b"soun"), MediaType.mp4_sound),
        (made.film(b"M4A ", b"vide"), MediaType.mp4),
        (made.film() + made.box(b"moof", b"") + made.box(b"mdat", b""), MediaType.mp4),
    ],
)
def test_a_film_is_kept_as_it_is(content: bytes, media_type: MediaType) -> None:
    examined = examine(content)
    assert (examined.media_type, examined.content) == (media_type, None)


def test_the_place_where_a_film_was_made_is_blanked() -> None:
    content = made.film(telling=made.box(b"\xa9xyz", b"+52.37+004.89/"))
    [(start, end)] = examine(content).blanks
    assert content[start : start + 4] == b"udta"
    assert b"+52.37" in content[start:end]
    after = content[:start] + b"free" + bytes(end - start - 4) + content[end:]
    assert examine(after).blanks == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (made.film()[:-10], Reason.damaged),
        (made.film() + b"rest", Reason.damaged),
        (made.film() + made.box(b"evil", b""), Reason.damaged),
        (made.film(handler=b"text"), Reason.damaged),
        (made.box(b"ftyp", b"isom", bytes(4)) + made.box(b"mdat", bytes(9)), Reason.damaged),
        (made.film().replace(b"hdlr", b"hdlx"), Reason.damaged),
        (made.film().replace(b"mvhd", b"cmov"), Reason.damaged),
        (made.film() + made.archive(), Reason.two_in_one),
        (made.film() + made.box(b"free", made.archive()), Reason.two_in_one),
        (made.film(external=True), Reason.two_in_one),
        (made.box(b"ftyp", b"isom", bytes(4)) + b"\x00\x00\x00\x00moov", Reason.damaged),
        (made.box(b"ftyp", b"isom", bytes(4)) + b"\x00\x00\x00\x01mdat" + bytes(8), Reason.damaged),
    ],
)
@pytest.mark.abuse("A26")
def test_a_film_that_is_not_whole_or_is_something_else_too_is_refused(content: bytes, reason: Reason) -> None:
    assert reason_of(content) is reason
