"""Against guessing of claim links, of the codes that stand for them, and of links to a parent or guardian."""

from typing import Final

from app.platform.context import Context
from app.platform.guessing import count_wrong_guess, ensure_may_guess
from app.platform.logging import log

_KIND: Final = "claim-miss"
_GUARDIAN: Final = "guardian-miss"


def ensure_may_claim(context: Context, address: str) -> None:
    """Refuse an address that missed too often, before anything is looked up. Raises TooMany."""
    ensure_may_guess(context, _KIND, address)


def count_missed_claim(context: Context, address: str) -> None:
    """Count a claim link or code that does not work. Raises TooMany from the eleventh in a minute."""
    log.info("claim.miss")
    count_wrong_guess(context, _KIND, address)


def ensure_may_answer(context: Context, address: str) -> None:
    """Refuse an address that missed too often the link of a parent or guardian. Raises TooMany."""
    ensure_may_guess(context, _GUARDIAN, address)


def count_missed_answer(context: Context, address: str) -> None:
    """Count a link of a parent or guardian that does not work. Raises TooMany from the eleventh in a minute."""
    log.info("guardian.miss")
    count_wrong_guess(context, _GUARDIAN, address)
