"""Puts the brand of an issuer on its cards: only of one that our register names, and never on a forgery."""

from collections.abc import Sequence
from dataclasses import replace

from app.accounts.branding import find_brands
from app.platform.context import Context
from app.trust.issuer_pages import PARTNERSHIPS
from app.verifying.page_models import CredentialCard


async def with_brands(context: Context, cards: Sequence[CredentialCard]) -> tuple[CredentialCard, ...]:
    """The cards, those of our own issuers with their brand."""
    slugs = [_slug(card) for card in cards]
    brands = await find_brands(context, [slug for slug in slugs if slug])
    return tuple(replace(card, brand=brands.get(slug)) for card, slug in zip(cards, slugs, strict=True))


def _slug(card: CredentialCard) -> str:
    if not card.issuer_is_registered or card.disclosure == "none" or card.issuer_page is None:
        return ""
    return card.issuer_page.removeprefix(PARTNERSHIPS) if card.issuer_page.startswith(PARTNERSHIPS) else ""
