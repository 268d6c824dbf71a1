"""Queries of API keys, each of one organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, tuple_, update

from app.accounts.models import ApiKeyRecord, OrganisationRecord
from app.platform.database import Session


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A key with the facts of its organisation that a request needs."""

    api_key_id: UUID
    organisation_id: UUID
    scopes: tuple[str, ...]
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None
    organisation_name: str
    slug: str
    kind: str
    is_test: bool
    ended_at: datetime | None
    hand: str | None


async def find_key_facts(session: Session, key_hash: bytes) -> KeyFacts | None:
    """The key with this hash; visible because the transaction presents the hash as its capability."""
    key, organisation = ApiKeyRecord, OrganisationRecord
    statement = (
        select(
            key.id,
            key.organisation_id,
            key.scopes,
            key.expires_at,
            key.revoked_at,
            key.last_used_on,
            organisation.name,
            organisation.slug,
            organisation.kind,
            organisation.is_test,
            organisation.ended_at,
            key.hand,
        )
        .join(organisation, organisation.id == key.organisation_id)
        .where(key.key_hash == key_hash)
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        return None
    facts: dict[str, Any] = dict(zip(KeyFacts.__dataclass_fields__, row, strict=True))
    return KeyFacts(**(facts | {"scopes": tuple(facts["scopes"])}))


class ApiKeyRepository:
    """The API keys of one organisation."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def add(self, record: ApiKeyRecord) -> None:
        """Add a key of this organisation."""
        record.organisation_id = self._organisation_id
        self._session.add(record)
        await self._session.flush()

    async def find(self, api_key_id: UUID) -> ApiKeyRecord | None:
        """The key with this id."""
        return await self._session.get(ApiKeyRecord, (self._organisation_id, api_key_id))

    async def list(self, *, limit: int, after: tuple[datetime, UUID] | None) -> Sequence[ApiKeyRecord]:
        """At most `limit` keys, newest first, older than `after`."""
        key = ApiKeyRecord
        statement = select(key).where(key.organisation_id == self._organisation_id)
        if after is not None:
            statement = statement.where(tuple_(key.created_at, key.id) < after)
        ordered = statement.order_by(key.created_at.desc(), key.id.desc()).limit(limit)
        return (await self._session.scalars(ordered)).all()

    async def revoke(self, api_key_id: UUID, *, now: datetime) -> bool:
        """Set the moment of revocation once; False when the key is unknown or was revoked before."""
        key = ApiKeyRecord
        statement = (
            update(key)
            .where(
                key.organisation_id == self._organisation_id, key.id == api_key_id, key.revoked_at.is_(None)
            )
            .values(revoked_at=now)
        )
        return await self._session.scalar(statement.returning(key.id)) is not None

    async def note_use(self, api_key_id: UUID, *, used_on: date) -> None:
        """Write the day of use once; a row that another request is writing is skipped, not waited for."""
        key = ApiKeyRecord
        free = (
            select(key.id)
            .where(
                key.organisation_id == self._organisation_id,
                key.id == api_key_id,
                or_(key.last_used_on.is_(None), key.last_used_on < used_on),
            )
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        statement = update(key).where(key.organisation_id == self._organisation_id, key.id == free)
        await self._session.execute(statement.values(last_used_on=used_on))
