"""An archive from outside does no harm: it is judged before it is read."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from app.ontologies.archives import MOST_LINE, MOST_MEMBERS, base_name, open_archive, read_lines
from app.ontologies.errors import UnreadableFramework


def write(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def read_all(path: Path) -> list[bytes]:
    with open_archive(path) as archive:
        return [archive.read(member) for member in archive.infolist()]


def refuse(path: Path, words: str) -> None:
    with pytest.raises(UnreadableFramework, match=words):
        read_all(path)


def test_an_honest_archive_is_read_in_place(tmp_path: Path) -> None:
    with open_archive(write(tmp_path / "a.zip", {"../../skills_nl.csv": b"x"})) as archive:
        [member] = archive.infolist()
        assert base_name(member) == "skills_nl.csv"
        assert archive.read(member) == b"x"
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    refuse(write(tmp_path / "a.zip", {"skills_nl.csv": bytes(5_000_000)}), "too tightly")


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    refuse(write(tmp_path / "a.zip", {f"{n}.csv": b"" for n in range(MOST_MEMBERS + 1)}), "more than")


def test_other_ways_of_packing_are_refused(tmp_path: Path) -> None:
    refuse(write(tmp_path / "a.zip", {"a.csv": b"x"}, zipfile.ZIP_BZIP2), "packed in a way")


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", bytes(1000)])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    refuse(path, "no zip archive")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    refuse(tmp_path / "a.zip", "no zip archive")


def test_a_member_that_is_larger_than_the_directory_says_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"skills_nl.csv": b"a" * 1000})
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 10)
    path.write_bytes(content)
    refuse(path, "no zip archive")


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"skills_nl.csv": b"a"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    refuse(path, "encrypted")


def test_sizes_that_lie_over_each_other_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.csv": b"a"}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 20, 1_000_000)
    path.write_bytes(content)
    refuse(path, "over each other")


def test_lines_are_utf_8_with_or_without_a_mark() -> None:
    assert list(read_lines(io.BytesIO("\ufeffé,1\r\nb\n".encode()), "x.csv")) == ["é,1\r\n", "b\n"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a\n\xff\n", "x.csv, line 2: this is no UTF-8"),
        (b"a" * MOST_LINE, "x.csv, line 1: the line is too long"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFramework, match=words):
        list(read_lines(io.BytesIO(content), "x.csv"))
