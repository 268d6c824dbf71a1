"""The audit log, to read only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.platform.audit import AuditEventRecord
from app.platform.database import Session


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One entry of the audit log; `position` counts from 1 in each organisation."""

    id: UUID
    position: int
    actor: str
    action: str
    target: str
    facts: Mapping[str, Any]
    occurred_at: datetime


class AuditEventRepository:
    """The audit log of one organisation, to read only."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def list(self, *, limit: int, before: int | None) -> Sequence[AuditEvent]:
        """At most `limit` entries, newest first, from before a position in the chain."""
        event = AuditEventRecord
        statement = select(event).where(event.organisation_id == self._organisation_id)
        if before is not None:
            statement = statement.where(event.position < before)
        records = await self._session.scalars(statement.order_by(event.position.desc()).limit(limit))
        return [
            AuditEvent(
                id=record.id,
                position=record.position,
                actor=record.actor,
                action=record.action,
                target=record.target,
                facts=record.facts,
                occurred_at=record.occurred_at,
            )
            for record in records
        ]
