"""Whether this process can serve: database there, migrations at head, vault usable."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.platform.context import Context

_MIGRATIONS: Final = Path(__file__).resolve().parents[2] / "migrations" / "versions"
_REVISION: Final = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)
_PROBE: Final = b"ready"
_PROBE_CONTEXT: Final = "readiness"


async def find_faults(context: Context) -> list[str]:
    """What stands in the way of serving, as short words for the log; empty when nothing does."""
    return [*await _database_faults(context), *_vault_faults(context)]


@lru_cache(maxsize=1)
def newest_migration() -> str:
    """The revision that the code was written for: the one that no other follows.

    Read as text, so that what only migrates is not in the memory of every process that serves.
    """
    named: list[dict[str, str]] = [
        dict(_REVISION.findall(path.read_text("utf-8"))) for path in _MIGRATIONS.glob("*.py")
    ]
    (newest,) = {each["revision"] for each in named} - {each.get("down_revision", "") for each in named}
    return newest


async def _database_faults(context: Context) -> list[str]:
    try:
        async with context.database.transaction() as session:
            connection = await session.connection()
            found = await connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            revision = found.scalar_one_or_none()
    except Exception as error:  # whatever the reason is, the answer is "not ready"
        return [f"database: {type(error).__name__}"]
    return [] if revision == newest_migration() else ["migrations"]


def _vault_faults(context: Context) -> list[str]:
    try:
        sealed = context.vault.seal(_PROBE, context=_PROBE_CONTEXT)
        is_usable = context.vault.open(sealed, context=_PROBE_CONTEXT) == _PROBE
    except Exception as error:  # whatever the reason is, the answer is "not ready"
        return [f"vault: {type(error).__name__}"]
    return [] if is_usable else ["vault"]
