"""The brand of a partnership: a colour, the text on it and a logo. Its name is always that of the register."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.contrast import (
    LEAST_CONTRAST,
    WHITE,
    contrast,
    is_colour,
    mix,
    nearest_readable,
)
from app.accounts.errors import BrandingChanged, PoorContrast
from app.accounts.models import BrandingRecord
from app.accounts.permissions import Issuer
from app.accounts.repository import branding as repository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput, NotFound
from app.platform.media.examining import examine_logo_elsewhere
from app.platform.media.kinds import MIB

MOST_LOGO_BYTES: Final = MIB
OWN_COLOUR: Final = "#123f6d"
_TINT: Final = 0.9


@dataclass(frozen=True, slots=True)
class Branding:
    """`colour` is behind text in `text_colour`; `logo` is a PNG. Revision 0 is what this service has of itself."""

    colour: str = OWN_COLOUR
    text_colour: str = WHITE
    logo: bytes | None = None
    revision: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BrandMark:
    """What a page shows of a brand: the name in the register, and addresses that change with every revision."""

    name: str
    styles: str
    logo: str | None


async def load_branding(session: Session, organisation_id: UUID) -> Branding:
    """The brand of an organisation, or that of this service."""
    record = await repository.find_branding(session, organisation_id)
    return Branding() if record is None else _branding(record)


async def load_public_branding(context: Context, slug: str) -> Branding:
    """The brand of the organisation with this short name. Raises NotFound where there is none."""
    async with context.database.transaction() as session:
        record = await repository.find_branding_by_slug(session, slug)
    if record is None:
        raise NotFound
    return _branding(record)


async def find_brand(context: Context, slug: str) -> BrandMark | None:
    """What pages show of the organisation with this short name, None without a brand of its own."""
    return (await find_brands(context, [slug])).get(slug)


async def find_brands(context: Context, slugs: Collection[str]) -> dict[str, BrandMark]:
    """The same for several at once."""
    if not slugs:
        return {}
    async with context.database.transaction() as session:
        rows = await repository.list_brands(session, set(slugs))
    return {row.slug: _mark(row) for row in rows}


async def change_branding(
    context: Context,
    issuer: Issuer,
    *,
    expected: int,
    colour: str,
    text_colour: str,
    logo: bytes | None,
) -> Branding:
    """Keep other colours and another logo.

    `expected` is the revision that was read. Raises InvalidInput, PoorContrast, FileRefused, BrandingChanged.
    """
    colour, text_colour = _read_colour("/brandColour", colour), _read_colour("/textColour", text_colour)
    ratio = contrast(colour, text_colour)
    if ratio < LEAST_CONTRAST:
        raise PoorContrast(ratio, nearest_readable(colour, beside=text_colour))
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        known = await load_branding(session, issuer.organisation_id)
    # A logo that was written here before is not written again: every time it would lose a little.
    kept = logo if logo is None or logo == known.logo else await _rewrite(logo)
    changed = Branding(colour, text_colour, kept, expected + 1, context.clock.now())
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await _keep(context, session, issuer, changed)
    return changed


async def _keep(context: Context, session: Session, issuer: Issuer, changed: Branding) -> None:
    record = BrandingRecord(
        organisation_id=issuer.organisation_id,
        colour=changed.colour,
        text_colour=changed.text_colour,
        logo=changed.logo,
        revision=changed.revision,
        changed_by=issuer.actor,
        changed_at=changed.changed_at,
    )
    if not await repository.put_branding(session, record):
        raise BrandingChanged
    organisation = f"organisation:{issuer.organisation_id}"
    await record_act(context, session, issuer, "branding.changed", organisation, revision=changed.revision)


def write_styles(branding: Branding) -> str:
    """The style sheet of a brand: custom properties only, and text that is readable whatever the colour is."""
    strong = nearest_readable(branding.colour, beside=WHITE)
    tint = mix(strong, WHITE, _TINT)
    properties = {
        "--partner-colour": branding.colour,
        "--partner-text": branding.text_colour,
        "--passport-brand": strong,
        "--passport-brand-tint": tint,
        "--passport-brand-dark": nearest_readable(strong, beside=tint),
    }
    lines = "".join(f"  {name}: {value};\n" for name, value in properties.items())
    return f".voorbeeld-theme {{\n{lines}}}\n"


def _read_colour(pointer: str, text: str) -> str:
    colour = text.strip().lower()
    if not is_colour(colour):
        raise InvalidInput(errors=[FieldError(pointer, "pattern", "Use a colour as #123f6d.")])
    return colour


async def _rewrite(logo: bytes) -> bytes:
    if len(logo) > MOST_LOGO_BYTES:
        raise InvalidInput(errors=[FieldError("/logo", "too_large", "Use a picture of at most 1 MiB.")])
    return await examine_logo_elsewhere(logo)


def _branding(record: BrandingRecord) -> Branding:
    return Branding(record.colour, record.text_colour, record.logo, record.revision, record.changed_at)


def _mark(row: repository.BrandRow) -> BrandMark:
    start, version = f"/branding/{row.slug}", f"?v={row.revision}"
    return BrandMark(
        row.organisation_name, f"{start}.css{version}", f"{start}/logo{version}" if row.has_logo else None
    )
