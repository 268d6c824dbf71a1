"""Queries on what we remember of foreign status lists, and on challenges."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from app.platform.database import Session
from app.verifying.models import StatusListSightingRecord, VcApiChallengeRecord


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


async def add_challenge(session: Session, digest: bytes, *, now: datetime, expires_at: datetime) -> None:
    """Write a challenge down; the transaction has it as its capability."""
    session.add(VcApiChallengeRecord(challenge_hash=digest, created_at=now, expires_at=expires_at))
    await session.flush()


async def take_challenge(session: Session, digest: bytes, *, now: datetime) -> bool:
    """Remove the challenge of this capability; False when there is none that still counts."""
    challenge = VcApiChallengeRecord
    statement = (
        delete(challenge)
        .where(challenge.challenge_hash == digest, challenge.expires_at > now)
        .returning(challenge.challenge_hash)
    )
    return (await session.execute(statement)).scalar() is not None


async def forget_challenges(session: Session, *, before: datetime) -> int:
    """Remove the challenges made before a moment; returns how many."""
    await session.execute(select(func.set_config("app.sweep", "forget", True)))
    challenge = VcApiChallengeRecord
    statement = delete(challenge).where(challenge.created_at < before).returning(challenge.challenge_hash)
    return len((await session.execute(statement)).scalars().all())
