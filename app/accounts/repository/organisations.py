"""Queries of organisations, which are public facts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import OrganisationRecord
from app.platform.database import Session


async def add_organisation(session: Session, record: OrganisationRecord) -> bool:
    """Add the row; False when its slug or the skeleton of its name is taken, whoever came first."""
    values = {column.key: getattr(record, column.key) for column in OrganisationRecord.__table__.columns}
    statement = insert(OrganisationRecord).values(**values).on_conflict_do_nothing()
    return await session.scalar(statement.returning(OrganisationRecord.id)) is not None


async def find_organisation(session: Session, organisation_id: UUID) -> OrganisationRecord | None:
    """The organisation with this id."""
    return await session.get(OrganisationRecord, organisation_id)


async def find_organisation_by_slug(session: Session, slug: str) -> OrganisationRecord | None:
    """The organisation with this short name."""
    return await session.scalar(select(OrganisationRecord).where(OrganisationRecord.slug == slug))


async def has_skeleton(session: Session, name_skeleton: str, *, but: UUID | None = None) -> bool:
    """Whether some organisation, other than `but`, has a name that looks like this one."""
    statement = select(OrganisationRecord.id).where(OrganisationRecord.name_skeleton == name_skeleton)
    if but is not None:
        statement = statement.where(OrganisationRecord.id != but)
    return await session.scalar(statement) is not None


async def list_organisation_ids(session: Session) -> Sequence[UUID]:
    """The ids of all organisations, oldest first; for operators."""
    statement = select(OrganisationRecord.id).order_by(OrganisationRecord.created_at, OrganisationRecord.id)
    return (await session.scalars(statement)).all()


async def end_organisation(session: Session, organisation_id: UUID, *, now: datetime) -> bool:
    """Mark the organisation as ended; False when it does not exist or was ended before."""
    statement = (
        update(OrganisationRecord)
        .where(OrganisationRecord.id == organisation_id, OrganisationRecord.ended_at.is_(None))
        .values(ended_at=now)
    )
    return await session.scalar(statement.returning(OrganisationRecord.id)) is not None


async def set_successor(session: Session, organisation_id: UUID, successor_id: UUID) -> None:
    """Say who takes over from an organisation that ended."""
    statement = update(OrganisationRecord).where(OrganisationRecord.id == organisation_id)
    await session.execute(statement.values(successor_id=successor_id))
