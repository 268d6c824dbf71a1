"""Who did what: an append-only log per organisation, each entry chained to the one before by its hash."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, Text, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base, Session, fetch
from app.platform.randomness import Randomness

GENESIS = bytes(32)


class AuditHeadRecord(Base):
    """Where the chain of an organisation has come to."""

    __tablename__ = "audit_heads"

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditEventRecord(Base):
    """One entry; `hash` is SHA-256 over the hash before it and the canonical entry."""

    __tablename__ = "audit_events"
    __table_args__ = (CheckConstraint("position > 0", name="position"),)

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[UUID]
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    occurred_at: Mapped[datetime] = mapped_column(INSTANT)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


_APPEND: Final = """
    WITH head AS (
        INSERT INTO audit_heads AS chain (organisation_id, position, hash)
        VALUES (:organisation_id, 1, sha256(:genesis || CAST(:entry AS bytea)))
        ON CONFLICT (organisation_id) DO UPDATE
            SET position = chain.position + 1, hash = sha256(chain.hash || CAST(:entry AS bytea))
        RETURNING position, hash
    )
    INSERT INTO audit_events (organisation_id, position, id, actor, action, target, facts, occurred_at, hash)
    SELECT :organisation_id, head.position, :id, :actor, :action, :target, CAST(:facts AS jsonb), :occurred_at,
           head.hash
    FROM head"""


async def record(
    session: Session,
    *,
    organisation_id: UUID,
    actor: str,
    action: str,
    target: str,
    now: datetime,
    randomness: Randomness,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Appends one entry in the caller's transaction; ids and codes only, never a name or a secret."""
    entry_id, known = randomness.uuid(), dict(facts or {})
    await fetch(
        session,
        _APPEND,
        {
            "organisation_id": organisation_id,
            "genesis": GENESIS,
            "entry": canonical_entry(entry_id, actor, action, target, known, now),
            "id": entry_id,
            "actor": actor,
            "action": action,
            "target": target,
            "facts": orjson.dumps(known).decode(),
            "occurred_at": now,
        },
    )


async def record_many(
    session: Session,
    *,
    organisation_id: UUID,
    actor: str,
    action: str,
    targets: Sequence[str],
    now: datetime,
    randomness: Randomness,
) -> None:
    """Appends one entry for many targets: how many, and the SHA-256 of their sorted ids."""
    if len(targets) == 1:
        target, facts = targets[0], {}
    else:
        digest = hashlib.sha256("\n".join(sorted(targets)).encode()).hexdigest()
        target, facts = f"sha256:{digest}", {"count": len(targets)}
    await record(
        session,
        organisation_id=organisation_id,
        actor=actor,
        action=action,
        target=target,
        now=now,
        randomness=randomness,
        facts=facts,
    )


def canonical_entry(
    entry_id: UUID, actor: str, action: str, target: str, facts: Mapping[str, Any], at: datetime
) -> bytes:
    """The bytes that the chain covers: a JSON array with sorted keys, the instant in UTC."""
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    return orjson.dumps(
        [str(entry_id), actor, action, target, dict(facts), instant], option=orjson.OPT_SORT_KEYS
    )


async def find_broken_link(session: Session, organisation_id: UUID) -> int | None:
    """The first position at which the chain does not hold, or None when it is whole."""
    statement = select(AuditEventRecord).where(AuditEventRecord.organisation_id == organisation_id)
    ordered = statement.order_by(AuditEventRecord.position).execution_options(yield_per=500)
    before, expected = GENESIS, 1
    rows = await session.stream_scalars(ordered)
    try:
        async for row in rows:
            entry = canonical_entry(row.id, row.actor, row.action, row.target, row.facts, row.occurred_at)
            if row.position != expected or hashlib.sha256(before + entry).digest() != row.hash:
                return expected
            before, expected = row.hash, expected + 1
    finally:
        await rows.close()
    head = await session.get(AuditHeadRecord, organisation_id)
    is_whole = head is None if expected == 1 else head is not None and head.hash == before
    return None if is_whole else expected
