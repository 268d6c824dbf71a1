"""Voice notes."""

from __future__ import annotations

import pytest

from app.platform.media.examine import examine
from app.platform.media.kinds import FileRefused, MediaType, Reason
from tests import evidence as made


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (made.mp3(), MediaType.mp3),
        (made.mp3(tag=b"TIT2" + bytes(300)), MediaType.mp3),
        (made.mp3() + b"TAG" + bytes(125), MediaType.mp3),
        (made.mp3() + bytes(600), MediaType.mp3),
        (made.ogg(), MediaType.ogg),
        (made.ogg(b"\x01vorbis"), MediaType.ogg),
        (made.wav(), MediaType.wav),
    ],
)
def test_a_voice_note_is_kept_as_it_is(content: bytes, media_type: MediaType) -> None:
    examined = examine(content)
    assert (examined.media_type, examined.content, examined.blanks) == (media_type, None, ())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (made.mp3(2), Reason.damaged),
        (made.mp3() + made.HTML, Reason.damaged),
        (made.mp3() + made.archive(), Reason.two_in_one),
        (b"ID3\x04\x00\x00\xff\xff\xff\xff" + made.mp3(), Reason.damaged),
        (b"ID3", Reason.damaged),
        (b"\xff\xfb\xf0\x00" + bytes(400), Reason.damaged),
        (made.ogg()[:-5], Reason.damaged),
        (made.ogg() + b"more", Reason.damaged),
        (made.ogg(b"\x80theora"), Reason.unknown_type),
        (made.ogg().replace(b"OggS\x00\x02", b"OggS\x00\x00", 1), Reason.damaged),
        (made.wav()[:-8], Reason.damaged),
        (made.wav().replace(b"fmt ", b"note"), Reason.damaged),
        (made.wav() + made.HTML, Reason.damaged),
    ],
)
@pytest.mark.abuse("A26")
def test_another_thing_than_a_voice_note_is_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(FileRefused) as refusal:
        examine(content)
    assert refusal.value.reason is reason
