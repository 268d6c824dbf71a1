"""The outbox: mail that waits, and for a month what became of it; never in readable form."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Boolean, Index, LargeBinary, SmallInteger, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base, Session, fetch

# Whose mail it is when it is nobody's but the service's own.
SERVICE: Final = UUID(int=0)


class MailRecord(Base):
    """One mail to one person; the letter is wiped when it was sent or given up."""

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_due", "organisation_id", "due_at"),
        Index("ix_mails_recipient", "recipient_hash", "due_at"),
        Index("ix_mails_bounce_hash", "bounce_hash"),
        Index("ix_mails_created_at", "created_at"),
        Index("ix_mails_queued", "due_at", postgresql_where=text("state = 'queued'")),
        Index("ix_mails_about", "organisation_id", "about", postgresql_where=text("state = 'queued'")),
    )

    organisation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    letter_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    recipient_hash: Mapped[bytes] = mapped_column(LargeBinary)
    bounce_hash: Mapped[bytes] = mapped_column(LargeBinary)
    is_paced: Mapped[bool] = mapped_column(Boolean)
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(INSTANT)
    due_at: Mapped[datetime] = mapped_column(INSTANT)
    leased_until: Mapped[datetime | None] = mapped_column(INSTANT)
    settled_at: Mapped[datetime | None] = mapped_column(INSTANT)
    about: Mapped[UUID | None] = mapped_column(Uuid)


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail to add; the letter already sealed. `about` is the holder or the dossier that it concerns."""

    id: UUID
    purpose: str
    letter_sealed: bytes
    recipient_hash: bytes
    bounce_hash: bytes
    is_paced: bool
    created_at: datetime
    due_at: datetime
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class LeasedMail:
    """A mail that this process, and no other, may send now."""

    organisation_id: UUID
    id: UUID
    purpose: str
    letter_sealed: bytes
    attempts: int
    created_at: datetime


class MailRepository:
    """The mail of one organisation, or of the service itself."""

    def __init__(self, session: Session, organisation_id: UUID | None) -> None:
        self._session = session
        self.organisation_id = organisation_id or SERVICE

    async def _rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        if self.organisation_id == SERVICE:
            await _say(self._session, "app.service_mail", "on")
        return await fetch(self._session, sql, {"organisation_id": self.organisation_id, **values})

    async def _take_turns(self, name: str) -> None:
        # Until the end of the transaction: of two that count at once, one sees what the other wrote.
        await self._rows("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))", name=name)

    async def list_newest_of_organisation(
        self, limit: int, *, until: datetime | None = None, paced_only: bool = False
    ) -> list[datetime]:
        """When the last mails were or are due, the oldest first; none for the service's own mail."""
        if self.organisation_id == SERVICE:
            return []
        await self._take_turns(f"mails/{self.organisation_id}")
        rows = await self._rows(
            """
            SELECT due_at FROM mails WHERE organisation_id = :organisation_id
                AND (CAST(:until AS timestamptz) IS NULL OR due_at <= :until) AND is_paced >= :paced_only
            ORDER BY due_at DESC LIMIT :limit""",
            until=until,
            paced_only=paced_only,
            limit=limit,
        )
        return [row["due_at"] for row in reversed(rows)]

    async def list_newest_of_recipient(self, recipient_hash: bytes, limit: int) -> list[datetime]:
        """When mail of anybody to this recipient was or is due, the oldest first."""
        await self._take_turns(f"mails/{recipient_hash.hex()}")
        await _say(self._session, "app.mail_recipient", recipient_hash.hex())
        rows = await self._rows(
            "SELECT due_at FROM mails WHERE recipient_hash = :hash ORDER BY due_at DESC LIMIT :limit",
            hash=recipient_hash,
            limit=limit,
        )
        await _say(self._session, "app.mail_recipient", "")
        return [row["due_at"] for row in reversed(rows)]

    async def add(self, mail: NewMail) -> None:
        await self._rows(
            """
            INSERT INTO mails (organisation_id, id, purpose, state, letter_sealed, recipient_hash, bounce_hash,
                               is_paced, created_at, due_at, about)
            VALUES (:organisation_id, :id, :purpose, 'queued', :letter_sealed, :recipient_hash, :bounce_hash,
                    :is_paced, :created_at, :due_at, :about)""",
            **asdict(mail),
        )

    async def list_waiting_about(self, about: UUID) -> list[UUID]:
        """What waits about a holder or a dossier, to whomever it goes."""
        rows = await self._rows(
            """
            SELECT id FROM mails WHERE organisation_id = :organisation_id AND about = :about AND state = 'queued'""",
            about=about,
        )
        return [row["id"] for row in rows]

    async def lease(self, mail_id: UUID, *, now: datetime, until: datetime) -> LeasedMail | None:
        """The mail, if it waits and no other process has it; nobody else gets it before `until`."""
        rows = await self._rows(
            """
            UPDATE mails SET leased_until = :until
            WHERE organisation_id = :organisation_id AND id = :id AND state = 'queued' AND due_at <= :now
                AND (leased_until IS NULL OR leased_until <= :now)
            RETURNING organisation_id, id, purpose, letter_sealed, attempts, created_at""",
            id=mail_id,
            now=now,
            until=until,
        )
        return LeasedMail(**rows[0]) if rows else None

    async def put_off(self, mail_id: UUID, *, until: datetime, reason: str) -> None:
        """It could not be sent now: it waits until then."""
        await self._rows(
            """
            UPDATE mails SET attempts = attempts + 1, reason = :reason, due_at = :until, leased_until = NULL
            WHERE organisation_id = :organisation_id AND id = :id AND state = 'queued'""",
            id=mail_id,
            until=until,
            reason=reason,
        )

    async def settle(self, mail_id: UUID, *, state: str, reason: str | None, now: datetime) -> str | None:
        """It was sent, given up or came back: its letter is wiped. Answers its purpose when that is news.

        What came back stays so: a bounce may arrive before the server's last answer does.
        """
        rows = await self._rows(
            """
            UPDATE mails SET state = :state, reason = :reason, letter_sealed = NULL, about = NULL, leased_until = NULL,
                             attempts = attempts + CASE WHEN :state = 'bounced' THEN 0 ELSE 1 END,
                             settled_at = :now
            WHERE organisation_id = :organisation_id AND id = :id AND state <> 'bounced'
                AND (state = 'queued' OR :state = 'bounced')
            RETURNING purpose""",
            id=mail_id,
            state=state,
            reason=reason,
            now=now,
        )
        return rows[0]["purpose"] if rows else None


async def find_bounced(session: Session, bounce_hash: bytes) -> tuple[UUID, UUID] | None:
    """Organisation and id of the mail of the capability that the transaction presents."""
    sql = text("SELECT organisation_id, id FROM mails WHERE bounce_hash = :bounce_hash")
    row = (await session.execute(sql, {"bounce_hash": bounce_hash})).first()
    return (row.organisation_id, row.id) if row else None


async def list_overdue(session: Session, *, before: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Mail of anybody that should have been sent before then and that no process has."""
    await _say(session, "app.sweep", "on")
    sql = text(
        """
        SELECT organisation_id, id FROM mails WHERE state = 'queued' AND due_at < :before
            AND (leased_until IS NULL OR leased_until < :before) ORDER BY due_at LIMIT :limit"""
    )
    rows = await session.execute(sql, {"before": before, "limit": limit})
    return [(row.organisation_id, row.id) for row in rows]


async def forget_before(session: Session, moment: datetime) -> int:
    """Deletes what was settled; the database itself keeps what is younger than four weeks."""
    await _say(session, "app.sweep", "forget")
    sql = text("DELETE FROM mails WHERE state <> 'queued' AND created_at < :moment RETURNING 1")
    return len((await session.execute(sql, {"moment": moment})).all())


async def _say(session: Session, name: str, value: str) -> None:
    values: Mapping[str, str] = {"name": name, "value": value}
    await session.execute(text("SELECT set_config(:name, :value, true)"), values)
