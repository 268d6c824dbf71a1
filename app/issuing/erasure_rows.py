"""Queries that take away what is known of a recipient."""

from datetime import datetime
from uuid import UUID

from app.issuing.repository import Repository
from app.platform.database import Session, fetch


class ErasureRepository(Repository):
    """One organisation's recipients, to be forgotten."""

    async def find_reference_hash(self, recipient_id: UUID) -> bytes | None:
        """Under which hash the organisation knows them; None when unknown or erased before."""
        rows = await self.rows(
            """
            SELECT reference_hash FROM recipients
            WHERE organisation_id = :organisation_id AND id = :id AND erased_at IS NULL""",
            id=recipient_id,
        )
        return rows[0]["reference_hash"] if rows else None

    async def lock_recipient(self, recipient_id: UUID) -> bytes | None:
        """Holds the recipient until the transaction ends; the hash of the reference, None when unknown or erased before."""
        rows = await self.rows(
            """
            SELECT reference_hash FROM recipients
            WHERE organisation_id = :organisation_id AND id = :id AND erased_at IS NULL FOR UPDATE""",
            id=recipient_id,
        )
        return rows[0]["reference_hash"] if rows else None

    async def list_reserved_of(self, recipient_id: UUID) -> list[UUID]:
        """What was planned for them and not signed yet."""
        rows = await self.rows(
            """
            SELECT id FROM issuances
            WHERE organisation_id = :organisation_id AND recipient_id = :id AND state = 'reserved'""",
            id=recipient_id,
        )
        return [row["id"] for row in rows]

    async def list_mails_of(self, recipient_id: UUID) -> list[UUID]:
        """Mail to them, first ones and reminders, whatever became of it."""
        rows = await self.rows(
            """
            SELECT DISTINCT mail_id FROM delivery_events
            WHERE organisation_id = :organisation_id AND recipient_id = :id AND mail_id IS NOT NULL""",
            id=recipient_id,
        )
        return [row["mail_id"] for row in rows]

    async def delete_delivery(self, recipient_id: UUID) -> None:
        """Links and the steps on the way."""
        await self.run(
            "DELETE FROM claim_links WHERE organisation_id = :organisation_id AND recipient_id = :id",
            id=recipient_id,
        )
        await self.run(
            "DELETE FROM delivery_events WHERE organisation_id = :organisation_id AND recipient_id = :id",
            id=recipient_id,
        )

    async def wipe(
        self,
        recipient_id: UUID,
        *,
        reference_hash: bytes,
        reference_sealed: bytes,
        data_key_wrapped: bytes,
        now: datetime,
    ) -> None:
        """Nothing of the person is left in the row; its id stays, as the ledger names it."""
        await self.run(
            """
            UPDATE recipients SET reference_hash = :reference_hash, reference_sealed = :reference_sealed,
                data_key_wrapped = :data_key_wrapped, name_sealed = NULL, email_sealed = NULL, language = NULL,
                delivery = 'none', mailed_at = NULL, remind_at = NULL, unsubscribed_at = NULL, holder_id = NULL,
                erased_at = :now
            WHERE organisation_id = :organisation_id AND id = :id""",
            id=recipient_id,
            reference_hash=reference_hash,
            reference_sealed=reference_sealed,
            data_key_wrapped=data_key_wrapped,
            now=now,
        )


async def list_recipients_of_holder(session: Session, holder_id: UUID) -> list[tuple[UUID, UUID]]:
    """Where a holder is a recipient: organisation and recipient. `session` is in the holder's context."""
    sql = "SELECT organisation_id, id FROM recipients WHERE holder_id = :holder_id ORDER BY created_at, id"
    rows = await fetch(session, sql, {"holder_id": holder_id})
    return [(row["organisation_id"], row["id"]) for row in rows]
