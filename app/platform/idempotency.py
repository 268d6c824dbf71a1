"""One answer per Idempotency-Key: a repeated request gets the first answer, whatever happened between."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, Text, Uuid, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.context import Context
from app.platform.database import INSTANT, Base, Session, fetch
from app.platform.errors import AppError, Erased, Kind

# A weekend: whoever repeats a request of Friday on Monday still gets its answer. The database itself refuses to
# forget an answer that is younger than a day.
KEPT_FOR: Final = timedelta(days=3)
PAGE_ROWS: Final = 1_000


class IdempotencyMismatch(AppError):
    """The key was used before with another request."""

    slug = "idempotency-mismatch"
    title = "This Idempotency-Key belongs to another request"
    kind = Kind.invalid


class IdempotencyInProgress(AppError):
    """The first request with this key has not been answered yet."""

    slug = "in-progress"
    title = "The first request with this Idempotency-Key is still being handled"
    kind = Kind.conflict


class IdempotentRequestRecord(Base):
    """A request that must happen once; `scope` is its owner's id, a colon, and the address."""

    __tablename__ = "idempotent_requests"
    __table_args__ = (
        Index("ix_idempotent_requests_created_at", "created_at"),
        Index("ix_idempotent_requests_about", "about", postgresql_where=text("about IS NOT NULL")),
    )

    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None] = mapped_column(Integer)
    body_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    about: Mapped[UUID | None] = mapped_column(Uuid)


def sealed_place(scope: str, key: str) -> str:
    """To which row the sealed answer is bound."""
    return f"idempotent_requests/body_sealed/{scope}/{key}"


@dataclass(frozen=True, slots=True)
class Replay:
    """The first answer; its body as the caller sealed it."""

    status: int
    body: bytes


_CLAIM = text(
    "INSERT INTO idempotent_requests (scope, key, digest, created_at) VALUES (:scope, :key, :digest, :now)"
    " ON CONFLICT DO NOTHING RETURNING 1"
)


async def claim(session: Session, *, scope: str, key: str, digest: bytes, now: datetime) -> Replay | None:
    """None when the request is new and now ours; else the first answer.

    Waits for a parallel request with the same key, as long as the lock timeout allows. Raises
    IdempotencyMismatch for another request under the same key, Erased when the person it was about is forgotten.
    """
    values = {"scope": scope, "key": key, "digest": digest, "now": now}
    if (await session.execute(_CLAIM, values)).first() is not None:
        return None
    request = IdempotentRequestRecord
    found = await session.scalar(select(request).where(request.scope == scope, request.key == key))
    if found is not None and found.status is not None and found.body_sealed is None:
        raise Erased
    if found is None or found.status is None or found.body_sealed is None:
        raise IdempotencyInProgress("Wait a moment and send the same request again.", retry_after=2)
    if found.digest != digest:
        raise IdempotencyMismatch("Use a new Idempotency-Key for a new request.")
    return Replay(found.status, found.body_sealed)


async def remember(
    session: Session,
    *,
    scope: str,
    key: str,
    status: int,
    body: bytes,
    now: datetime,
    about: UUID | None = None,
) -> None:
    """Keeps the answer, sealed by the caller, with the claim made in the same transaction.

    `about` is what it tells of, such as a recipient or a dossier, so that it can be forgotten with that.
    """
    request = IdempotentRequestRecord
    await session.execute(
        update(request)
        .where(request.scope == scope, request.key == key)
        .values(status=status, body_sealed=body, created_at=now, about=about)
    )


async def forget_answers_about(session: Session, owner: UUID, about: UUID) -> None:
    """Wipes the owner's kept answers about something; whoever repeats the request is told that it is gone.

    In the owner's own transaction. The key stays taken, so that a repeat makes nobody anew.
    """
    sql = """
        UPDATE idempotent_requests SET body_sealed = NULL
        WHERE about = :about AND split_part(scope, ':', 1) = :owner AND status IS NOT NULL"""
    await fetch(session, sql, {"owner": str(owner), "about": about})


async def forget_answers_of(session: Session, holder_id: UUID) -> None:
    """Everything that was kept for a holder, who is gone; in the holder's own transaction."""
    sql = "DELETE FROM idempotent_requests WHERE starts_with(scope, :owner)"
    await fetch(session, sql, {"owner": f"{holder_id}:"})


_FORGET = text(
    "DELETE FROM idempotent_requests WHERE (scope, key) IN (SELECT scope, key FROM idempotent_requests"
    " WHERE created_at < :before ORDER BY created_at LIMIT :rows)"
)


async def forget_answers(context: Context, *, page_rows: int = PAGE_ROWS) -> int:
    """Removes everybody's answers older than KEPT_FOR, a page a transaction; returns how many.

    Keys of issued credentials and of rosters are not here: they stand in the ledger, and never expire.
    """
    before, count = context.clock.now() - KEPT_FOR, 0
    while True:
        async with context.database.transaction() as session:
            await session.execute(text("SELECT set_config('app.sweep', 'forget', true)"))
            connection = await session.connection()
            done = (await connection.execute(_FORGET, {"before": before, "rows": page_rows})).rowcount
        count += done
        if done < page_rows:
            return count
