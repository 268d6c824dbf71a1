"""The process that examines: it answers, and no file can stop it, hold it, or learn from it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.platform.media import examining
from app.platform.media.examining import COMMAND, examine_elsewhere, read_answer
from app.platform.media.kinds import FileRefused, MediaType, Reason
from app.platform.media.worker import answer
from tests import evidence as made


async def test_a_picture_comes_back_written_again() -> None:
    content = made.picture("PNG")
    examined = await examine_elsewhere(lambda: [content[:10], content[10:]])
    assert examined.media_type is MediaType.jpeg
    assert examined.content == read_answer(answer(content)).content


async def test_a_film_comes_back_with_what_to_blank() -> None:
    content = made.film(telling=b"place")
    examined = await examine_elsewhere(lambda: [content])
    assert examined == read_answer(answer(content))
    assert examined.blanks


async def test_a_refusal_says_why() -> None:
    with pytest.raises(FileRefused) as refusal:
        await examine_elsewhere(lambda: [made.SVG])
    assert refusal.value.reason is Reason.drawing


async def test_a_source_that_fails_is_heard() -> None:
    def broken() -> list[bytes]:
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        await examine_elsewhere(broken)


@pytest.mark.abuse("A15")
@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "from app.platform.media.worker import limit_process; limit_process(); x = bytes(4 << 30)",
        "import os; os.abort()",
    ],
)
async def test_a_file_that_takes_too_much_is_refused_in_time(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(examining, "COMMAND", (sys.executable, "-c", code))
    started = time.monotonic()
    with pytest.raises(FileRefused) as refusal:
        await examine_elsewhere(lambda: [bytes(1 << 20)] * 3, seconds=2)
    assert refusal.value.reason is Reason.too_heavy
    assert time.monotonic() - started < 30


def test_the_process_may_write_no_file_and_has_no_settings_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = (
        "import os; from app.platform.media.worker import limit_process; limit_process();"
        "print({k for k in os.environ if k.startswith('SKILLSPASS')});"
        f"open({str(tmp_path / 'left')!r}, 'wb', buffering=0).write(b'x' * 10)"
    )
    monkeypatch.setenv("SKILLSPASS_KEY_ENCRYPTION_KEY", "geheim")
    done = subprocess.run([*COMMAND[:3], "-c", code], env={}, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "set()"
    assert "File too large" in done.stderr


def test_silence_of_the_process_is_a_refusal() -> None:
    with pytest.raises(FileRefused) as refusal:
        read_answer(b"")
    assert refusal.value.reason is Reason.too_heavy
