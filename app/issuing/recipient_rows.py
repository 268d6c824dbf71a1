"""Queries on recipients, by the hundred rows: who credentials are for, with all that is personal sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.issuing.repository import Repository
from app.platform.columns import Column
from app.platform.database import Session, fetch


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """A recipient with its personal data still sealed."""

    id: UUID
    reference_hash: bytes
    name_sealed: bytes | None
    data_key_wrapped: bytes


@dataclass(frozen=True, slots=True)
class NewRecipient(RecipientRow):
    """A recipient to add; every text already sealed."""

    reference_sealed: bytes


class RecipientRepository(Repository):
    """Who credentials are for, by the hundred."""

    async def find_recipients(self, hashes: Sequence[bytes]) -> dict[bytes, RecipientRow]:
        rows = await self.rows(
            """
            SELECT id, reference_hash, name_sealed, data_key_wrapped FROM recipients
            WHERE organisation_id = :organisation_id AND reference_hash = ANY(CAST(:hashes AS bytea[]))""",
            hashes=Column("bytea", list(hashes)),
        )
        return {row["reference_hash"]: RecipientRow(**row) for row in rows}

    async def add_recipients(self, recipients: Sequence[NewRecipient], *, now: datetime) -> set[bytes]:
        """Adds those that are not there yet; two at once add one. The answer is the hashes of those added."""
        ordered = sorted(recipients, key=lambda recipient: recipient.reference_hash)
        rows = await self.rows(
            """
            INSERT INTO recipients (organisation_id, id, reference_hash, reference_sealed, name_sealed,
                                    data_key_wrapped, created_at)
            SELECT :organisation_id, n.*, :now
            FROM unnest(CAST(:ids AS uuid[]), CAST(:hashes AS bytea[]), CAST(:sealed_references AS bytea[]),
                        CAST(:names AS bytea[]), CAST(:keys AS bytea[])) AS n
            ON CONFLICT (organisation_id, reference_hash) DO NOTHING RETURNING reference_hash""",
            ids=Column("uuid", [recipient.id for recipient in ordered]),
            hashes=Column("bytea", [recipient.reference_hash for recipient in ordered]),
            sealed_references=Column("bytea", [recipient.reference_sealed for recipient in ordered]),
            names=Column("bytea", [recipient.name_sealed for recipient in ordered]),
            keys=Column("bytea", [recipient.data_key_wrapped for recipient in ordered]),
            now=now,
        )
        return {row["reference_hash"] for row in rows}

    async def name_recipients(self, names: Mapping[UUID, bytes]) -> None:
        """Fills in sealed names of recipients that had none."""
        await self.run(
            """
            UPDATE recipients r SET name_sealed = n.name
            FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS bytea[])) AS n(id, name)
            WHERE r.organisation_id = :organisation_id AND r.id = n.id AND r.name_sealed IS NULL""",
            ids=Column("uuid", list(names)),
            names=Column("bytea", list(names.values())),
        )

    async def rename_recipient(self, recipient_id: UUID, name_sealed: bytes) -> None:
        """Another name in the place of the one there was."""
        await self.run(
            "UPDATE recipients SET name_sealed = :name WHERE organisation_id = :organisation_id AND id = :id",
            id=recipient_id,
            name=name_sealed,
        )

    async def bind_unclaimed(self, recipient_id: UUID, holder_id: UUID) -> None:
        """Nobody has what the recipient was given: from now on it comes to this holder."""
        await self.run(
            """
            UPDATE recipients SET holder_id = :holder_id, remind_at = NULL
            WHERE organisation_id = :organisation_id AND id = :id AND holder_id IS NULL""",
            id=recipient_id,
            holder_id=holder_id,
        )

    async def write_contacts(self, contacts: Mapping[UUID, tuple[bytes | None, str | None]]) -> None:
        """Sealed addresses and languages of recipients; None leaves what there is."""
        ordered = sorted(contacts)
        await self.run(
            """
            UPDATE recipients r SET email_sealed = COALESCE(n.email, r.email_sealed),
                                    language = COALESCE(n.language, r.language)
            FROM unnest(CAST(:ids AS uuid[]), CAST(:emails AS bytea[]), CAST(:languages AS text[]))
                AS n(id, email, language)
            WHERE r.organisation_id = :organisation_id AND r.id = n.id""",
            ids=Column("uuid", ordered),
            emails=Column("bytea", [contacts[recipient_id][0] for recipient_id in ordered]),
            languages=Column("text", [contacts[recipient_id][1] for recipient_id in ordered]),
        )


async def find_recipient_of_holder(
    session: Session, organisation_id: UUID, holder_id: UUID
) -> dict[str, Any] | None:
    """The recipient of the organisation that a holder collected for first, all that is personal sealed."""
    sql = """
        SELECT id, reference_sealed, name_sealed, data_key_wrapped FROM recipients
        WHERE organisation_id = :organisation_id AND holder_id = :holder_id AND erased_at IS NULL
        ORDER BY created_at, id LIMIT 1"""
    rows = await fetch(session, sql, {"organisation_id": organisation_id, "holder_id": holder_id})
    return rows[0] if rows else None
