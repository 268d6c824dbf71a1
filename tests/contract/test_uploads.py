"""Files on their way, on the real database and disk: begun, broken off, continued, refused, kept."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.assessing import uploads
from app.assessing.evidence_files import EvidenceFile, FileOwner, list_files, load_file_owner, open_file
from app.assessing.file_errors import (
    DossierFull,
    FileDamaged,
    FileTooLarge,
    FileTypeRefused,
    FileUnsafe,
    UploadOffsetMismatch,
)
from app.assessing.upload_parts import PART_BYTES
from app.assessing.uploads import Upload, append, begin_upload, finish, load_upload, store_file
from app.platform.context import Context
from app.platform.embedded import EmbeddedPostgres
from app.platform.errors import AppError, NotFound, TooMany
from app.platform.media.kinds import MediaType
from tests import evidence as made
from tests.contract.assessing_cases import Desk, open_desk

FILM = made.film() + made.box(b"free", os.urandom(3 * PART_BYTES))


async def pieces(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


async def broken(content: bytes) -> AsyncIterator[bytes]:
    yield content
    raise ConnectionResetError("the phone went into a tunnel")


@pytest.fixture
async def desk(context: Context) -> Desk:
    return await open_desk(context)


@pytest.fixture
async def owner(desk: Desk) -> FileOwner:
    dossier = await desk.open()
    async with desk.work() as session:
        return await load_file_owner(desk.context, session, desk.organisation_id, dossier.id, is_open=True)


async def begin(desk: Desk, owner: FileOwner, size: int, name: str | None = None) -> Upload:
    async with desk.work() as session:
        return await begin_upload(desk.context, session, owner, actor="person:x", size=size, name=name)


async def send(desk: Desk, owner: FileOwner, content: bytes, name: str | None = None) -> EvidenceFile:
    upload = await begin(desk, owner, len(content), name)
    await append(desk.context, owner, upload.id, offset=0, stream=pieces(content))
    async with desk.work() as session:
        return (await list_files(session, owner))[-1]


async def see(desk: Desk, owner: FileOwner, upload_id: UUID) -> Upload:
    async with desk.work() as session:
        return await load_upload(session, owner, upload_id)


async def content_of(desk: Desk, owner: FileOwner, file_id: UUID) -> bytes:
    return b"".join([piece async for piece in await open_file(desk.context, owner, file_id)])


def on_disk(desk: Desk) -> list[Path]:
    return [path for path in desk.context.settings.upload_dir.rglob("*") if path.is_file()]


async def test_a_film_is_kept_and_stands_sealed_in_one_piece(desk: Desk, owner: FileOwner) -> None:
    file = await send(desk, owner, FILM, "../../Steiger \u202e bouwen.exe")
    assert (file.media_type, file.size, file.name) == (MediaType.mp4, len(FILM), "Steiger bouwen.mp4")
    assert file.sha256 == hashlib.sha256(FILM).digest()
    assert await content_of(desk, owner, file.id) == FILM
    [path] = on_disk(desk)
    assert FILM[-500:-400] not in path.read_bytes()


async def test_what_tells_where_a_film_was_made_is_not_kept(desk: Desk, owner: FileOwner) -> None:
    file = await send(desk, owner, made.film(telling=made.box(b"\xa9xyz", b"+52.37+004.89/")))
    assert b"+52.37" not in await content_of(desk, owner, file.id)


async def test_a_photo_is_kept_without_its_place(desk: Desk, owner: FileOwner) -> None:
    file = await send(desk, owner, made.photo_with_place())
    kept = await content_of(desk, owner, file.id)
    assert file.media_type is MediaType.jpeg
    assert made.PLACE.encode() not in kept
    assert (file.size, file.sha256) == (len(kept), hashlib.sha256(kept).digest())


async def test_an_upload_that_broke_off_goes_on_where_it_was(desk: Desk, owner: FileOwner) -> None:
    upload = await begin(desk, owner, len(FILM))
    half = PART_BYTES + 12_345
    with pytest.raises(ConnectionResetError):
        await append(desk.context, owner, upload.id, offset=0, stream=broken(FILM[:half]))
    assert (await see(desk, owner, upload.id)).received == half
    with pytest.raises(UploadOffsetMismatch):
        await append(desk.context, owner, upload.id, offset=0, stream=pieces(FILM))
    done = await append(desk.context, owner, upload.id, offset=half, stream=pieces(FILM[half:]))
    assert done.is_kept
    assert await content_of(desk, owner, upload.id) == FILM


async def test_of_two_who_write_at_one_place_one_goes_through_and_nothing_is_spoilt(
    desk: Desk, owner: FileOwner
) -> None:
    upload = await begin(desk, owner, len(FILM))
    both = [append(desk.context, owner, upload.id, offset=0, stream=pieces(FILM)) for _ in range(4)]
    ended = await asyncio.gather(*both, return_exceptions=True)
    assert {type(end) for end in ended} <= {Upload, UploadOffsetMismatch}
    while not (now := await see(desk, owner, upload.id)).is_kept:
        rest = pieces(FILM[now.received :])
        await append(desk.context, owner, upload.id, offset=now.received, stream=rest)
    assert await content_of(desk, owner, upload.id) == FILM
    assert len(on_disk(desk)) == 1


async def test_finishing_twice_at_once_keeps_one_file(desk: Desk, owner: FileOwner) -> None:
    upload = await begin(desk, owner, len(FILM))
    await append(desk.context, owner, upload.id, offset=0, stream=pieces(FILM[:-1]))
    with pytest.raises(UploadOffsetMismatch):
        await finish(desk.context, owner, upload.id)
    await append(desk.context, owner, upload.id, offset=len(FILM) - 1, stream=pieces(FILM[-1:]))
    again = await asyncio.gather(*(finish(desk.context, owner, upload.id) for _ in range(3)))
    assert len({file.sha256 for file in again}) == 1
    assert len(on_disk(desk)) == 1


async def test_a_whole_upload_that_was_never_finished_is_finished_by_an_empty_part(
    desk: Desk, owner: FileOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = await begin(desk, owner, len(FILM))

    async def dies(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr(uploads, "finish", dies)
        with pytest.raises(ConnectionResetError):
            await append(desk.context, owner, upload.id, offset=0, stream=pieces(FILM))
    done = await append(desk.context, owner, upload.id, offset=len(FILM), stream=pieces(b""))
    assert done.is_kept


@pytest.mark.abuse("A15", "A26")
@pytest.mark.parametrize(
    ("content", "error", "code"),
    [
        (made.SVG, FileTypeRefused, "drawing"),
        (made.HTML, FileTypeRefused, "web_page"),
        (made.archive(), FileTypeRefused, "archive"),
        (made.archive("word/vbaProject.bin"), FileTypeRefused, "office"),
        (b"MZ" + bytes(3_000), FileTypeRefused, "program"),
        (made.box(b"ftyp", b"heic", bytes(2_000)), FileTypeRefused, "heic"),
        (made.png_bomb(), FileTooLarge, "too_many_pixels"),
        (made.jpeg_bomb(), FileTooLarge, "too_many_pixels"),
        (made.webp_bomb(), FileTooLarge, "too_many_pixels"),
        (made.moving("PNG"), FileTypeRefused, "moving_picture"),
        (made.pdf() + made.archive(), FileUnsafe, "two_in_one"),
        (made.pdf(attachment=b"MZ"), FileUnsafe, "active_document"),
        (made.film()[:-9], FileDamaged, "damaged"),
        (made.picture(size=(500, 500))[:900], FileDamaged, "damaged"),
    ],
)
async def test_a_hostile_file_is_refused_and_nothing_of_it_is_left(
    desk: Desk, owner: FileOwner, content: bytes, error: type[AppError], code: str
) -> None:
    upload = await begin(desk, owner, len(content))
    with pytest.raises(error) as refusal:
        await append(desk.context, owner, upload.id, offset=0, stream=pieces(content))
    assert [fault.code for fault in refusal.value.errors] == [code]
    with pytest.raises(NotFound):
        await see(desk, owner, upload.id)
    assert on_disk(desk) == []


async def test_a_type_that_is_refused_is_told_after_the_first_part(desk: Desk, owner: FileOwner) -> None:
    upload = await begin(desk, owner, 90 * PART_BYTES)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield made.archive() + bytes(PART_BYTES)

    with pytest.raises(FileTypeRefused):
        await append(desk.context, owner, upload.id, offset=0, stream=endless())
    assert sent == 1


@pytest.mark.abuse("A15")
async def test_more_than_was_announced_is_refused_at_once(desk: Desk, owner: FileOwner) -> None:
    upload = await begin(desk, owner, 1_000)
    with pytest.raises(FileTooLarge):
        await append(desk.context, owner, upload.id, offset=0, stream=pieces(FILM))
    assert on_disk(desk) == []


@pytest.mark.parametrize(
    ("size", "error"), [(0, FileDamaged), (-1, FileDamaged), (101 * 2**20, FileTooLarge)]
)
async def test_a_size_that_cannot_be_is_refused_before_a_byte_is_sent(
    desk: Desk, owner: FileOwner, size: int, error: type[AppError]
) -> None:
    with pytest.raises(error):
        await begin(desk, owner, size)


@pytest.mark.abuse("A15")
async def test_a_dossier_keeps_so_many_files_and_bytes_also_when_all_come_at_once(
    desk: Desk, owner: FileOwner
) -> None:
    ended = await asyncio.gather(*(begin(desk, owner, 60 * 2**20) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(end, Upload) for end in ended) == 3
    assert sum(isinstance(end, DossierFull) for end in ended) == 5
    for _ in range(22):
        await begin(desk, owner, 1)
    with pytest.raises(DossierFull, match="25"):
        await begin(desk, owner, 1)


async def test_an_organisation_has_room_for_so_much_and_begins_so_many_a_minute(
    desk: Desk, owner: FileOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_ORGANISATION_BYTES", 100)
    with pytest.raises(DossierFull):
        await begin(desk, owner, 101)
    monkeypatch.setattr(uploads, "BEGUN_PER_MINUTE", 1)
    with pytest.raises(TooMany):
        await begin(desk, owner, 1)


async def test_many_small_parts_come_to_an_end(
    desk: Desk, owner: FileOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_PARTS", 2)
    upload = await begin(desk, owner, len(FILM))
    for at in range(2):
        await append(desk.context, owner, upload.id, offset=at, stream=pieces(FILM[at : at + 1]))
    with pytest.raises(TooMany):
        await append(desk.context, owner, upload.id, offset=2, stream=pieces(FILM[2:3]))


async def test_a_form_sends_a_file_in_one_go(desk: Desk, owner: FileOwner) -> None:
    file = await store_file(
        desk.context, owner, actor="person:x", stream=pieces(FILM), name="film.mp4", size=len(FILM) + 999
    )
    assert await content_of(desk, owner, file.id) == FILM
    exact = await store_file(desk.context, owner, actor="person:x", stream=pieces(FILM), size=len(FILM))
    assert exact.size == len(FILM)


@pytest.mark.parametrize("content", [b"", made.SVG])
async def test_of_a_form_without_a_good_file_nothing_is_left(
    desk: Desk, owner: FileOwner, content: bytes
) -> None:
    with pytest.raises((FileDamaged, FileTypeRefused)):
        await store_file(desk.context, owner, actor="person:x", stream=pieces(content), size=5_000)
    with pytest.raises(ConnectionResetError):
        await store_file(desk.context, owner, actor="person:x", stream=broken(FILM), size=len(FILM) + 9)
    assert on_disk(desk) == []


@pytest.mark.abuse("A01")
async def test_another_dossier_and_another_organisation_do_not_see_an_upload(
    desk: Desk, owner: FileOwner
) -> None:
    upload = await begin(desk, owner, 10)
    for other in (replace(owner, dossier_id=uuid4()), replace(owner, organisation_id=uuid4())):
        with pytest.raises(NotFound):
            await append(desk.context, other, upload.id, offset=0, stream=pieces(b"x"))


async def test_a_process_that_is_killed_in_the_middle_leaves_an_upload_that_goes_on(
    desk: Desk, owner: FileOwner, server: EmbeddedPostgres
) -> None:
    content = made.film() + made.box(b"free", os.urandom(6 * PART_BYTES))
    upload = await begin(desk, owner, len(content))
    folder = desk.context.settings.upload_dir
    source = folder.parent / "film"
    source.write_bytes(content)
    arguments = [server.url, str(folder), str(owner.organisation_id), str(owner.dossier_id), str(upload.id)]
    dead = subprocess.run(
        [sys.executable, "-m", "tests.contract.upload_and_die", *arguments, str(source)],
        cwd=Path(__file__).parents[2],
        timeout=120,
    )
    assert dead.returncode == -signal.SIGKILL
    now = await see(desk, owner, upload.id)
    assert now.received == 3 * PART_BYTES
    assert len(on_disk(desk)) == 4
    done = await append(
        desk.context, owner, upload.id, offset=now.received, stream=pieces(content[now.received :])
    )
    assert done.is_kept
    assert await content_of(desk, owner, upload.id) == content
    assert desk.context.clock.now() < (upload.expires_at or now.expires_at) + timedelta(seconds=1)
