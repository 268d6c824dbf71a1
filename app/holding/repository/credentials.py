"""Queries on the credentials of one holder."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from app.holding.models import PassportCredentialRecord
from app.holding.places import SHAREABLE, CredentialPlace
from app.holding.repository.paging import newest_first
from app.holding.rows import SealedCredential
from app.platform.database import Session

CREDENTIAL_COLUMNS = (
    PassportCredentialRecord.credential_id,
    PassportCredentialRecord.organisation_id,
    PassportCredentialRecord.format,
    PassportCredentialRecord.secured_sealed,
    PassportCredentialRecord.received_at,
    PassportCredentialRecord.state,
    PassportCredentialRecord.state_changed_at,
)


class PassportRepository:
    """The credentials in the passport of one holder."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session = session
        self._holder_id = holder_id

    async def add_credentials(self, credentials: Sequence[SealedCredential]) -> None:
        """Store credentials; one that is already there stays as it is."""
        if not credentials:
            return
        rows = [
            {
                "holder_id": self._holder_id,
                "credential_id": credential.credential_id,
                "organisation_id": credential.organisation_id,
                "format": credential.format,
                "secured_sealed": credential.sealed,
                "received_at": credential.received_at,
            }
            for credential in credentials
        ]
        await self._session.execute(insert_or_skip(PassportCredentialRecord).on_conflict_do_nothing(), rows)

    async def list_issuers(self) -> set[UUID]:
        """The organisations of which there is something in the passport."""
        query = select(PassportCredentialRecord.organisation_id).where(
            PassportCredentialRecord.holder_id == self._holder_id
        )
        return set(await self._session.scalars(query.distinct()))

    async def list_credentials(
        self,
        *,
        limit: int,
        before: tuple[datetime, UUID] | None = None,
        states: Sequence[CredentialPlace] | None = None,
        ids: Sequence[UUID] | None = None,
    ) -> list[SealedCredential]:
        """The newest credentials first, at most `limit`, older than the row `before`; of these states and ids, or all."""
        order = (PassportCredentialRecord.received_at, PassportCredentialRecord.credential_id)
        query = select(*CREDENTIAL_COLUMNS).where(PassportCredentialRecord.holder_id == self._holder_id)
        if states is not None:
            query = query.where(PassportCredentialRecord.state.in_(states))
        if ids is not None:
            query = query.where(PassportCredentialRecord.credential_id.in_(ids))
        query = newest_first(query, order, limit=limit, before=before)
        return [SealedCredential(*row) for row in await self._session.execute(query)]

    async def find_issuing_organisation(self, credential_id: UUID) -> UUID | None:
        """Who issued a credential of the passport; None when it is not in the passport."""
        query = select(PassportCredentialRecord.organisation_id).where(
            PassportCredentialRecord.holder_id == self._holder_id,
            PassportCredentialRecord.credential_id == credential_id,
        )
        organisation_id: UUID | None = await self._session.scalar(query)
        return organisation_id

    async def find_credential(self, credential_id: UUID, *, lock: bool = False) -> SealedCredential | None:
        """One credential of the passport, on request locked until the transaction ends."""
        query = select(*CREDENTIAL_COLUMNS).where(
            PassportCredentialRecord.holder_id == self._holder_id,
            PassportCredentialRecord.credential_id == credential_id,
        )
        if lock:
            query = query.with_for_update()
        row = (await self._session.execute(query)).one_or_none()
        return None if row is None else SealedCredential(*row)

    async def list_organisations(self) -> list[UUID]:
        """Who issued what is in the passport, who did so last first."""
        record = PassportCredentialRecord
        query = (
            select(record.organisation_id)
            .where(record.holder_id == self._holder_id)
            .group_by(record.organisation_id)
            .order_by(func.max(record.received_at).desc())
        )
        return list(await self._session.scalars(query))

    async def set_state(self, credential_id: UUID, state: CredentialPlace, *, now: datetime) -> None:
        change = (
            update(PassportCredentialRecord)
            .where(
                PassportCredentialRecord.holder_id == self._holder_id,
                PassportCredentialRecord.credential_id == credential_id,
            )
            .values(state=state, state_changed_at=now)
        )
        await self._session.execute(change)

    async def find_shareable(self, credential_ids: Sequence[UUID]) -> set[UUID]:
        """Which of these credentials are in the passport and were neither refused nor hidden."""
        query = select(PassportCredentialRecord.credential_id).where(
            PassportCredentialRecord.holder_id == self._holder_id,
            PassportCredentialRecord.credential_id.in_(credential_ids),
            PassportCredentialRecord.state.in_(SHAREABLE),
        )
        return set(await self._session.scalars(query))
