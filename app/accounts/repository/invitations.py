"""Queries of invitations."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, text, tuple_, update

from app.accounts.models import InvitationRecord
from app.platform.database import Session


async def find_invitation_by_secret(session: Session, secret_hash: bytes) -> InvitationRecord | None:
    """The invitation with this secret, whose hash is the capability."""
    return await session.scalar(select(InvitationRecord).where(InvitationRecord.secret_hash == secret_hash))


async def forget_invitations(session: Session, *, before: datetime) -> int:
    """Delete what stopped working before then; the database keeps what is younger than 30 days."""
    await session.execute(text("SELECT set_config('app.sweep', 'forget', true)"))
    row = InvitationRecord
    gone = await session.scalars(delete(row).where(row.expires_at < before).returning(row.id))
    return len(gone.all())


class InvitationRepository:
    """The invitations of one organisation."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def add(self, record: InvitationRecord) -> None:
        """Add an invitation."""
        self._session.add(record)
        await self._session.flush()

    async def lock(self, invitation_id: UUID) -> InvitationRecord | None:
        """The invitation with this id as it is now, until the transaction ends."""
        row = InvitationRecord
        statement = select(row).where(row.organisation_id == self._organisation_id, row.id == invitation_id)
        options = {"populate_existing": True}
        return await self._session.scalar(statement.with_for_update(), execution_options=options)

    async def list_open(
        self, *, limit: int, after: tuple[datetime, UUID] | None
    ) -> Sequence[InvitationRecord]:
        """At most `limit` that were neither accepted nor withdrawn, newest first."""
        row = InvitationRecord
        statement = select(row).where(
            row.organisation_id == self._organisation_id,
            row.accepted_at.is_(None),
            row.withdrawn_at.is_(None),
        )
        if after is not None:
            statement = statement.where(tuple_(row.created_at, row.id) < after)
        return (
            await self._session.scalars(statement.order_by(row.created_at.desc(), row.id.desc()).limit(limit))
        ).all()

    async def withdraw_for(self, email_hash: bytes, *, now: datetime) -> None:
        """Withdraw what is open for an address: a new invitation takes its place."""
        row = InvitationRecord
        await self._session.execute(
            update(row)
            .where(
                row.organisation_id == self._organisation_id,
                row.email_hash == email_hash,
                row.accepted_at.is_(None),
                row.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=now)
        )

    async def change(self, invitation_id: UUID, **values: bytes | datetime | UUID) -> None:
        """Change what may change: the secret, until when, how it was settled."""
        row = InvitationRecord
        key = (row.organisation_id == self._organisation_id, row.id == invitation_id)
        await self._session.execute(update(row).where(*key).values(**values))
