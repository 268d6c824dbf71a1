"""Queries on what we remember of foreign status lists."""

import hashlib
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from app.platform.database import Session
from app.verifying.models import StatusListSightingRecord


async def record_sighting(session: Session, url: str, *, valid_from: datetime) -> datetime:
    """Remember a list of this age and return the newest `validFrom` ever seen of it."""
    sighting = insert(StatusListSightingRecord).values(
        url_digest=hashlib.sha256(url.encode()).digest(), url=url, highest_valid_from=valid_from
    )
    highest = StatusListSightingRecord.highest_valid_from
    statement = sighting.on_conflict_do_update(
        index_elements=[StatusListSightingRecord.url_digest],
        set_={"highest_valid_from": func.greatest(highest, sighting.excluded.highest_valid_from)},
    ).returning(highest)
    return (await session.execute(statement)).scalar_one()
