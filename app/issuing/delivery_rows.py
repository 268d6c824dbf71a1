"""Queries on delivery: whom to mail, whom to remind, and what happened to each recipient."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app.issuing.repository import PublicRepository, Repository

FIRST_REMINDER: Final = timedelta(days=7)
SECOND_REMINDER: Final = timedelta(days=21)
# A recipient has something to collect: signed, and not all of it withdrawn.
_HAS_SOMETHING: Final = """
    EXISTS (SELECT 1 FROM issuances i WHERE i.organisation_id = r.organisation_id AND i.recipient_id = r.id
            AND i.state = 'signed' AND NOT EXISTS (
                SELECT 1 FROM status_events e WHERE e.organisation_id = i.organisation_id
                AND e.list_id = i.status_list_id AND e.idx = i.status_index AND e.purpose = 'revocation'))"""
_ADDRESSEE: Final = "r.id, r.email_sealed, r.language, r.data_key_wrapped"
_RECIPIENT: Final = """
    r.id, r.reference_sealed, r.name_sealed, r.email_sealed, r.data_key_wrapped, r.language, r.delivery,
    r.mailed_at, r.remind_at, r.unsubscribed_at, r.holder_id IS NOT NULL AS is_collected, r.created_at,
    (SELECT count(*) FROM issuances i WHERE i.organisation_id = r.organisation_id AND i.recipient_id = r.id
     AND i.state = 'signed') AS credential_count"""


@dataclass(frozen=True, slots=True)
class AddresseeRow:
    """Somebody to write to; the address still sealed."""

    id: UUID
    email_sealed: bytes
    language: str | None
    data_key_wrapped: bytes


@dataclass(frozen=True, slots=True)
class DeliveryEvent:
    """One step on the way to a recipient."""

    id: UUID
    recipient_id: UUID
    kind: str
    occurred_at: datetime
    mail_id: UUID | None = None
    reason: str | None = None


class DeliveryRepository(Repository):
    """Delivery to the recipients of one organisation."""

    async def take_unmailed(self, ids: Sequence[UUID], *, now: datetime) -> list[AddresseeRow]:
        """Those who were never written to and can be; from now on they are written to."""
        rows = await self.rows(
            f"""
            UPDATE recipients r SET mailed_at = :now, delivery = 'queued', remind_at = :remind_at
            WHERE r.organisation_id = :organisation_id AND r.id = ANY(CAST(:ids AS uuid[]))
              AND r.mailed_at IS NULL AND r.holder_id IS NULL AND r.email_sealed IS NOT NULL
              AND {_HAS_SOMETHING}
            RETURNING {_ADDRESSEE}""",
            ids=list(ids),
            now=now,
            remind_at=now + FIRST_REMINDER,
        )
        return [AddresseeRow(**row) for row in rows]

    async def take_again(self, recipient_id: UUID, *, now: datetime) -> AddresseeRow | None:
        """The recipient, to be written to once more; None without an address."""
        rows = await self.rows(
            f"""
            UPDATE recipients r SET mailed_at = :now, delivery = 'queued',
                remind_at = CASE WHEN r.holder_id IS NULL AND r.unsubscribed_at IS NULL
                                 THEN CAST(:remind_at AS timestamptz) END
            WHERE r.organisation_id = :organisation_id AND r.id = :id AND r.email_sealed IS NOT NULL
            RETURNING {_ADDRESSEE}""",
            id=recipient_id,
            now=now,
            remind_at=now + FIRST_REMINDER,
        )
        return AddresseeRow(**rows[0]) if rows else None

    async def take_reminders(self, ids: Sequence[UUID], *, now: datetime) -> list[AddresseeRow]:
        """Those to remind now; each gets at most a second one, and nobody two within a week."""
        rows = await self.rows(
            f"""
            UPDATE recipients r SET remind_at =
                CASE WHEN r.remind_at < r.mailed_at + CAST(:second AS interval)
                     THEN GREATEST(r.mailed_at + CAST(:second AS interval), CAST(:earliest AS timestamptz)) END
            WHERE r.organisation_id = :organisation_id AND r.id = ANY(CAST(:ids AS uuid[]))
              AND r.remind_at <= :now AND r.holder_id IS NULL AND r.unsubscribed_at IS NULL
              AND r.email_sealed IS NOT NULL AND {_HAS_SOMETHING}
            RETURNING {_ADDRESSEE}""",
            ids=list(ids),
            now=now,
            second=SECOND_REMINDER,
            earliest=now + FIRST_REMINDER,
        )
        return [AddresseeRow(**row) for row in rows]

    async def stop_reminders(self, ids: Sequence[UUID], *, now: datetime) -> None:
        """No reminder for those for whom one was due and is not to be sent."""
        await self.run(
            """
            UPDATE recipients SET remind_at = NULL
            WHERE organisation_id = :organisation_id AND id = ANY(CAST(:ids AS uuid[])) AND remind_at <= :now""",
            ids=list(ids),
            now=now,
        )

    async def unsubscribe(self, recipient_id: UUID, *, now: datetime) -> bool:
        """No more reminders for this recipient; False when that was so already."""
        rows = await self.rows(
            """
            UPDATE recipients SET unsubscribed_at = :now, remind_at = NULL
            WHERE organisation_id = :organisation_id AND id = :id AND unsubscribed_at IS NULL RETURNING 1 AS is_new""",
            id=recipient_id,
            now=now,
        )
        return bool(rows)

    async def change_contact(
        self, recipient_id: UUID, *, email_sealed: bytes | None, language: str | None
    ) -> None:
        """Writes down a new address or language; None leaves what there is."""
        await self.run(
            """
            UPDATE recipients SET email_sealed = COALESCE(CAST(:email_sealed AS bytea), email_sealed),
                                  language = COALESCE(CAST(:language AS text), language)
            WHERE organisation_id = :organisation_id AND id = :id""",
            id=recipient_id,
            email_sealed=email_sealed,
            language=language,
        )

    async def add_events(self, events: Sequence[DeliveryEvent]) -> int:
        """Writes steps down; one that a mail had already is left out. Answers how many were new."""
        added = 0
        for event in events:
            rows = await self.rows(
                """
                INSERT INTO delivery_events (organisation_id, id, recipient_id, kind, mail_id, reason, occurred_at)
                VALUES (:organisation_id, :id, :recipient_id, :kind, :mail_id, :reason, :occurred_at)
                ON CONFLICT ON CONSTRAINT uq_delivery_events_mail DO NOTHING RETURNING 1 AS is_new""",
                id=event.id,
                recipient_id=event.recipient_id,
                kind=event.kind,
                mail_id=event.mail_id,
                reason=event.reason,
                occurred_at=event.occurred_at,
            )
            added += len(rows)
        return added

    async def find_recipient_of_mail(self, mail_id: UUID) -> UUID | None:
        rows = await self.rows(
            """
            SELECT recipient_id FROM delivery_events
            WHERE organisation_id = :organisation_id AND mail_id = :mail_id LIMIT 1""",
            mail_id=mail_id,
        )
        return rows[0]["recipient_id"] if rows else None

    async def settle(self, recipient_id: UUID, mail_id: UUID, *, delivery: str) -> None:
        """How delivery stands now, unless a later mail is under way; who cannot be reached is not reminded."""
        await self.run(
            """
            UPDATE recipients r SET delivery = :delivery,
                remind_at = CASE WHEN :delivery = 'sent' THEN remind_at END
            WHERE r.organisation_id = :organisation_id AND r.id = :id AND NOT EXISTS (
                SELECT 1 FROM delivery_events mine JOIN delivery_events later
                    ON later.organisation_id = mine.organisation_id AND later.recipient_id = mine.recipient_id
                WHERE mine.organisation_id = r.organisation_id AND mine.mail_id = :mail_id
                  AND mine.kind IN ('mail-queued', 'reminder-queued')
                  AND later.kind IN ('mail-queued', 'reminder-queued') AND later.mail_id <> mine.mail_id
                  AND later.occurred_at > mine.occurred_at)""",
            id=recipient_id,
            mail_id=mail_id,
            delivery=delivery,
        )

    async def list_events(
        self, recipient_id: UUID, limit: int, before: tuple[datetime, UUID] | None
    ) -> list[DeliveryEvent]:
        """The steps of one recipient, newest first."""
        rows = await self.rows(
            """
            SELECT id, recipient_id, kind, occurred_at, mail_id, reason FROM delivery_events
            WHERE organisation_id = :organisation_id AND recipient_id = :recipient_id
              AND (CAST(:at AS timestamptz) IS NULL OR (occurred_at, id) < (CAST(:at AS timestamptz), :id))
            ORDER BY occurred_at DESC, id DESC LIMIT :limit""",
            recipient_id=recipient_id,
            at=before and before[0],
            id=before[1] if before else UUID(int=0),
            limit=limit,
        )
        return [DeliveryEvent(**row) for row in rows]

    async def list_achievement_names(self, recipient_id: UUID) -> list[dict[str, str]]:
        """What the recipient was given and still has, each name once and by language, the oldest first."""
        rows = await self.rows(
            """
            SELECT a.name FROM issuances i
                JOIN achievements a ON a.organisation_id = i.organisation_id AND a.id = i.achievement_id
                    AND a.version = i.achievement_version
            WHERE i.organisation_id = :organisation_id AND i.recipient_id = :recipient_id AND i.state = 'signed'
                AND NOT EXISTS (SELECT 1 FROM status_events e WHERE e.organisation_id = i.organisation_id
                    AND e.list_id = i.status_list_id AND e.idx = i.status_index AND e.purpose = 'revocation')
            GROUP BY a.id, a.version, a.name ORDER BY min(i.created_at), a.id""",
            recipient_id=recipient_id,
        )
        return [row["name"] for row in rows]

    async def find_recipient(self, recipient_id: UUID) -> dict[str, Any] | None:
        rows = await self.rows(
            f"""
            SELECT {_RECIPIENT} FROM recipients r
            WHERE r.organisation_id = :organisation_id AND r.id = :id AND r.erased_at IS NULL""",
            id=recipient_id,
        )
        return rows[0] if rows else None

    async def find_names(self, ids: Sequence[UUID]) -> list[dict[str, Any]]:
        """Number and name of these recipients, both sealed."""
        return await self.rows(
            """
            SELECT id, reference_sealed, name_sealed, data_key_wrapped FROM recipients
            WHERE organisation_id = :organisation_id AND id = ANY(CAST(:ids AS uuid[]))""",
            ids=list(ids),
        )

    async def list_recipients(
        self,
        limit: int,
        before: tuple[datetime, UUID] | None,
        *,
        is_collected: bool | None,
        delivery: str | None,
    ) -> list[dict[str, Any]]:
        """Recipients, newest first; both filters may be left out."""
        return await self.rows(
            f"""
            SELECT {_RECIPIENT} FROM recipients r
            WHERE r.organisation_id = :organisation_id AND r.erased_at IS NULL
              AND (CAST(:is_collected AS boolean) IS NULL OR (r.holder_id IS NOT NULL) = :is_collected)
              AND (CAST(:delivery AS text) IS NULL OR r.delivery = :delivery)
              AND (CAST(:at AS timestamptz) IS NULL OR (r.created_at, r.id) < (CAST(:at AS timestamptz), :id))
            ORDER BY r.created_at DESC, r.id DESC LIMIT :limit""",
            is_collected=is_collected,
            delivery=delivery,
            at=before and before[0],
            id=before[1] if before else UUID(int=0),
            limit=limit,
        )


class PublicDeliveryRepository(PublicRepository):
    """What the service looks for itself, and what the link in a reminder opens."""

    async def list_due_reminders(self, now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
        """Organisation and recipient of reminders that are due."""
        sql = "SELECT organisation_id, id FROM recipients WHERE remind_at <= :now ORDER BY remind_at LIMIT :limit"
        rows = await self._find("app.sweep", "on", sql, now=now, limit=limit)
        return [(row["organisation_id"], row["id"]) for row in rows]

    async def find_unsubscribe_link(self, unsubscribe_hash: bytes) -> tuple[UUID, UUID] | None:
        """Organisation and recipient of the link in a reminder."""
        sql = "SELECT organisation_id, recipient_id FROM claim_links WHERE unsubscribe_hash = :hash"
        rows = await self._find("app.capability", unsubscribe_hash.hex(), sql, hash=unsubscribe_hash)
        return (rows[0]["organisation_id"], rows[0]["recipient_id"]) if rows else None
