"""Import a published framework: read, stage, and switch to the new release in one transaction."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from app.ontologies.competentnl_graph import read_competentnl, version_in_graph
from app.ontologies.errors import ImportRunning, UnreadableFramework
from app.ontologies.esco_files import read_esco, version_in_name
from app.ontologies.facts import Fact
from app.ontologies.frameworks import COMPETENTNL, ESCO, ImportedFramework, is_newer
from app.ontologies.release_rows import ReleaseRepository
from app.ontologies.staging_rows import Staged, Staging
from app.platform.context import Context
from app.platform.database import Session

OnBytes = Callable[[int], None]
Reader = Callable[..., Iterator[Fact]]
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; nothing was `staged` when the files were in the release already."""

    framework_id: str
    version: str
    is_current: bool
    concept_count: int
    staged: Staged | None


async def import_esco(
    context: Context, paths: Sequence[Path], *, version: str | None = None, on_bytes: OnBytes
) -> Imported:
    """Brings ESCO archives, one for each language, into one release; safe to repeat and to interrupt.

    The version is told by the original file names unless it is given. `on_bytes` hears how many packed bytes
    were read. An operator's act: it writes as the owner. Raises UnreadableFramework or
    ImportRunning, and then changes nothing.
    """
    versions = {version} if version else {version_in_name(path) for path in paths}
    found = versions.pop() if len(versions) == 1 else None
    if found is None:
        raise UnreadableFramework(
            "Give archives of one version, under their original names or with --release."
        )
    return await _import(context, ESCO, paths, read_esco, version=found, on_bytes=on_bytes)


async def import_competentnl(
    context: Context, paths: Sequence[Path], *, version: str | None = None, on_bytes: OnBytes
) -> Imported:
    """The same for CompetentNL in N-Triples; without a version it is the day of the newest statement of origin."""
    days = [day for path in paths if (day := version_in_graph(path))]
    found = version or max(days, default=None)
    if found is None:
        raise UnreadableFramework("The files do not tell their date: give the version with --release.")
    read = partial(read_competentnl, namespaces=context.settings.competentnl_namespaces)
    return await _import(context, COMPETENTNL, paths, read, version=found, on_bytes=on_bytes)


async def _import(
    context: Context,
    framework: ImportedFramework,
    paths: Sequence[Path],
    read: Reader,
    *,
    version: str,
    on_bytes: OnBytes,
) -> Imported:
    digests = {path: _digest(path) for path in paths}
    async with context.database.owner_transaction() as session:
        releases = ReleaseRepository(session)
        if not await releases.try_lock():
            raise ImportRunning
        known = {
            path
            for path in paths
            if await releases.find_version_of_file(framework.id, digests[path]) == version
        }
        staged = None
        if known != set(paths):
            staged = await _stage(session, (read(path, on_bytes=on_bytes) for path in paths))
            release_id = await releases.put_release(framework.id, version, now=context.clock.now())
            if not await releases.merge_staged(release_id):
                raise UnreadableFramework("The files have no concept with a name.")
            if await _is_newest(releases, framework.id, version):
                await releases.make_current(framework.id, release_id)
            for digest in digests.values():
                await releases.add_file(release_id, digest, now=context.clock.now())
        return await _outcome(releases, framework.id, version, staged)


async def _stage(session: Session, sources: Iterator[Iterator[Fact]]) -> Staged:
    staging = Staging(session)
    await staging.create()
    for facts in sources:
        for fact in facts:
            await staging.add(fact)
    return await staging.finish()


async def _is_newest(releases: ReleaseRepository, framework_id: str, version: str) -> bool:
    others = [row["version"] for row in await releases.list_all() if row["framework_id"] == framework_id]
    return not any(is_newer(other, version) for other in others)


async def _outcome(
    releases: ReleaseRepository, framework_id: str, version: str, staged: Staged | None
) -> Imported:
    [row] = [
        row
        for row in await releases.list_all()
        if (row["framework_id"], row["version"]) == (framework_id, version)
    ]
    return Imported(framework_id, version, row["is_current"], row["concept_count"], staged)


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise UnreadableFramework(f"{path.name} cannot be read: {error.strerror}.") from error
    return digest.digest()
