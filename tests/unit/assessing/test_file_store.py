"""Files on disk: what was written comes back, and whatever was changed never does."""

from __future__ import annotations

import hashlib
import itertools
import os
import stat
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessing import file_store
from app.assessing.file_store import CHUNK_BYTES, FileBroken, Place
from app.platform.randomness import SystemRandomness
from app.platform.vault import DataKey

KEY = DataKey(bytes(range(32)), SystemRandomness())
SEALED = CHUNK_BYTES + 30


def place_in(folder: Path) -> Place:
    return Place(folder, UUID(int=1), UUID(int=2), uuid4())


def read(place: Place, size: int, key: DataKey = KEY, **span: int) -> bytes:
    return b"".join(file_store.open_file(place, key, size, **span))


@pytest.mark.parametrize("size", [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_a_file_comes_back_as_it_was_written(tmp_path: Path, size: int) -> None:
    place, content = place_in(tmp_path), os.urandom(size)
    written = file_store.write_file(place, KEY, [content[:7], content[7:]])
    assert (written.size, written.sha256) == (size, hashlib.sha256(content).digest())
    assert read(place, size) == content
    assert content[:64] not in place.path.read_bytes() or size < 16


def test_files_and_folders_are_private(tmp_path: Path) -> None:
    place = place_in(tmp_path / "uploads")
    file_store.write_part(place, KEY, 0, b"x")
    assert stat.S_IMODE(place.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.path.parent.stat().st_mode) == 0o700


@given(data=st.data())
def test_every_part_of_a_file_can_be_asked_alone(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    place, content = place_in(tmp_path_factory.mktemp("spans")), bytes(range(256)) * 1_000
    file_store.write_file(place, KEY, [content])
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start + 1, len(content)))
    assert read(place, len(content), start=start, end=end) == content[start:end]


@given(data=st.data())
def test_any_flip_swap_or_cut_on_disk_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    place, size = place_in(tmp_path_factory.mktemp("harm")), 3 * CHUNK_BYTES + 100
    file_store.write_file(place, KEY, [os.urandom(size)])
    before = place.path.read_bytes()
    harm = data.draw(st.sampled_from(["flip", "cut", "cut at a chunk", "swap", "repeat", "more"]))
    at = data.draw(st.integers(0, len(before) - 1))
    chunks = [before[start : start + SEALED] for start in range(0, len(before), SEALED)]
    after = {
        "flip": before[:at] + bytes([before[at] ^ 1 << at % 8]) + before[at + 1 :],
        "cut": before[:at],
        "cut at a chunk": b"".join(chunks[: at % 3 + 1]),
        "swap": b"".join([chunks[1], chunks[0], *chunks[2:]]),
        "repeat": b"".join([chunks[0], chunks[0], *chunks[2:]]),
        "more": before + chunks[0],
    }[harm]
    place.path.write_bytes(after)
    with pytest.raises(FileBroken):
        read(place, size)


def test_a_row_that_says_another_size_opens_nothing(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    file_store.write_file(place, KEY, [bytes(2 * CHUNK_BYTES)])
    place.path.write_bytes(place.path.read_bytes()[:SEALED])
    with pytest.raises(FileBroken):
        read(place, CHUNK_BYTES)


def test_a_file_of_another_place_or_key_opens_nothing(tmp_path: Path) -> None:
    mine, other = place_in(tmp_path), place_in(tmp_path)
    file_store.write_file(mine, KEY, [b"mine"])
    mine.path.rename(other.path)
    with pytest.raises(FileBroken):
        read(other, 4)
    other.path.rename(mine.path)
    with pytest.raises(FileBroken):
        read(mine, 4, DataKey(bytes(32), SystemRandomness()))
    assert read(mine, 4) == b"mine"


def test_a_part_is_bound_to_where_it_starts(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    file_store.write_part(place, KEY, 10, b"part")
    assert file_store.read_part(place, KEY, 10) == b"part"
    with pytest.raises(FileBroken):
        file_store.read_part(place, KEY, 0)
    file_store.remove([place.path, place.path])
    with pytest.raises(FileBroken):
        file_store.read_part(place, KEY, 10)


def test_nothing_is_left_of_a_file_that_could_not_be_written(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    with pytest.raises(ValueError, match="empty"):
        file_store.write_file(place, KEY, [])
    assert not place.path.exists()


def test_a_name_is_never_written_over(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    file_store.write_part(place, KEY, 0, b"first")
    with pytest.raises(FileExistsError):
        file_store.write_part(place, KEY, 0, b"second")
    assert file_store.read_part(place, KEY, 0) == b"first"


@given(cuts=st.lists(st.integers(0, 60), max_size=6))
def test_blanking_is_the_same_however_the_pieces_fall(cuts: list[int]) -> None:
    content = bytes(range(1, 61))
    edges = [0, *sorted(cuts), 60]
    pieces = [content[start:end] for start, end in itertools.pairwise(edges)]
    blanked = b"".join(file_store.blank(pieces, [(5, 15), (40, 43)]))
    assert blanked == content[:5] + b"free" + bytes(6) + content[15:40] + b"fre" + content[43:]
