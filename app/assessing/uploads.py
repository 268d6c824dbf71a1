"""Files on their way: begun, continued from any byte that arrived, examined at the end, then kept or refused.

Each part is sealed and safe on disk before its row says so, under a name of its own: two who write at one place
cannot spoil each other, the row lets one of them through. After a crash the row tells how far it came.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.assessing import file_store
from app.assessing.evidence_files import EvidenceFile, FileOwner, key_of, load_file, place_of, unlink
from app.assessing.file_errors import (
    DossierFull,
    FileUnreadable,
    UploadOffsetMismatch,
    refusal_of,
)
from app.assessing.file_store import FileBroken
from app.assessing.repository.evidence_files import EvidenceFileRepository
from app.assessing.upload_parts import KEPT_UNFINISHED, PartWriter, forget, read_parts, refuse
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound, TooMany
from app.platform.logging import log
from app.platform.media.examining import examine_elsewhere
from app.platform.media.kinds import MIB, Examined, FileRefused, Reason
from app.platform.media.labels import clean_label
from app.platform.vault import KEY_BYTES

MOST_PARTS: Final = 2_000
MOST_FILES: Final = 25
MOST_DOSSIER_BYTES: Final = 200 * MIB
MOST_ORGANISATION_BYTES: Final = 50 * 1024 * MIB
BEGUN_PER_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way; its id is that of the file it becomes. Sizes in bytes."""

    id: UUID
    announced: int
    received: int
    expires_at: datetime | None
    is_kept: bool

    @property
    def is_whole(self) -> bool:
        """Whether every byte has arrived."""
        return self.received == self.announced


async def begin_upload(
    context: Context, session: Session, owner: FileOwner, *, actor: str, size: int, name: str | None = None
) -> Upload:
    """Makes room for a file of `size` bytes; `session` is in the organisation's context.

    Raises FileDamaged for nothing, FileTooLarge, DossierFull, TooMany.
    """
    context.caches.limiter.hit(f"upload/{owner.organisation_id}", limit=BEGUN_PER_MINUTE, window=60)
    if size < 1:
        raise refusal_of(Reason.empty)
    if size > most_bytes(context):
        raise refusal_of(Reason.too_large)
    repository = EvidenceFileRepository(session, owner.organisation_id)
    _ensure_room(await repository.lock_room(owner.dossier_id), size)
    file_id, now = context.randomness.uuid(), context.clock.now()
    label = clean_label(name)
    expires_at = now + KEPT_UNFINISHED

    def seal(column: str, content: bytes) -> bytes:
        return owner.data_key.seal(content, context=owner.place(column, file_id))

    await repository.add(
        {
            "id": file_id,
            "candidate_id": owner.candidate_id,
            "dossier_id": owner.dossier_id,
            "announced": size,
            "key_sealed": seal("key_sealed", context.randomness.token(KEY_BYTES)),
            "label_sealed": seal("label_sealed", label.encode()) if label else None,
            "added_by": actor,
            "started_at": now,
            "expires_at": expires_at,
        }
    )
    return Upload(file_id, size, 0, expires_at, is_kept=False)


def most_bytes(context: Context) -> int:
    """How large one file may be, as the settings say."""
    return context.settings.most_upload_mb * MIB


async def load_upload(session: Session, owner: FileOwner, upload_id: UUID) -> Upload:
    """How far an upload has come. Raises NotFound."""
    row = await EvidenceFileRepository(session, owner.organisation_id).find(owner.dossier_id, upload_id)
    if row is None:
        raise NotFound
    return _upload(row)


async def append(
    context: Context, owner: FileOwner, upload_id: UUID, *, offset: int, stream: AsyncIterator[bytes]
) -> Upload:
    """Adds what `stream` gives, from byte `offset` on; with the last byte the file is examined and kept.

    When the stream breaks off, what came is kept and its error goes on. Raises NotFound, UploadOffsetMismatch,
    FileTooLarge for more than was announced, TooMany for too many parts; and what `finish` raises.
    """
    row, parts = await _load(context, owner, upload_id)
    if row["received"] != offset:
        raise UploadOffsetMismatch
    if len(parts) >= MOST_PARTS:
        raise TooMany("The file came in too many small parts. Begin again, with larger ones.")
    writer = PartWriter(context, owner, row)
    try:
        async for piece in stream:
            await writer.take(piece)
    except Exception:
        await writer.flush()
        raise
    await writer.flush()
    if writer.at == row["announced"]:
        await finish(context, owner, upload_id)
    return await _see(context, owner, upload_id)


async def finish(context: Context, owner: FileOwner, upload_id: UUID) -> EvidenceFile:
    """Examines a file that has arrived, and keeps it; a second time it is only told again.

    Raises NotFound, UploadOffsetMismatch when bytes are missing, and the refusal of a file that may not be kept,
    which is forgotten then.
    """
    row, parts = await _load(context, owner, upload_id)
    if row["state"] == "receiving":
        if row["received"] != row["announced"]:
            raise UploadOffsetMismatch
        await _examine_and_keep(context, owner, row, parts)
    async with context.database.transaction(organisation_id=owner.organisation_id) as session:
        return await load_file(session, owner, upload_id)


async def store_file(
    context: Context,
    owner: FileOwner,
    *,
    actor: str,
    stream: AsyncIterator[bytes],
    name: str | None = None,
    size: int | None = None,
) -> EvidenceFile:
    """Keeps a file that comes in one go, such as from a form; `size` is the most it can be, when that is known.

    Raises what `begin_upload`, `append` and `finish` raise; nothing is left of a file that did not arrive.
    """
    most = most_bytes(context) if size is None else min(size, most_bytes(context))
    async with context.database.transaction(organisation_id=owner.organisation_id) as session:
        upload = await begin_upload(context, session, owner, actor=actor, size=most, name=name)
    try:
        await append(context, owner, upload.id, offset=0, stream=stream)
        async with context.database.transaction(organisation_id=owner.organisation_id) as session:
            repository = EvidenceFileRepository(session, owner.organisation_id)
            row = await repository.find(owner.dossier_id, upload.id)
            if row is not None and row["state"] == "receiving" and not await repository.settle(upload.id):
                raise refusal_of(Reason.empty)
        return await finish(context, owner, upload.id)
    except BaseException:
        await forget(context, owner, upload.id)
        raise


async def _examine_and_keep(
    context: Context, owner: FileOwner, row: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]
) -> None:
    key = key_of(context, owner, row)

    def source() -> Iterator[bytes]:
        return read_parts(context, owner, row["id"], key, parts)

    try:
        examined = await examine_elsewhere(source)
        stored_as = context.randomness.uuid()
        place = place_of(context, owner.organisation_id, row["id"], stored_as)
        content = [examined.content] if examined.content is not None else _blanked(source(), examined)
        written = await asyncio.to_thread(file_store.write_file, place, key, content)
    except FileRefused as refusal:
        await refuse(context, owner, row["id"], refusal.reason)
        return
    except FileBroken as error:
        log.error("evidence.unreadable", organisation=str(owner.organisation_id), file=str(row["id"]))
        raise FileUnreadable from error
    values = {
        "stored_as": stored_as,
        "media_type": examined.media_type.value,
        "size": written.size,
        "digest": written.sha256,
        "now": context.clock.now(),
    }
    async with context.database.transaction(organisation_id=owner.organisation_id) as session:
        repository = EvidenceFileRepository(session, owner.organisation_id)
        is_kept = await repository.keep(row["id"], values)
        left = await repository.remove_parts([row["id"]]) if is_kept else [stored_as]
        if is_kept:
            await _record(context, session, owner, row)
    await unlink(context, owner.organisation_id, left)


def _blanked(pieces: Iterator[bytes], examined: Examined) -> Iterator[bytes]:
    return file_store.blank(pieces, examined.blanks) if examined.blanks else pieces


async def _load(
    context: Context, owner: FileOwner, file_id: UUID
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    async with context.database.transaction(organisation_id=owner.organisation_id) as session:
        repository = EvidenceFileRepository(session, owner.organisation_id)
        row = await repository.find(owner.dossier_id, file_id)
        if row is None:
            raise NotFound
        return row, await repository.list_parts(file_id)


async def _see(context: Context, owner: FileOwner, file_id: UUID) -> Upload:
    async with context.database.transaction(organisation_id=owner.organisation_id) as session:
        return await load_upload(session, owner, file_id)


def _ensure_room(used: Mapping[str, int], size: int) -> None:
    if used["files"] >= MOST_FILES:
        raise DossierFull(f"A dossier keeps at most {MOST_FILES} files. Remove one first.")
    if used["bytes"] + size > MOST_DOSSIER_BYTES:
        raise DossierFull(f"A dossier keeps at most {MOST_DOSSIER_BYTES // MIB} MB. Remove a file first.")
    if used["all_bytes"] + size > MOST_ORGANISATION_BYTES:
        raise DossierFull("The room of this organisation is used up. Ask the operator for more.")


async def _record(context: Context, session: Session, owner: FileOwner, row: Mapping[str, Any]) -> None:
    await audit.record(
        session,
        organisation_id=owner.organisation_id,
        actor=row["added_by"],
        action="evidence-file.kept",
        target=str(row["id"]),
        facts={"dossier": str(owner.dossier_id)},
        now=context.clock.now(),
        randomness=context.randomness,
    )


def _upload(row: Mapping[str, Any]) -> Upload:
    return Upload(
        row["id"], row["announced"], row["received"], row["expires_at"], is_kept=row["state"] == "kept"
    )
