"""The public page of a partnership: how it stands in the register, and what it gives."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from app.accounts.branding import BrandMark, find_brand
from app.accounts.organisations import Organisation, find_organisation_by_slug
from app.credentials.materials import RegisteredIssuer
from app.issuing.achievements import list_achievements
from app.issuing.documents import AchievementSnapshot
from app.platform.context import Context
from app.platform.database import enter
from app.platform.errors import NotFound
from app.trust.identity import issuer_did
from app.trust.issuer_pages import IssuerPage, build_issuer_page
from app.trust.register import load_register_entry
from app.trust.resolve import find_registered_issuer
from app.web.translations import translate

MOST_ACHIEVEMENTS = 100


@dataclass(frozen=True, slots=True)
class PartnershipPage:
    """What the register says; `state` is None when the partnership is not in it."""

    name: str
    website: str | None
    registered_from: datetime | None
    registered_until: datetime | None
    registered_by: str | None
    state: str | None
    did: str
    did_document_address: str
    brand: BrandMark | None = None
    phone: str | None = None
    entry: IssuerPage | None = None


@dataclass(frozen=True, slots=True)
class AchievementLink:
    """One achievement in the list, in one language."""

    title: str
    address: str
    description: str


async def load_partnership(
    context: Context, slug: str, language: str
) -> tuple[PartnershipPage, tuple[AchievementLink, ...]]:
    """The partnership with this slug and its newest achievements. Raises NotFound."""
    organisation, snapshots = await _load(context, slug)
    did = issuer_did(context.settings, slug)
    registered = await find_registered_issuer(context, did)
    brand = await find_brand(context, slug)
    issuer = registered if isinstance(registered, RegisteredIssuer) else None
    page = PartnershipPage(
        name=issuer.name if issuer else organisation.name,
        website=organisation.website,
        registered_from=issuer.registered_from if issuer else None,
        registered_until=issuer.registered_until if issuer else None,
        registered_by=issuer.registered_by if issuer else None,
        state=issuer.state if issuer else None,
        did=did,
        did_document_address=f"/partnerships/{slug}/did.json",
        brand=brand and replace(brand, name=issuer.name if issuer else organisation.name),
        phone=organisation.phone,
        entry=await _load_entry(context, did, language) if issuer else None,
    )
    key = "en" if language == "en" else "nl"
    return page, tuple(_link(snapshot, key) for snapshot in snapshots)


async def _load_entry(context: Context, did: str, language: str) -> IssuerPage:
    async with context.database.transaction() as session:
        entry = await load_register_entry(session, did)
    say = partial(translate, language=language)
    return build_issuer_page(entry, context.settings, say, now=context.clock.now())


async def _load(context: Context, slug: str) -> tuple[Organisation, list[AchievementSnapshot]]:
    async with context.database.transaction() as session:
        organisation = await find_organisation_by_slug(session, slug)
        if organisation is None or organisation.kind != "partnership":
            raise NotFound
        await enter(session, organisation_id=organisation.id)
        found = await list_achievements(session, organisation.id, limit=MOST_ACHIEVEMENTS)
    return organisation, found


def _link(snapshot: AchievementSnapshot, language: str) -> AchievementLink:
    address = _address(snapshot.id, snapshot.version)
    return AchievementLink(snapshot.name[language], address, snapshot.description[language])


def _address(achievement_id: UUID, version: int) -> str:
    return f"/achievements/{achievement_id}/{version}"
