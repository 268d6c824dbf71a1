"""A letter on paper: a new link as a QR code, the code to type, and how to collect in three steps."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from app.accounts.branding import load_branding
from app.accounts.organisations import Organisation, find_organisation
from app.accounts.permissions import Issuer
from app.issuing.claims import ClaimLink, add_claim_link
from app.issuing.deliveries import RecipientOverview, load_recipient
from app.issuing.delivery_rows import DeliveryEvent, DeliveryRepository
from app.issuing.letter_pdf import set_letter
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import InvalidInput, NotFound
from app.platform.press import UnwritableText
from app.web.translations import date_text, translate

# What fits on one page.
MOST_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class ClaimLetter:
    """A letter as PDF, and the link that is in it."""

    link: ClaimLink
    pdf: bytes


async def make_claim_letter(
    context: Context,
    session: Session,
    issuer: Issuer,
    recipient_id: UUID,
    *,
    language: str | None = None,
    expires_at: datetime | None = None,
) -> ClaimLetter:
    """A letter with a link of its own, in the organisation's own transaction. Raises NotFound or InvalidInput."""
    recipient = await load_recipient(context, session, issuer.organisation_id, recipient_id)
    organisation = await find_organisation(session, issuer.organisation_id)
    if organisation is None:
        raise NotFound
    link, code = await add_claim_link(
        context, session, issuer, recipient_id, expires_at=expires_at, is_typed=True
    )
    rows = DeliveryRepository(session, issuer.organisation_id)
    names = await rows.list_achievement_names(recipient_id)
    spoken = language or recipient.language or organisation.locale
    branding = await load_branding(session, issuer.organisation_id)
    facts = _write_facts(context, organisation, recipient, names, link, code, spoken)
    facts |= {"colour": branding.colour, "logo": list(branding.logo or b"")}
    address = f"{context.settings.public_url}/claim/{code}"
    pdf = await asyncio.to_thread(_set, facts, address, link.created_at)
    event = DeliveryEvent(context.randomness.uuid(), recipient_id, "letter-made", link.created_at)
    await rows.add_events([event])
    return ClaimLetter(link, pdf)


def _set(facts: dict[str, Any], address: str, made_at: datetime) -> bytes:
    try:
        return set_letter(facts, address=address, made_at=made_at)
    except UnwritableText:
        pass
    try:
        # A name that our fonts cannot write is left out; whoever sends the letter writes it on the envelope.
        return set_letter({**facts, "name": None}, address=address, made_at=made_at)
    except UnwritableText as error:
        detail = "A name of the organisation or of an achievement has signs that our fonts do not have."
        raise InvalidInput(detail) from error


def _write_facts(
    context: Context,
    organisation: Organisation,
    recipient: RecipientOverview,
    names: list[dict[str, str]],
    link: ClaimLink,
    code: str,
    language: str,
) -> dict[str, Any]:
    """Everything that stands in the letter, in words."""
    _ = partial(translate, language=language)
    host = {"host": urlsplit(context.settings.public_url).netloc}
    named = [name.get(language) or name["nl"] for name in names]
    left = len(named) - MOST_NAMED
    question = _("Hebt u een vraag? Bel %(phone)s.") % {"phone": organisation.phone}
    return {
        "language": language,
        "organisation": organisation.name,
        "name": recipient.name,
        "salutation": _("Beste %(name)s,") % {"name": recipient.name},
        "title": _("Uw bewijzen staan klaar"),
        "intro": _("%(name)s geeft u bewijzen van wat u kunt.") % {"name": organisation.name},
        "achievements": named[:MOST_NAMED],
        "more": _("En nog %(count)s.") % {"count": left} if left > 0 else None,
        "how": _("Zo haalt u ze op"),
        "steps": [
            _("Houd de camera van uw telefoon boven de code."),
            _("Kijk goed: het adres begint met %(host)s.") % host,
            _("Druk op de knop: Haal mijn bewijzen op."),
        ],
        "qr_description": _("QR-code die naar uw bewijzen leidt"),
        "code_intro": _("Geen camera? Ga naar %(host)s/claim en typ deze code:") % host,
        "code": code,
        "until": _("De code werkt 1 keer, tot en met %(date)s.") % _date(link.expires_at, language),
        "question": question if organisation.phone else "",
        "footer": _("Gemaakt op %(date)s.") % _date(link.created_at, language),
    }


def _date(moment: datetime, language: str) -> dict[str, str]:
    return {"date": date_text(moment, language)}
