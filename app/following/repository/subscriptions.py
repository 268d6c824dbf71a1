"""Queries on the shares that a system follows."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, func, insert, select, tuple_, update

from app.following.models import FollowedCredentialRecord, ShareSubscriptionRecord
from app.following.rows import FollowedCredential, Subscription
from app.platform.database import Session

_SUBSCRIPTION = (
    ShareSubscriptionRecord.id,
    ShareSubscriptionRecord.share_link_id,
    ShareSubscriptionRecord.created_at,
    ShareSubscriptionRecord.expires_at,
    ShareSubscriptionRecord.ended_at,
    ShareSubscriptionRecord.end_reason,
)
_FOLLOWED = (
    FollowedCredentialRecord.subscription_id,
    FollowedCredentialRecord.credential_id,
    FollowedCredentialRecord.issuer_id,
    FollowedCredentialRecord.state,
)


class SubscriptionRepository:
    """The subscriptions of one organisation."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def add(self, subscription: Subscription, credentials: Sequence[FollowedCredential]) -> None:
        own = {"organisation_id": self._organisation_id}
        await self._session.execute(
            insert(ShareSubscriptionRecord).values(
                **own,
                id=subscription.id,
                share_link_id=subscription.share_link_id,
                created_at=subscription.created_at,
                expires_at=subscription.expires_at,
            )
        )
        rows = [
            {
                **own,
                "subscription_id": one.subscription_id,
                "credential_id": one.credential_id,
                "issuer_id": one.issuer_id,
                "credential_hash": hash_id(one.credential_id),
                "issuer_hash": hash_id(one.issuer_id),
                "state": one.state,
            }
            for one in credentials
        ]
        if rows:
            await self._session.execute(insert(FollowedCredentialRecord), rows)

    async def find(self, subscription_id: UUID, *, is_locked: bool = False) -> Subscription | None:
        record = ShareSubscriptionRecord
        query = select(*_SUBSCRIPTION).where(
            record.organisation_id == self._organisation_id, record.id == subscription_id
        )
        row = (await self._session.execute(query.with_for_update() if is_locked else query)).one_or_none()
        return None if row is None else Subscription(*row)

    async def list_newest(self, *, limit: int, before: tuple[datetime, UUID] | None) -> list[Subscription]:
        """The newest first, at most `limit`, older than the row `before`."""
        record = ShareSubscriptionRecord
        query = select(*_SUBSCRIPTION).where(record.organisation_id == self._organisation_id)
        if before is not None:
            query = query.where(tuple_(record.created_at, record.id) < before)
        query = query.order_by(record.created_at.desc(), record.id.desc()).limit(limit)
        return [Subscription(*row) for row in await self._session.execute(query)]

    async def list_credentials(self, subscription_ids: Sequence[UUID]) -> list[FollowedCredential]:
        """The credentials of these subscriptions."""
        record = FollowedCredentialRecord
        query = (
            select(*_FOLLOWED)
            .where(
                record.organisation_id == self._organisation_id, record.subscription_id.in_(subscription_ids)
            )
            .order_by(record.credential_id)
        )
        return [FollowedCredential(*row) for row in await self._session.execute(query)]

    async def set_state(self, followed: FollowedCredential, state: str) -> None:
        record = FollowedCredentialRecord
        await self._session.execute(
            update(record)
            .where(
                record.organisation_id == self._organisation_id,
                record.subscription_id == followed.subscription_id,
                record.credential_id == followed.credential_id,
            )
            .values(state=state)
        )

    async def end(self, subscription_id: UUID, *, now: datetime, reason: str) -> bool:
        """Whether it ended just now; one that ended before keeps its reason."""
        record = ShareSubscriptionRecord
        change = (
            update(record)
            .where(
                record.organisation_id == self._organisation_id,
                record.id == subscription_id,
                record.ended_at.is_(None),
            )
            .values(ended_at=now, end_reason=reason)
        )
        return await self._session.scalar(change.returning(record.id)) is not None


async def find_followers(session: Session, identifier: UUID) -> list[tuple[UUID, UUID, UUID]]:
    """Organisation, subscription and credential, of whoever follows this credential or anything of this issuer.

    Only visible in a transaction that has the hash of the id as its capability.
    """
    record, digest = FollowedCredentialRecord, hash_id(identifier)
    query = (
        select(record.organisation_id, record.subscription_id, record.credential_id)
        .where((record.credential_hash == digest) | (record.issuer_hash == digest))
        .order_by(record.organisation_id, record.subscription_id, record.credential_id)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def forget_ended(session: Session, *, before: datetime) -> int:
    """Delete everybody's subscriptions that ended before a moment; how many."""
    await session.execute(select(func.set_config("app.sweep", "forget", True)))
    record = ShareSubscriptionRecord
    statement = delete(record).where(record.ended_at < before).returning(record.id)
    return len((await session.execute(statement)).all())


def hash_id(identifier: UUID) -> bytes:
    """The capability of who knows this id."""
    return sha256(identifier.bytes).digest()
