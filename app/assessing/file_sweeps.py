"""What is left of evidence files: uploads that nobody finished, files without a row, rows without a file."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from app.assessing import file_store
from app.assessing.evidence_files import path_of, unlink
from app.assessing.repository.evidence_files import EvidenceFileRepository, list_organisations_with_files
from app.platform.context import Context
from app.platform.logging import log

# Longer than any upload takes, and long enough to notice a folder that was restored from another day.
ORPHANS_STAY: Final = timedelta(days=7)


async def expire_uploads(context: Context) -> int:
    """Forgets uploads that nobody continued for a day; how many."""
    now, count = context.clock.now(), 0
    for organisation_id in await _list_organisations(context):
        async with context.database.transaction(organisation_id=organisation_id) as session:
            repository = EvidenceFileRepository(session, organisation_id)
            ids = await repository.list_ids(expired_at=now)
            names = await repository.remove(ids)
        await unlink(context, organisation_id, names)
        count += len(ids)
    return count


async def sweep_orphans(context: Context) -> tuple[int, int]:
    """Takes away files that no row names and that are old enough; how many, and how many rows lack their file."""
    removed = missing = 0
    owners = set(await _list_organisations(context))
    for organisation_id in owners | await asyncio.to_thread(_list_folders, context.settings.upload_dir):
        # The disk first: what is written meanwhile has a row by the time the rows are read.
        found = await asyncio.to_thread(_list_disk, context.settings.upload_dir, organisation_id)
        async with context.database.transaction(organisation_id=organisation_id) as session:
            named = await EvidenceFileRepository(session, organisation_id).list_names()
        latest = context.clock.now() - ORPHANS_STAY
        old = [name for name, changed_at in found.items() if name not in named and changed_at < latest]
        await unlink(context, organisation_id, old)
        removed += len(old)
        for name in named - found.keys():
            if not await asyncio.to_thread(path_of(context, organisation_id, name).exists):
                missing += 1
                log.error("evidence.missing", organisation=str(organisation_id), file=str(name))
    return removed, missing


async def _list_organisations(context: Context) -> list[UUID]:
    async with context.database.transaction() as session:
        return await list_organisations_with_files(session)


def _list_folders(folder: Path) -> set[UUID]:
    return {name for path in _entries(folder) if path.is_dir() and (name := _name(path)) is not None}


def _list_disk(folder: Path, organisation_id: UUID) -> dict[UUID, datetime]:
    found = {}
    for path in _entries(folder / organisation_id.hex):
        name = _name(path)
        if name is not None:
            found[name] = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return found


def _entries(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.is_dir() else iter(())


def _name(path: Path) -> UUID | None:
    """The id that a name on disk is; what we did not put there has none, and stays."""
    try:
        return UUID(hex=path.name) if path.name == path.name.lower() and len(path.name) == 32 else None
    except ValueError:
        return None


def examine_folder(folder: Path) -> str | None:
    """What is wrong with the folder of evidence files, None when it is private and can be written."""
    try:
        folder.mkdir(mode=file_store.PRIVATE_FOLDER, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return f"{folder} cannot be written: {error.strerror}"
    mode = folder.stat().st_mode & 0o777
    if mode & 0o077:
        return f"{folder} can be read by others (mode {mode:o}): chmod 700"
    return None
