"""What is due to be forgotten, of everybody, found by its age; row-level security shows a sweep these rows only."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.platform.database import Session, fetch


class Due(StrEnum):
    """What a sweep looks for."""

    files = "files"
    not_yets = "not-yets"
    untouched = "untouched"
    closed = "closed"


_LIST: Final[Mapping[Due, str]] = {
    Due.files: """
        SELECT organisation_id, id FROM dossiers WHERE closed_at < :before AND files_erased_at IS NULL
        ORDER BY closed_at LIMIT :rows""",
    # One that was appealed is judged again first: its round is over when the next one is signed.
    Due.not_yets: """
        SELECT organisation_id, id FROM judgements WHERE outcome = 'not-yet' AND signed_at < :before
        ORDER BY signed_at LIMIT :rows""",
    Due.untouched: """
        SELECT organisation_id, id FROM dossiers WHERE closed_at IS NULL AND changed_at < :before
        ORDER BY changed_at LIMIT :rows""",
    Due.closed: """
        SELECT organisation_id, id FROM dossiers WHERE closed_at < :before ORDER BY closed_at LIMIT :rows""",
}


async def begin_sweep(session: Session) -> None:
    """From here the transaction sees what a sweep may see."""
    await fetch(session, "SELECT set_config('app.sweep', 'dossiers', true)", {})


async def list_due(session: Session, due: Due, before: datetime, rows: int) -> list[tuple[UUID, UUID]]:
    """Organisation and id of what is older than this, the oldest first."""
    found = await fetch(session, _LIST[due], {"before": before, "rows": rows})
    return [(row["organisation_id"], row["id"]) for row in found]
