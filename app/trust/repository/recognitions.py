"""Queries of recognitions: what everybody may read, and the drafts of one organisation."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Select, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.platform.database import Session
from app.trust.models import (
    RecognitionDraftRecord,
    RecognitionRecord,
    RecognitionWithdrawalRecord,
    RegisteredIssuerRecord,
)
from app.trust.recognitions import RecognisedScope, Recognition

_Found = Row[RecognitionRecord, datetime, datetime]


def _all() -> Select[RecognitionRecord, datetime, datetime]:
    row, end = RecognitionRecord, RecognitionWithdrawalRecord
    one, other = aliased(RegisteredIssuerRecord), aliased(RegisteredIssuerRecord)
    # Who left the register recognises nobody from then on, and is recognised by nobody. LEAST passes over NULL.
    left_at = func.least(one.registered_until, other.registered_until)
    return (
        select(row, end.withdrawn_at, left_at)
        .outerjoin(end, end.recognition_id == row.id)
        .outerjoin(one, one.did == row.recogniser_did)
        .outerjoin(other, other.did == row.issuer_did)
    )


def _read(found: _Found) -> Recognition:
    row, withdrawn_at, registered_until = found[0], found[1], found[2]
    return Recognition(
        id=row.id,
        recogniser_did=row.recogniser_did,
        recogniser_name=row.recogniser_name,
        issuer_did=row.issuer_did,
        scope=RecognisedScope(row.skill_set_uri, row.skill_set_name, row.highest_level),
        recognised_from=row.recognised_from,
        recognised_until=row.recognised_until,
        recorded_at=row.recorded_at,
        withdrawn_at=withdrawn_at,
        statement=row.statement,
        registered_until=registered_until,
    )


async def find_recognition(session: Session, recognition_id: UUID) -> Recognition | None:
    """The recognition with this id, withdrawn or not."""
    found = (await session.execute(_all().where(RecognitionRecord.id == recognition_id))).one_or_none()
    return None if found is None else _read(found)


async def list_recognitions(
    session: Session,
    *,
    issuer_did: str | None = None,
    recogniser_did: str | None = None,
    limit: int | None = None,
    after: tuple[datetime, UUID] | None = None,
) -> Sequence[Recognition]:
    """Recognitions in the order in which they were recorded, withdrawn ones too."""
    row, statement = RecognitionRecord, _all()
    if issuer_did is not None:
        statement = statement.where(row.issuer_did == issuer_did)
    if recogniser_did is not None:
        statement = statement.where(row.recogniser_did == recogniser_did)
    if after is not None:
        statement = statement.where(tuple_(row.recorded_at, row.id) > after)
    found = await session.execute(statement.order_by(row.recorded_at, row.id).limit(limit))
    return [_read(one) for one in found]


async def add_recognition(session: Session, recognition: Recognition, organisation_id: UUID | None) -> None:
    """Write a recognition down; `organisation_id` is the recogniser's when it is one of ours."""
    scope = recognition.scope
    session.add(
        RecognitionRecord(
            id=recognition.id,
            organisation_id=organisation_id,
            recogniser_did=recognition.recogniser_did,
            recogniser_name=recognition.recogniser_name,
            issuer_did=recognition.issuer_did,
            skill_set_uri=scope.skill_set_uri,
            skill_set_name=scope.skill_set_name,
            highest_level=scope.highest_level,
            recognised_from=recognition.recognised_from,
            recognised_until=recognition.recognised_until,
            recorded_at=recognition.recorded_at,
            statement=recognition.statement,
        )
    )
    await session.flush()


async def add_withdrawal(
    session: Session, recognition_id: UUID, organisation_id: UUID | None, *, now: datetime
) -> bool:
    """Write down that it counts no more; False when that was done before."""
    row = RecognitionWithdrawalRecord
    statement = insert(row).values(
        recognition_id=recognition_id, organisation_id=organisation_id, withdrawn_at=now
    )
    done = await session.scalar(statement.on_conflict_do_nothing().returning(row.recognition_id))
    return done is not None


class DraftRepository:
    """The drafts of recognitions of one organisation."""

    def __init__(self, session: Session, organisation_id: UUID) -> None:
        self._session = session
        self._organisation_id = organisation_id

    async def add(self, record: RecognitionDraftRecord) -> None:
        """Add a draft."""
        record.organisation_id = self._organisation_id
        self._session.add(record)
        await self._session.flush()

    async def find(self, draft_id: UUID) -> RecognitionDraftRecord | None:
        """The draft with this id, decided or not."""
        return await self._session.get(RecognitionDraftRecord, (self._organisation_id, draft_id))

    async def list_open(self, limit: int) -> Sequence[RecognitionDraftRecord]:
        """The drafts that wait for a decision, the oldest first."""
        row = RecognitionDraftRecord
        statement = select(row).where(row.organisation_id == self._organisation_id, row.outcome.is_(None))
        return (await self._session.scalars(statement.order_by(row.drafted_at, row.id).limit(limit))).all()

    async def decide(self, draft_id: UUID, *, outcome: str, actor: str, now: datetime) -> bool:
        """Confirm or discard the draft; False when somebody decided before."""
        row = RecognitionDraftRecord
        statement = update(row).where(
            row.organisation_id == self._organisation_id, row.id == draft_id, row.outcome.is_(None)
        )
        values = statement.values(outcome=outcome, decided_by=actor, decided_at=now)
        return await self._session.scalar(values.returning(row.id)) is not None
