"""An archive behind something else."""

from __future__ import annotations

import pytest

from app.platform.media.kinds import FileRefused, Reason
from app.platform.media.tails import ensure_no_archive
from tests import evidence as made


@pytest.mark.abuse("A26")
@pytest.mark.parametrize("after", [b"", b"comment of another reader", bytes(60_000)])
def test_an_archive_behind_a_file_is_found(after: bytes) -> None:
    with pytest.raises(FileRefused) as refusal:
        ensure_no_archive(made.wav() + made.archive() + after)
    assert refusal.value.reason is Reason.two_in_one


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"PK\x05\x06" + b"\xff" * 30, made.wav()])
def test_the_letters_alone_are_no_archive(content: bytes) -> None:
    ensure_no_archive(content)
