"""Queries on the tables of the passport, scoped to one holder at construction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from app.holding.models import (
    HolderRecord,
    HolderSessionRecord,
    PassportCredentialRecord,
    ShareLinkItemRecord,
    ShareLinkRecord,
    ShareViewRecord,
)
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
_CREDENTIAL_COLUMNS = (
    PassportCredentialRecord.credential_id,
    PassportCredentialRecord.organisation_id,
    PassportCredentialRecord.format,
    PassportCredentialRecord.secured_sealed,
    PassportCredentialRecord.received_at,
)


_Columns = TypeVarTuple("_Columns")


def _newest_first(
    query: Select[*_Columns],
    order: tuple[Any, Any],
    *,
    limit: int,
    before: tuple[datetime, UUID] | None,
) -> Select[*_Columns]:
    if before is not None:
        query = query.where(tuple_(*order) < before)
    return query.order_by(*(column.desc() for column in order)).limit(limit)


async def find_link_by_hash(session: Session, secret_hash: bytes) -> StoredShareLink | None:
    """The link with this secret hash; only visible in a transaction that carries the hash as capability."""
    query = select(*_LINK_COLUMNS).where(ShareLinkRecord.secret_hash == secret_hash)
    row = (await session.execute(query)).one_or_none()
    return None if row is None else StoredShareLink(*row)


async def find_session_holder(session: Session, token_hash: bytes, *, now: datetime) -> UUID | None:
    """The holder of a live session; only visible in a transaction that carries the hash as capability."""
    query = select(HolderSessionRecord.holder_id).where(
        HolderSessionRecord.token_hash == token_hash,
        HolderSessionRecord.expires_at > now,
        HolderSessionRecord.ended_at.is_(None),
    )
    holder_id: UUID | None = await session.scalar(query)
    return holder_id


class HolderRepository:
    """The holder, the holder's sessions and the holder's credentials."""

    def __init__(self, session: Session, holder_id: UUID) -> None:
        self._session = session
        self._holder_id = holder_id

    async def add_holder(self, *, data_key_wrapped: bytes, now: datetime) -> None:
        values = {"id": self._holder_id, "data_key_wrapped": data_key_wrapped, "created_at": now}
        await self._session.execute(insert(HolderRecord).values(values))

    async def find_data_key(self) -> bytes | None:
        """The wrapped data key of the holder, or None when there is no such holder."""
        query = select(HolderRecord.data_key_wrapped).where(HolderRecord.id == self._holder_id)
        wrapped: bytes | None = await self._session.scalar(query)
        return wrapped

    async def add_session(
        self, session_id: UUID, *, token_hash: bytes, now: datetime, expires_at: datetime
    ) -> None:
        values = {
            "holder_id": self._holder_id,
            "id": session_id,
            "token_hash": token_hash,
            "created_at": now,
            "expires_at": expires_at,
        }
        await self._session.execute(insert(HolderSessionRecord).values(values))

    async def end_session(self, token_hash: bytes, *, now: datetime) -> None:
        change = (
            update(HolderSessionRecord)
            .where(
                HolderSessionRecord.holder_id == self._holder_id,
                HolderSessionRecord.token_hash == token_hash,
                HolderSessionRecord.ended_at.is_(None),
            )
            .values(ended_at=now)
        )
        await self._session.execute(change)

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

    async def list_credentials(
        self, *, limit: int, before: tuple[datetime, UUID] | None = None
    ) -> list[SealedCredential]:
        """The newest credentials first, at most `limit`, older than the row `before`."""
        order = (PassportCredentialRecord.received_at, PassportCredentialRecord.credential_id)
        query = select(*_CREDENTIAL_COLUMNS).where(PassportCredentialRecord.holder_id == self._holder_id)
        query = _newest_first(query, order, limit=limit, before=before)
        return [SealedCredential(*row) for row in await self._session.execute(query)]

    async def find_issuing_organisation(self, credential_id: UUID) -> UUID | None:
        """Who issued a credential of the passport; None when it is not in the passport."""
        query = select(PassportCredentialRecord.organisation_id).where(
            PassportCredentialRecord.holder_id == self._holder_id,
            PassportCredentialRecord.credential_id == credential_id,
        )
        organisation_id: UUID | None = await self._session.scalar(query)
        return organisation_id

    async def find_existing(self, credential_ids: Sequence[UUID]) -> set[UUID]:
        """Which of these credentials are in the passport."""
        query = select(PassportCredentialRecord.credential_id).where(
            PassportCredentialRecord.holder_id == self._holder_id,
            PassportCredentialRecord.credential_id.in_(credential_ids),
        )
        return set(await self._session.scalars(query))


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
        query = _newest_first(query, order, limit=limit, before=before)
        return [StoredShareLink(*row) for row in await self._session.execute(query)]

    async def list_items(self, share_link_id: UUID) -> list[SealedCredential]:
        """The credentials of a link in the chosen order."""
        item, held = ShareLinkItemRecord, PassportCredentialRecord
        is_same = (item.holder_id == held.holder_id) & (item.credential_id == held.credential_id)
        query = (
            select(*_CREDENTIAL_COLUMNS)
            .join(item, is_same)
            .where(item.holder_id == self._holder_id, item.share_link_id == share_link_id)
            .order_by(item.position)
        )
        return [SealedCredential(*row) for row in await self._session.execute(query)]

    async def count_totals(self, share_link_ids: Sequence[UUID]) -> dict[UUID, LinkTotals]:
        """Credentials and views per link, in two queries for the whole page of links."""
        item, view = ShareLinkItemRecord, ShareViewRecord
        items = await self._session.execute(
            select(item.share_link_id, func.count())
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

    async def add_view(self, view: StoredView, *, share_link_id: UUID) -> None:
        values = {
            "holder_id": self._holder_id,
            "id": view.id,
            "share_link_id": share_link_id,
            "channel": view.channel,
            "viewed_at": view.viewed_at,
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
        query = _newest_first(query, order, limit=limit, before=before)
        return [StoredView(*row) for row in await self._session.execute(query)]
