"""Queries of brands: everybody may read them, only their organisation writes."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import BrandingRecord, OrganisationRecord
from app.platform.database import Session


@dataclass(frozen=True, slots=True)
class BrandRow:
    """What a page needs to know of a brand to ask for the rest."""

    slug: str
    organisation_name: str
    revision: int
    has_logo: bool


async def find_branding(session: Session, organisation_id: UUID) -> BrandingRecord | None:
    """The brand of an organisation, as it is now."""
    return await session.get(BrandingRecord, organisation_id, populate_existing=True)


async def find_branding_by_slug(session: Session, slug: str) -> BrandingRecord | None:
    """The brand of the organisation with this short name, unless it ended."""
    organisation = OrganisationRecord
    statement = (
        select(BrandingRecord)
        .join(organisation, organisation.id == BrandingRecord.organisation_id)
        .where(organisation.slug == slug, organisation.ended_at.is_(None))
    )
    return await session.scalar(statement)


async def list_brands(session: Session, slugs: Collection[str]) -> list[BrandRow]:
    """Those of these organisations that have a brand."""
    brand, organisation = BrandingRecord, OrganisationRecord
    statement = (
        select(organisation.slug, organisation.name, brand.revision, brand.logo.is_not(None))
        .join(organisation, organisation.id == brand.organisation_id)
        .where(organisation.slug.in_(slugs), organisation.ended_at.is_(None))
    )
    return [BrandRow(*row) for row in await session.execute(statement)]


async def put_branding(session: Session, record: BrandingRecord) -> bool:
    """Write the brand when the kept revision is the one before; False when somebody else was first."""
    values = {column.key: getattr(record, column.key) for column in BrandingRecord.__table__.columns}
    statement = insert(BrandingRecord).values(**values)
    key = [BrandingRecord.organisation_id]
    if record.revision == 1:
        chosen = statement.on_conflict_do_nothing(index_elements=key)
    else:
        is_before = BrandingRecord.revision == record.revision - 1
        chosen = statement.on_conflict_do_update(index_elements=key, set_=values, where=is_before)
    return await session.scalar(chosen.returning(BrandingRecord.revision)) == record.revision
