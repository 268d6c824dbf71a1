"""Queries on the share links of one holder."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update

from app.holding.models import (
    PassportCredentialRecord,
    ShareLinkItemRecord,
    ShareLinkRecord,
    ShareViewRecord,
)
from app.holding.places import SHAREABLE
from app.holding.repository.credentials import CREDENTIAL_COLUMNS
from app.holding.repository.paging import newest_first
from app.holding.rows import LinkTotals, SealedCredential, StoredShareLink, StoredView
from app.platform.database import Session

_LINK_COLUMNS = (
    ShareLinkRecord.holder_id,
    ShareLinkRecord.id,
    ShareLinkRecord.details_sealed,
    ShareLinkRecord.is_single_use,
    ShareLinkRecord.created_at,
    ShareLinkRecord.expires_at,
    ShareLinkRecord.used_at,
    ShareLinkRecord.stopped_at,
)
_IS_SHOWN = (
    (ShareLinkItemRecord.holder_id == PassportCredentialRecord.holder_id)
    & (ShareLinkItemRecord.credential_id == PassportCredentialRecord.credential_id)
    & PassportCredentialRecord.state.in_(SHAREABLE)
)


async def find_link_by_hash(session: Session, secret_hash: bytes) -> StoredShareLink | None:
    """The link with this secret hash; only visible in a transaction that carries the hash as capability."""
    query = select(*_LINK_COLUMNS).where(ShareLinkRecord.secret_hash == secret_hash)
    row = (await session.execute(query)).one_or_none()
    return None if row is None else StoredShareLink(*row)


class ShareLinkRepository:
    """The share links of one holder, and the log of their views."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session = session
        self._holder_id = holder_id

    async def add_link(
        self, link: StoredShareLink, *, secret_hash: bytes, credential_ids: Sequence[UUID]
    ) -> None:
        values = {
            "holder_id": self._holder_id,
            "id": link.id,
            "secret_hash": secret_hash,
            "details_sealed": link.details_sealed,
            "is_single_use": link.is_single_use,
            "created_at": link.created_at,
            "expires_at": link.expires_at,
        }
        await self._session.execute(insert(ShareLinkRecord).values(values))
        items = [
            {
                "holder_id": self._holder_id,
                "share_link_id": link.id,
                "position": position,
                "credential_id": credential_id,
            }
            for position, credential_id in enumerate(credential_ids)
        ]
        await self._session.execute(insert(ShareLinkItemRecord), items)

    async def find_link(self, share_link_id: UUID) -> StoredShareLink | None:
        query = select(*_LINK_COLUMNS).where(
            ShareLinkRecord.holder_id == self._holder_id, ShareLinkRecord.id == share_link_id
        )
        row = (await self._session.execute(query)).one_or_none()
        return None if row is None else StoredShareLink(*row)

    async def list_links(
        self, *, limit: int, before: tuple[datetime, UUID] | None = None
    ) -> list[StoredShareLink]:
        """The newest links first, at most `limit`, older than the row `before`."""
        order = (ShareLinkRecord.created_at, ShareLinkRecord.id)
        query = select(*_LINK_COLUMNS).where(ShareLinkRecord.holder_id == self._holder_id)
        query = newest_first(query, order, limit=limit, before=before)
        return [StoredShareLink(*row) for row in await self._session.execute(query)]

    async def list_items(self, share_link_id: UUID) -> list[SealedCredential]:
        """The credentials of a link in the chosen order, without those that were refused or hidden since."""
        item = ShareLinkItemRecord
        query = (
            select(*CREDENTIAL_COLUMNS)
            .join(item, _IS_SHOWN)
            .where(item.holder_id == self._holder_id, item.share_link_id == share_link_id)
            .order_by(item.position)
        )
        return [SealedCredential(*row) for row in await self._session.execute(query)]

    async def count_totals(self, share_link_ids: Sequence[UUID]) -> dict[UUID, LinkTotals]:
        """Credentials and views per link, in two queries for the whole page of links."""
        item, view = ShareLinkItemRecord, ShareViewRecord
        items = await self._session.execute(
            select(item.share_link_id, func.count())
            .join(PassportCredentialRecord, _IS_SHOWN)
            .where(item.holder_id == self._holder_id, item.share_link_id.in_(share_link_ids))
            .group_by(item.share_link_id)
        )
        views = await self._session.execute(
            select(view.share_link_id, func.count(), func.max(view.viewed_at))
            .where(view.holder_id == self._holder_id, view.share_link_id.in_(share_link_ids))
            .group_by(view.share_link_id)
        )
        credential_counts = {row[0]: row[1] for row in items}
        view_counts = {row[0]: (row[1], row[2]) for row in views}
        return {
            link_id: LinkTotals(credential_counts.get(link_id, 0), *view_counts.get(link_id, (0, None)))
            for link_id in share_link_ids
        }

    async def mark_used(self, share_link_id: UUID, *, now: datetime) -> bool:
        """Use up a single-use link; True for exactly one caller."""
        change = (
            update(ShareLinkRecord)
            .where(
                ShareLinkRecord.holder_id == self._holder_id,
                ShareLinkRecord.id == share_link_id,
                ShareLinkRecord.used_at.is_(None),
                ShareLinkRecord.stopped_at.is_(None),
            )
            .values(used_at=now)
            .returning(ShareLinkRecord.id)
        )
        return await self._session.scalar(change) is not None

    async def mark_stopped(self, share_link_id: UUID, *, now: datetime) -> None:
        """Stop a link; the first moment of stopping stays."""
        change = (
            update(ShareLinkRecord)
            .where(
                ShareLinkRecord.holder_id == self._holder_id,
                ShareLinkRecord.id == share_link_id,
                ShareLinkRecord.stopped_at.is_(None),
            )
            .values(stopped_at=now)
        )
        await self._session.execute(change)

    async def stop_all(self, *, now: datetime) -> None:
        """Stop every link that was not stopped; each keeps its first moment of stopping."""
        record = ShareLinkRecord
        change = update(record).where(record.holder_id == self._holder_id, record.stopped_at.is_(None))
        await self._session.execute(change.values(stopped_at=now))

    async def add_view(
        self, view: StoredView, *, share_link_id: UUID, verifier_digest: bytes | None = None
    ) -> None:
        values = {
            "holder_id": self._holder_id,
            "id": view.id,
            "share_link_id": share_link_id,
            "channel": view.channel,
            "viewed_at": view.viewed_at,
            "verifier_digest": verifier_digest,
        }
        await self._session.execute(insert(ShareViewRecord).values(values))

    async def list_views(
        self, share_link_id: UUID, *, limit: int, before: tuple[datetime, UUID] | None = None
    ) -> list[StoredView]:
        """The newest views first, at most `limit`, older than the row `before`."""
        order = (ShareViewRecord.viewed_at, ShareViewRecord.id)
        query = select(ShareViewRecord.id, ShareViewRecord.channel, ShareViewRecord.viewed_at).where(
            ShareViewRecord.holder_id == self._holder_id, ShareViewRecord.share_link_id == share_link_id
        )
        query = newest_first(query, order, limit=limit, before=before)
        return [StoredView(*row) for row in await self._session.execute(query)]
