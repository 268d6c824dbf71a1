"""Queries on webhooks: where they go, what waits, and what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from app.following.models import WebhookAttemptRecord, WebhookDeliveryRecord, WebhookEndpointRecord
from app.following.rows import Attempt, Endpoint, LeasedDelivery
from app.platform.database import Session

WAITING: Final = "waiting"
_ENDPOINT = (
    WebhookEndpointRecord.id,
    WebhookEndpointRecord.url,
    WebhookEndpointRecord.secret_sealed,
    WebhookEndpointRecord.previous_sealed,
    WebhookEndpointRecord.previous_until,
    WebhookEndpointRecord.state,
    WebhookEndpointRecord.reason,
    WebhookEndpointRecord.failing_since,
    WebhookEndpointRecord.created_at,
)


class EndpointRepository:
    """The addresses of one organisation."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def lock(self) -> None:
        """One transaction at a time counts and adds; ends with the transaction."""
        name = f"webhook-endpoints:{self._organisation_id}"
        await self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))

    async def add(self, endpoint: Endpoint) -> None:
        await self._session.execute(
            insert(WebhookEndpointRecord).values(
                organisation_id=self._organisation_id,
                id=endpoint.id,
                url=endpoint.url,
                secret_sealed=endpoint.secret_sealed,
                state=endpoint.state,
                created_at=endpoint.created_at,
            )
        )

    async def find(self, endpoint_id: UUID, *, is_locked: bool = False) -> Endpoint | None:
        record = WebhookEndpointRecord
        query = select(*_ENDPOINT).where(
            record.organisation_id == self._organisation_id, record.id == endpoint_id
        )
        row = (await self._session.execute(query.with_for_update() if is_locked else query)).one_or_none()
        return None if row is None else Endpoint(*row)

    async def list(self) -> list[Endpoint]:
        """All of them, the oldest first."""
        record = WebhookEndpointRecord
        query = (
            select(*_ENDPOINT)
            .where(record.organisation_id == self._organisation_id)
            .order_by(record.created_at, record.id)
        )
        return [Endpoint(*row) for row in await self._session.execute(query)]

    async def replace_secret(
        self, endpoint_id: UUID, sealed: bytes, *, previous: bytes, until: datetime
    ) -> None:
        await self._change(endpoint_id, secret_sealed=sealed, previous_sealed=previous, previous_until=until)

    async def set_state(self, endpoint_id: UUID, state: str, *, reason: str | None) -> None:
        await self._change(endpoint_id, state=state, reason=reason, failing_since=None)

    async def note_failing(self, endpoint_id: UUID, since: datetime | None) -> None:
        await self._change(endpoint_id, failing_since=since)

    async def _change(self, endpoint_id: UUID, **values: object) -> None:
        record = WebhookEndpointRecord
        await self._session.execute(
            update(record)
            .where(record.organisation_id == self._organisation_id, record.id == endpoint_id)
            .values(**values)
        )

    async def delete(self, endpoint_id: UUID) -> bool:
        """The address goes, with all that waits for it; False when there is none."""
        record = WebhookEndpointRecord
        statement = delete(record).where(
            record.organisation_id == self._organisation_id, record.id == endpoint_id
        )
        return await self._session.scalar(statement.returning(record.id)) is not None


class DeliveryRepository:
    """What one organisation is sent."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def queue(self, endpoint_id: UUID, event_id: UUID, *, now: datetime) -> None:
        """To be sent now: for the first time, or from the beginning again."""
        record = WebhookDeliveryRecord
        again = {
            "state": WAITING,
            "attempts": 0,
            "first_at": now,
            "due_at": now,
            "leased_until": None,
            "settled_at": None,
        }
        own = {"organisation_id": self._organisation_id, "endpoint_id": endpoint_id, "event_id": event_id}
        statement = insert_or(record).values(**own, **again)
        keys = ["organisation_id", "endpoint_id", "event_id"]
        await self._session.execute(statement.on_conflict_do_update(index_elements=keys, set_=again))

    async def lease(
        self, endpoint_id: UUID, event_id: UUID, *, now: datetime, until: datetime
    ) -> LeasedDelivery | None:
        """The delivery, if it waits and no other process has it; nobody else gets it before `until`."""
        record = WebhookDeliveryRecord
        change = (
            update(record)
            .where(
                *self._is(endpoint_id, event_id),
                record.state == WAITING,
                record.due_at <= now,
                or_(record.leased_until.is_(None), record.leased_until <= now),
            )
            .values(leased_until=until)
            .returning(record.endpoint_id, record.event_id, record.attempts, record.first_at)
        )
        row = (await self._session.execute(change)).one_or_none()
        return None if row is None else LeasedDelivery(*row)

    async def put_off(self, delivery: LeasedDelivery, *, until: datetime, is_counted: bool) -> None:
        """It waits until then."""
        record = WebhookDeliveryRecord
        change = (
            update(record)
            .where(*self._is(delivery.endpoint_id, delivery.event_id), record.state == WAITING)
            .values(due_at=until, leased_until=None, attempts=record.attempts + int(is_counted))
        )
        await self._session.execute(change)

    async def settle(self, delivery: LeasedDelivery, state: str, *, now: datetime) -> None:
        record = WebhookDeliveryRecord
        change = (
            update(record)
            .where(*self._is(delivery.endpoint_id, delivery.event_id), record.state == WAITING)
            .values(state=state, leased_until=None, settled_at=now, attempts=record.attempts + 1)
        )
        await self._session.execute(change)

    async def give_up(self, endpoint_id: UUID, *, now: datetime) -> None:
        """Nothing waits for this address any more."""
        record = WebhookDeliveryRecord
        await self._session.execute(
            update(record)
            .where(
                record.organisation_id == self._organisation_id,
                record.endpoint_id == endpoint_id,
                record.state == WAITING,
            )
            .values(state="failed", leased_until=None, settled_at=now)
        )

    async def add_attempt(self, attempt: Attempt, endpoint_id: UUID) -> None:
        await self._session.execute(
            insert(WebhookAttemptRecord).values(
                organisation_id=self._organisation_id,
                id=attempt.id,
                endpoint_id=endpoint_id,
                event_id=attempt.event_id,
                attempted_at=attempt.attempted_at,
                outcome=attempt.outcome,
                status=attempt.status,
            )
        )

    async def list_attempts(
        self, endpoint_id: UUID, *, limit: int, before: tuple[datetime, UUID] | None
    ) -> Sequence[Attempt]:
        """The newest first, at most `limit`, older than the row `before`."""
        record = WebhookAttemptRecord
        query = select(record.id, record.event_id, record.attempted_at, record.outcome, record.status).where(
            record.organisation_id == self._organisation_id, record.endpoint_id == endpoint_id
        )
        if before is not None:
            query = query.where(tuple_(record.attempted_at, record.id) < before)
        query = query.order_by(record.attempted_at.desc(), record.id.desc()).limit(limit)
        return [Attempt(*row) for row in await self._session.execute(query)]

    def _is(self, endpoint_id: UUID, event_id: UUID) -> tuple[ColumnElement[bool], ...]:
        record = WebhookDeliveryRecord
        return (
            record.organisation_id == self._organisation_id,
            record.endpoint_id == endpoint_id,
            record.event_id == event_id,
        )


async def list_overdue(session: Session, *, before: datetime, limit: int) -> list[tuple[UUID, UUID, UUID]]:
    """Organisation, address and event of what should have been sent before then and that no process has."""
    await session.execute(select(func.set_config("app.sweep", "on", True)))
    record = WebhookDeliveryRecord
    query = (
        select(record.organisation_id, record.endpoint_id, record.event_id)
        .where(
            record.state == WAITING,
            record.due_at < before,
            or_(record.leased_until.is_(None), record.leased_until < before),
        )
        .order_by(record.due_at)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]
