"""The journal of erasures: on disk before anything is forgotten, whole after a crash, private to the service."""

import stat
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.platform.erasure_journal import Erasure, JournalBroken, append_erasures, read_erasures

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def line(number: int = 1, organisation_id: UUID | None = None) -> Erasure:
    """One line about somebody."""
    subject = "holder" if organisation_id is None else "recipient"
    return Erasure(UUID(int=number), subject, uuid4(), organisation_id, NOON)


def append_fifty(path: Path) -> None:
    for _ in range(50):
        append_erasures(path, [Erasure(uuid4(), "holder", uuid4(), None, NOON)])


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "erasures.jsonl"
    first, second = line(1), line(2, uuid4())
    append_erasures(path, [first])
    append_erasures(path, [second])
    assert read_erasures(path) == [first, second]


def test_a_journal_that_was_never_written_is_empty(tmp_path: Path) -> None:
    assert read_erasures(tmp_path / "erasures.jsonl") == []


def test_only_the_service_can_read_it(tmp_path: Path) -> None:
    append_erasures(tmp_path / "erasures.jsonl", [line()])
    assert stat.S_IMODE((tmp_path / "erasures.jsonl").stat().st_mode) == 0o600


def test_a_line_that_a_crash_cut_short_is_passed_over_and_the_next_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "erasures.jsonl"
    first, second = line(1), line(2)
    append_erasures(path, [first])
    with path.open("ab") as file:
        file.write(b'{"id":"00000000-0000')
    assert read_erasures(path) == [first]
    append_erasures(path, [second])
    assert read_erasures(path) == [first, second]


@pytest.mark.parametrize("text", ["onzin", "{}", '{"id":1}', '{"id":"x"}', ""])
def test_a_line_that_is_none_of_ours_stops_the_service_instead_of_forgetting_nobody(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "erasures.jsonl"
    path.write_text(f"{text}\n")
    with pytest.raises(JournalBroken, match="line 1"):
        read_erasures(path)


def test_processes_that_write_at_once_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "erasures.jsonl"
    with ProcessPoolExecutor(max_workers=3) as pool:
        list(pool.map(append_fifty, [path] * 3))
    assert len({erasure.id for erasure in read_erasures(path)}) == 150
