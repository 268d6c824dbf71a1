"""Evidence files that are kept: opened, erased, swept, on the real database and disk."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.assessing.evidence_files import (
    EvidenceFile,
    FileOwner,
    erase_file,
    erase_files,
    list_files,
    load_file,
    load_file_owner,
    open_file,
)
from app.assessing.file_errors import FileUnreadable
from app.assessing.file_store import CHUNK_BYTES, FileBroken
from app.assessing.file_sweeps import ORPHANS_STAY, examine_folder, expire_uploads, sweep_orphans
from app.assessing.uploads import KEPT_UNFINISHED, append, begin_upload, store_file
from app.platform.context import Context
from app.platform.errors import NotFound
from app.platform.queue import run_worker
from app.platform.vault import SealBroken
from tests import evidence as made
from tests.conftest import LogBook
from tests.contract.assessing_cases import Desk, open_desk

FILM = made.film() + made.box(b"free", os.urandom(3 * CHUNK_BYTES))


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content


@pytest.fixture
async def desk(context: Context) -> Desk:
    return await open_desk(context)


@pytest.fixture
async def owner(desk: Desk) -> FileOwner:
    dossier = await desk.open()
    async with desk.work() as session:
        return await load_file_owner(desk.context, session, desk.organisation_id, dossier.id)


@pytest.fixture
async def film(desk: Desk, owner: FileOwner) -> EvidenceFile:
    return await store_file(
        desk.context, owner, actor="person:x", stream=once(FILM), name="Lassen met Piet.mp4"
    )


def on_disk(desk: Desk) -> list[Path]:
    return [path for path in desk.context.settings.upload_dir.rglob("*") if path.is_file()]


async def read(desk: Desk, owner: FileOwner, file: EvidenceFile, **span: int) -> bytes:
    return b"".join([piece async for piece in await open_file(desk.context, owner, file.id, **span)])


def age(path: Path, desk: Desk, by: timedelta) -> None:
    at = (desk.context.clock.now() - by).timestamp()
    os.utime(path, (at, at))


async def test_a_part_of_a_film_can_be_asked_alone(desk: Desk, owner: FileOwner, film: EvidenceFile) -> None:
    assert await read(desk, owner, film, start=100, end=CHUNK_BYTES + 50) == FILM[100 : CHUNK_BYTES + 50]


async def test_the_name_of_a_file_stands_nowhere_in_the_open(
    desk: Desk, film: EvidenceFile, superuser: psycopg.Connection[Any], log_book: LogBook
) -> None:
    assert film.name == "Lassen met Piet.mp4"
    rows = "".join(
        str(superuser.execute(f"SELECT row_to_json(t)::text FROM {name} t").fetchall())
        for name in ("evidence_files", "audit_events")
    )
    assert "Piet" not in rows
    log_book.hide("Piet")


async def test_what_is_kept_never_changes(film: EvidenceFile, superuser: psycopg.Connection[Any]) -> None:
    superuser.execute("SET session_replication_role = origin")
    try:
        with pytest.raises(psycopg.errors.RaiseException, match="never changes"):
            superuser.execute("UPDATE evidence_files SET size = 1")
    finally:
        superuser.execute("SET session_replication_role = replica")


async def test_a_file_that_was_cut_off_on_disk_is_never_shown(
    desk: Desk, owner: FileOwner, film: EvidenceFile
) -> None:
    [path] = on_disk(desk)
    content = path.read_bytes()
    path.write_bytes(content[: CHUNK_BYTES + 30])
    with pytest.raises(FileUnreadable):
        await read(desk, owner, film)
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(FileBroken):
        await read(desk, owner, film)
    path.unlink()
    with pytest.raises(FileUnreadable):
        await read(desk, owner, film)


async def test_erasing_a_file_clears_the_row_and_the_disk(
    desk: Desk, owner: FileOwner, film: EvidenceFile
) -> None:
    await erase_file(desk.context, owner, film.id)
    async with desk.work() as session:
        with pytest.raises(NotFound):
            await load_file(session, owner, film.id)
    assert on_disk(desk) == []
    with pytest.raises(NotFound):
        await erase_file(desk.context, owner, film.id)


async def test_erasing_a_worker_takes_every_file_with_the_transaction(
    desk: Desk, owner: FileOwner, film: EvidenceFile
) -> None:
    async with desk.work() as session:
        await erase_files(session, owner.organisation_id, candidate_id=owner.candidate_id)
        await session.rollback()
    assert await read(desk, owner, film) == FILM
    async with desk.work() as session:
        assert await erase_files(session, owner.organisation_id, candidate_id=owner.candidate_id) == 1
    await run_worker(desk.context, until_empty=True)
    assert on_disk(desk) == []
    async with desk.work() as session:
        assert await list_files(session, owner) == []
        with pytest.raises(ValueError, match="name a worker"):
            await erase_files(session, owner.organisation_id)


async def test_without_the_key_of_the_worker_a_file_is_unreadable(
    desk: Desk, owner: FileOwner, film: EvidenceFile
) -> None:
    other, _ = desk.context.vault.new_data_key(context="elsewhere")
    stranger = FileOwner(owner.organisation_id, owner.dossier_id, owner.candidate_id, other)
    with pytest.raises(SealBroken):
        await read(desk, stranger, film)


async def test_an_upload_that_nobody_continues_is_forgotten_after_a_day(
    desk: Desk, owner: FileOwner, film: EvidenceFile
) -> None:
    async with desk.work() as session:
        upload = await begin_upload(desk.context, session, owner, actor="person:x", size=len(FILM))
    await append(desk.context, owner, upload.id, offset=0, stream=once(FILM[:5_000]))
    assert await expire_uploads(desk.context) == 0
    desk.context.clock.advance(KEPT_UNFINISHED + timedelta(seconds=1))  # type: ignore[attr-defined]
    assert await expire_uploads(desk.context) == 1
    assert len(on_disk(desk)) == 1
    assert await read(desk, owner, film) == FILM


async def test_files_without_a_row_go_after_a_week_and_rows_without_a_file_are_told(
    desk: Desk, owner: FileOwner, film: EvidenceFile, log_book: LogBook
) -> None:
    [path] = on_disk(desk)
    young, old = (path.with_name(letter * 32) for letter in "ab")
    strange = path.with_name("notes.txt")
    for other in (young, old, strange):
        other.write_bytes(b"left")
        age(other, desk, timedelta(0))
    for other in (old, strange, path):
        age(other, desk, ORPHANS_STAY + timedelta(hours=1))
    assert await sweep_orphans(desk.context) == (1, 0)
    assert set(on_disk(desk)) == {path, young, strange}
    path.unlink()
    assert await sweep_orphans(desk.context) == (0, 1)
    assert log_book.one("evidence.missing")["organisation"] == str(owner.organisation_id)


async def test_files_of_an_organisation_without_rows_are_swept_too(desk: Desk, owner: FileOwner) -> None:
    left = desk.context.settings.upload_dir / owner.organisation_id.hex / ("c" * 32)
    left.parent.mkdir(parents=True)
    left.write_bytes(b"left")
    age(left, desk, ORPHANS_STAY + timedelta(hours=1))
    assert await sweep_orphans(desk.context) == (1, 0)


def test_the_folder_must_be_private_and_writable(tmp_path: Path) -> None:
    assert examine_folder(tmp_path / "new" / "uploads") is None
    tmp_path.chmod(0o755)
    assert "chmod 700" in (examine_folder(tmp_path) or "")
    (tmp_path / "file").write_bytes(b"")
    assert "cannot be written" in (examine_folder(tmp_path / "file") or "")
