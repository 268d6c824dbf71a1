"""Organisations: who may be a partnership or a verifier here, and under which name."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.errors import ConfusableName, SlugTaken, UnknownOrganisation
from app.accounts.models import OrganisationRecord
from app.accounts.permissions import SCOPES_OF_KIND
from app.accounts.repository import organisations as repository
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput
from app.platform.logging import log
from app.platform.text import clean_text, is_web_address, mixes_scripts, skeleton

_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LOCALES: Final = ("nl", "en")
_NAME_LENGTH: Final = 200
OPERATOR: Final = "operator"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A partnership (it issues) or a verifier; `slug` is its name in addresses and never changes."""

    id: UUID
    slug: str
    name: str
    kind: str
    locale: str
    website: str | None
    phone: str | None
    is_test: bool
    created_at: datetime
    ended_at: datetime | None
    successor_id: UUID | None = None


async def create_organisation(
    context: Context,
    *,
    slug: str,
    name: str,
    kind: str = "partnership",
    website: str | None = None,
    phone: str | None = None,
    locale: str = "nl",
    is_test: bool = False,
) -> Organisation:
    """Add an organisation, as an operator. Raises InvalidInput, SlugTaken, ConfusableName (threat A27)."""
    clean_name = _ensure_valid(slug=slug, name=name, kind=kind, locale=locale, website=website)
    ensure_one_script(clean_name, slug=slug)
    now = context.clock.now()
    record = OrganisationRecord(
        id=context.randomness.uuid(),
        slug=slug,
        name=clean_name,
        name_skeleton=skeleton(clean_name),
        kind=kind,
        locale=locale,
        website=website,
        phone=phone,
        is_test=is_test,
        created_at=now,
        ended_at=None,
        successor_id=None,
    )
    async with context.database.owner_transaction(organisation_id=record.id) as session:
        if not await repository.add_organisation(session, record):
            if not await repository.has_skeleton(session, record.name_skeleton):
                raise SlugTaken
            log.warning("tenant.confusable", slug=slug)
            raise ConfusableName
        await _note(context, session, record.id, "organisation.created", now=now)
    return _organisation(record)


async def end_organisation(
    context: Context, organisation_id: UUID, *, successor_id: UUID | None = None
) -> None:
    """End an organisation, as an operator: its keys and people stop within two seconds. Raises UnknownOrganisation.

    From then on its successor may withdraw what it gave. Again only names the successor, or another one.
    """
    now = context.clock.now()
    async with context.database.owner_transaction(organisation_id=organisation_id) as session:
        for needed in filter(None, (organisation_id, successor_id)):
            if await repository.find_organisation(session, needed) is None:
                raise UnknownOrganisation
        if await repository.end_organisation(session, organisation_id, now=now):
            await _note(context, session, organisation_id, "organisation.ended", now=now)
        if successor_id is not None:
            await repository.set_successor(session, organisation_id, successor_id)
            await _note(context, session, organisation_id, "organisation.succeeded", now=now)


async def _note(
    context: Context, session: Session, organisation_id: UUID, action: str, *, now: datetime
) -> None:
    await audit.record(
        session,
        organisation_id=organisation_id,
        actor=OPERATOR,
        action=action,
        target=f"organisation:{organisation_id}",
        now=now,
        randomness=context.randomness,
    )


async def find_organisation(session: Session, organisation_id: UUID) -> Organisation | None:
    """The organisation with this id, ended or not."""
    record = await repository.find_organisation(session, organisation_id)
    return None if record is None else _organisation(record)


async def find_organisation_by_slug(session: Session, slug: str) -> Organisation | None:
    """The organisation with this short name, ended or not."""
    record = await repository.find_organisation_by_slug(session, slug)
    return None if record is None else _organisation(record)


def ensure_one_script(name: str, *, slug: str | None = None) -> None:
    """Raise ConfusableName for a word with letters of two scripts: it is there to be taken for another (A27)."""
    if mixes_scripts(name):
        log.warning("tenant.confusable", reason="scripts", slug=slug)
        raise ConfusableName("A word in the name has letters of different scripts.")


async def has_name_like(session: Session, likeness: str, *, but: UUID | None = None) -> bool:
    """Whether some organisation, other than `but`, has a name with this skeleton (threat A27)."""
    return await repository.has_skeleton(session, likeness, but=but)


async def list_organisation_ids(session: Session) -> list[UUID]:
    """All organisations, oldest first: for an operator's act on each of them."""
    return list(await repository.list_organisation_ids(session))


def _ensure_valid(*, slug: str, name: str, kind: str, locale: str, website: str | None) -> str:
    errors = []
    if _SLUG.fullmatch(slug) is None:
        errors.append(
            FieldError("/slug", "pattern", "Use lower-case letters, digits and hyphens, at most 63.")
        )
    if kind not in SCOPES_OF_KIND:
        errors.append(FieldError("/kind", "enum", "Use partnership or verifier."))
    if locale not in _LOCALES:
        errors.append(FieldError("/locale", "enum", "Use nl or en."))
    if website is not None and not is_web_address(website):
        errors.append(FieldError("/website", "unsafe_content", "Use an address that starts with https://."))
    clean_name = ""
    try:
        clean_name = clean_text(name).strip()
    except ValueError:
        errors.append(
            FieldError("/name", "unsafe_content", "The name holds characters that are not allowed.")
        )
    else:
        if not 0 < len(clean_name) <= _NAME_LENGTH:
            errors.append(FieldError("/name", "length", "Use 1 to 200 characters."))
    if errors:
        if any(error.code == "unsafe_content" for error in errors):
            log.warning("content.rejected", reason="unsafe_content")
        raise InvalidInput(errors=errors)
    return clean_name


def _organisation(record: OrganisationRecord) -> Organisation:
    return Organisation(
        id=record.id,
        slug=record.slug,
        name=record.name,
        kind=record.kind,
        locale=record.locale,
        website=record.website,
        phone=record.phone,
        is_test=record.is_test,
        created_at=record.created_at,
        ended_at=record.ended_at,
        successor_id=record.successor_id,
    )
