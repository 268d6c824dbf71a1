"""Queries on the systems that follow the share links of a holder."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from app.holding.models import (
    PassportCredentialRecord,
    ShareFollowerRecord,
    ShareLinkItemRecord,
    ShareViewRecord,
)
from app.holding.places import SHAREABLE
from app.holding.rows import Follower
from app.platform.database import Session

_COLUMNS = (
    ShareFollowerRecord.share_link_id,
    ShareFollowerRecord.organisation_id,
    ShareFollowerRecord.subscription_id,
    ShareFollowerRecord.name,
    ShareFollowerRecord.followed_at,
    ShareFollowerRecord.ended_at,
)


class FollowerRepository:
    """Who follows the share links of one holder."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session = session
        self._holder_id = holder_id

    async def has_verified(self, share_link_id: UUID, verifier_digest: bytes) -> bool:
        """Whether this system has opened the link by the API."""
        view = ShareViewRecord
        query = select(view.id).where(
            view.holder_id == self._holder_id,
            view.share_link_id == share_link_id,
            view.verifier_digest == verifier_digest,
        )
        return await self._session.scalar(query.limit(1)) is not None

    async def add(self, follower: Follower) -> UUID:
        """The id of the subscription: this one, or that of the same organisation to the same link."""
        record = ShareFollowerRecord
        values = {
            "holder_id": self._holder_id,
            "share_link_id": follower.share_link_id,
            "organisation_id": follower.organisation_id,
            "subscription_id": follower.subscription_id,
            "name": follower.name,
            "followed_at": follower.followed_at,
        }
        statement = insert(record).values(values).on_conflict_do_nothing()
        await self._session.execute(statement)
        query = select(record.subscription_id).where(
            record.holder_id == self._holder_id,
            record.share_link_id == follower.share_link_id,
            record.organisation_id == follower.organisation_id,
            record.ended_at.is_(None),
        )
        found: UUID = (await self._session.execute(query)).scalar_one()
        return found

    async def end(self, *, now: datetime, share_link_id: UUID | None = None) -> list[Follower]:
        """End who follows one link, or every link of the holder; answers those that followed until now."""
        record = ShareFollowerRecord
        change = update(record).where(record.holder_id == self._holder_id, record.ended_at.is_(None))
        if share_link_id is not None:
            change = change.where(record.share_link_id == share_link_id)
        rows = await self._session.execute(change.values(ended_at=now).returning(*_COLUMNS))
        return [Follower(*row) for row in rows]

    async def list_of(self, share_link_ids: Sequence[UUID]) -> list[Follower]:
        """Who follows these links or did, the oldest first."""
        record = ShareFollowerRecord
        query = (
            select(*_COLUMNS)
            .where(record.holder_id == self._holder_id, record.share_link_id.in_(share_link_ids))
            .order_by(record.followed_at, record.subscription_id)
        )
        return [Follower(*row) for row in await self._session.execute(query)]

    async def list_items(self, share_link_id: UUID) -> list[tuple[UUID, UUID]]:
        """The ids of the credentials that a link shows now, each with the organisation that gave it."""
        query = self._shown(share_link_id).order_by(ShareLinkItemRecord.position)
        return [(row[0], row[1]) for row in await self._session.execute(query)]

    async def is_shown(self, share_link_id: UUID, credential_id: UUID) -> bool:
        """Whether the link shows this credential now."""
        query = self._shown(share_link_id, PassportCredentialRecord.credential_id == credential_id)
        return (await self._session.execute(query)).first() is not None

    def _shown(self, share_link_id: UUID, *more: ColumnElement[bool]) -> Select[UUID, UUID]:
        item, held = ShareLinkItemRecord, PassportCredentialRecord
        return (
            select(held.credential_id, held.organisation_id)
            .join(item, (item.holder_id == held.holder_id) & (item.credential_id == held.credential_id))
            .where(
                item.holder_id == self._holder_id,
                item.share_link_id == share_link_id,
                held.state.in_(SHAREABLE),
                *more,
            )
        )


async def find_followed(
    session: Session, organisation_id: UUID, subscription_id: UUID
) -> tuple[UUID, UUID] | None:
    """Holder and link of a subscription that has not ended; only visible to its own organisation."""
    record = ShareFollowerRecord
    query = select(record.holder_id, record.share_link_id).where(
        record.organisation_id == organisation_id,
        record.subscription_id == subscription_id,
        record.ended_at.is_(None),
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])


async def end_followed(
    session: Session, organisation_id: UUID, subscription_id: UUID, *, now: datetime
) -> None:
    """The organisation itself follows no more; the first end stays."""
    record = ShareFollowerRecord
    await session.execute(
        update(record)
        .where(
            record.organisation_id == organisation_id,
            record.subscription_id == subscription_id,
            record.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
