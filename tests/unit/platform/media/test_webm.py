"""What browsers record."""

from __future__ import annotations

import pytest

from app.platform.media.examine import examine
from app.platform.media.kinds import FileRefused, MediaType, Reason
from tests import evidence as made


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize(("track_type", "media_type"), [(1, MediaType.webm), (2, MediaType.webm_sound)])
def test_a_recording_is_kept_also_when_it_was_never_closed(
    track_type: int, media_type: MediaType, is_open: bool
) -> None:
    assert examine(made.webm(track_type, is_open=is_open)).media_type is media_type


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (made.webm(doc_type=b"matroska"), Reason.unknown_type),
        (made.webm(17), Reason.damaged),
        (made.webm()[:-3], Reason.damaged),
        (made.webm() + b"more", Reason.damaged),
        (made.webm(is_open=True) + made.HTML, Reason.damaged),
        (made.webm(extra=made.element(0x1941A469, made.archive())), Reason.two_in_one),
        (made.webm() + made.archive(), Reason.two_in_one),
        (made.webm(extra=made.element(0x4DBB, b"")), Reason.damaged),
        (made.webm(extra=made.element(0x1549A966, is_open=True)), Reason.damaged),
        (b"\x1aE\xdf\xa3" + bytes(20), Reason.damaged),
        (b"\x1aE\xdf\xa3\x84", Reason.damaged),
    ],
)
@pytest.mark.abuse("A26")
def test_another_thing_than_a_recording_is_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(FileRefused) as refusal:
        examine(content)
    assert refusal.value.reason is reason
