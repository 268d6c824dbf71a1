"""Evidence files that are kept: found, opened, erased. Their bytes stand on disk, sealed under a key of their own."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from app.assessing import file_store
from app.assessing.dossiers import load_candidate_of, load_dossier, load_open_dossier
from app.assessing.file_errors import FileUnreadable
from app.assessing.file_store import FileBroken, Place
from app.assessing.repository.evidence_files import EvidenceFileRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.logging import log
from app.platform.media.kinds import MediaType
from app.platform.media.labels import file_name
from app.platform.queue import enqueue
from app.platform.vault import DataKey

UNLINK_JOB: Final = "assessing.unlink_files"


@dataclass(frozen=True, slots=True)
class FileOwner:
    """Whose file it is: the dossier, and the worker with their data key."""

    organisation_id: UUID
    dossier_id: UUID
    candidate_id: UUID
    data_key: DataKey

    def place(self, column: str, file_id: UUID) -> str:
        """What a sealed column of a file is bound to."""
        return f"evidence_files/{column}/{self.organisation_id}/{self.candidate_id}/{file_id}"


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that is kept. `size` in bytes; `sha256` is of what is kept, which for a picture is not what came."""

    id: UUID
    media_type: MediaType
    size: int
    sha256: bytes
    name: str
    added_by: str
    kept_at: datetime


async def load_file_owner(
    context: Context, session: Session, organisation_id: UUID, dossier_id: UUID, *, is_open: bool = False
) -> FileOwner:
    """Whose files those of a dossier are; `is_open` when one is to be added. Raises NotFound, DossierClosed."""
    load = load_open_dossier if is_open else load_dossier
    dossier = await load(session, organisation_id, dossier_id)
    candidate = await load_candidate_of(context, session, organisation_id, dossier)
    return FileOwner(organisation_id, dossier.id, candidate.id, candidate.data_key)


async def list_files(session: Session, owner: FileOwner) -> list[EvidenceFile]:
    """The files of a dossier, the oldest first."""
    rows = await EvidenceFileRepository(session, owner.organisation_id).list_kept(owner.dossier_id)
    return [_file(owner, row) for row in rows]


async def load_file(session: Session, owner: FileOwner, file_id: UUID) -> EvidenceFile:
    """One file of the dossier. Raises NotFound, also while it is still on its way."""
    return _file(owner, await _load_row(session, owner, file_id))


async def open_file(
    context: Context, owner: FileOwner, file_id: UUID, *, start: int = 0, end: int | None = None
) -> AsyncIterator[bytes]:
    """The bytes of a file, or those from `start` up to `end`, each proven before it is given.

    Raises NotFound and FileUnreadable before the first; FileBroken when the disk gives something else halfway.
    """
    async with context.database.transaction(organisation_id=owner.organisation_id) as session:
        row = await _load_row(session, owner, file_id)
    place = place_of(context, owner.organisation_id, file_id, row["stored_as"])
    key = key_of(context, owner, row)
    try:
        pieces = await asyncio.to_thread(file_store.open_file, place, key, row["size"], start=start, end=end)
        first = await asyncio.to_thread(next, pieces, b"")
    except FileBroken as error:
        log.error("evidence.unreadable", organisation=str(owner.organisation_id), file=str(file_id))
        raise FileUnreadable from error
    return _in_threads(first, pieces)


async def erase_file(context: Context, owner: FileOwner, file_id: UUID) -> None:
    """Takes one file or upload away, key first, then disk. Raises NotFound."""
    async with context.database.transaction(organisation_id=owner.organisation_id) as session:
        repository = EvidenceFileRepository(session, owner.organisation_id)
        if await repository.find(owner.dossier_id, file_id) is None:
            raise NotFound
        names = await repository.remove([file_id])
    await unlink(context, owner.organisation_id, names)


async def erase_files(
    session: Session,
    organisation_id: UUID,
    *,
    candidate_id: UUID | None = None,
    dossier_id: UUID | None = None,
) -> int:
    """Takes every file of a worker or a dossier away in the caller's transaction; how many.

    Their keys go with the rows, so nothing can read them from its commit on; a job clears the disk.
    Raises ValueError when neither is named.
    """
    if candidate_id is None and dossier_id is None:
        raise ValueError("name a worker or a dossier")
    repository = EvidenceFileRepository(session, organisation_id)
    ids = await repository.list_ids(candidate_id=candidate_id, dossier_id=dossier_id)
    names = await repository.remove(ids)
    if names:
        await enqueue(
            session,
            UNLINK_JOB,
            organisation_id=str(organisation_id),
            names=[str(name) for name in names],
        )
    return len(ids)


async def unlink(context: Context, organisation_id: UUID, names: Sequence[UUID]) -> None:
    """Clears the disk of what no row names any more."""
    await asyncio.to_thread(file_store.remove, [path_of(context, organisation_id, name) for name in names])


def path_of(context: Context, organisation_id: UUID, stored_as: UUID) -> Path:
    """Where something of this name stands."""
    return place_of(context, organisation_id, stored_as, stored_as).path


def place_of(context: Context, organisation_id: UUID, file_id: UUID, stored_as: UUID) -> Place:
    """Where a file or a part of it stands."""
    return Place(context.settings.upload_dir, organisation_id, file_id, stored_as)


def key_of(context: Context, owner: FileOwner, row: Mapping[str, Any]) -> DataKey:
    """The key of one file. Raises SealBroken when the worker's key is gone."""
    key = owner.data_key.open(row["key_sealed"], context=owner.place("key_sealed", row["id"]))
    return DataKey(key, context.randomness)


async def _load_row(session: Session, owner: FileOwner, file_id: UUID) -> dict[str, Any]:
    row = await EvidenceFileRepository(session, owner.organisation_id).find(owner.dossier_id, file_id)
    if row is None or row["state"] != "kept":
        raise NotFound
    return row


async def _in_threads(first: bytes, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    piece = first
    while piece:
        yield piece
        piece = await asyncio.to_thread(next, pieces, b"")


def _file(owner: FileOwner, row: Mapping[str, Any]) -> EvidenceFile:
    label = None
    if row["label_sealed"] is not None:
        label = owner.data_key.open(
            row["label_sealed"], context=owner.place("label_sealed", row["id"])
        ).decode()
    media_type = MediaType(row["media_type"])
    return EvidenceFile(
        id=row["id"],
        media_type=media_type,
        size=row["size"],
        sha256=bytes(row["sha256"]),
        name=file_name(label, media_type),
        added_by=row["added_by"],
        kept_at=row["kept_at"],
    )
