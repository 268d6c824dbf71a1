"""The parts of an upload: sealed and safe on disk before their row says so, each under a name of its own."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from app.assessing import file_store
from app.assessing.evidence_files import FileOwner, erase_file, key_of, place_of
from app.assessing.file_errors import UploadOffsetMismatch, refusal_of
from app.assessing.repository.evidence_files import EvidenceFileRepository
from app.platform.context import Context
from app.platform.errors import NotFound
from app.platform.logging import log
from app.platform.media.kinds import MIB, FileRefused, Reason
from app.platform.media.sniffing import HEAD_BYTES, sniff
from app.platform.vault import DataKey

PART_BYTES: Final = MIB
KEPT_UNFINISHED: Final = timedelta(hours=24)


class PartWriter:
    """Takes pieces of any size and keeps them as parts."""

    def __init__(self, context: Context, owner: FileOwner, row: Mapping[str, Any]) -> None:
        self._context, self._owner, self._row = context, owner, row
        self._key = key_of(context, owner, row)
        self._waiting = bytearray()
        self.at: int = row["received"]

    async def take(self, piece: bytes) -> None:
        """Adds a piece; whole parts are kept at once."""
        if self.at + len(self._waiting) + len(piece) > self._row["announced"]:
            self._waiting.clear()
            await forget(self._context, self._owner, self._row["id"])
            raise refusal_of(Reason.too_large)
        self._waiting += piece
        while len(self._waiting) >= PART_BYTES:
            await self._keep(bytes(self._waiting[:PART_BYTES]))
            del self._waiting[:PART_BYTES]

    async def flush(self) -> None:
        """Keeps what is left."""
        content = bytes(self._waiting)
        self._waiting.clear()
        if content:
            await self._keep(content)

    async def _keep(self, content: bytes) -> None:
        await self._ensure_known_type(content)
        context, file_id = self._context, self._row["id"]
        stored_as = context.randomness.uuid()
        place = place_of(context, self._owner.organisation_id, file_id, stored_as)
        await asyncio.to_thread(file_store.write_part, place, self._key, self.at, content)
        part = {"starts_at": self.at, "size": len(content), "stored_as": stored_as}
        expires_at = context.clock.now() + KEPT_UNFINISHED
        async with context.database.transaction(organisation_id=self._owner.organisation_id) as session:
            repository = EvidenceFileRepository(session, self._owner.organisation_id)
            is_kept = await repository.add_part(file_id, part, expires_at=expires_at)
        if not is_kept:
            await asyncio.to_thread(file_store.remove, [place.path])
            raise UploadOffsetMismatch
        self.at += len(content)

    async def _ensure_known_type(self, content: bytes) -> None:
        """Nobody has to send a hundred megabytes to hear that its type is refused."""
        is_whole = self.at + len(content) == self._row["announced"]
        if self.at or (len(content) < HEAD_BYTES and not is_whole):
            return
        try:
            sniff(content[:HEAD_BYTES])
        except FileRefused as refusal:
            self._waiting.clear()
            await refuse(self._context, self._owner, self._row["id"], refusal.reason)


def read_parts(
    context: Context, owner: FileOwner, file_id: UUID, key: DataKey, parts: Sequence[Mapping[str, Any]]
) -> Iterator[bytes]:
    """The parts in order. Raises FileBroken."""
    for part in parts:
        place = place_of(context, owner.organisation_id, file_id, part["stored_as"])
        yield file_store.read_part(place, key, part["starts_at"])


async def refuse(context: Context, owner: FileOwner, file_id: UUID, reason: Reason) -> None:
    """Forgets the file, and raises its refusal."""
    log.warning("content.rejected", reason=reason.value, organisation=str(owner.organisation_id))
    await forget(context, owner, file_id)
    raise refusal_of(reason)


async def forget(context: Context, owner: FileOwner, file_id: UUID) -> None:
    """Takes the file away, if it is still there."""
    try:
        await erase_file(context, owner, file_id)
    except NotFound:
        return
