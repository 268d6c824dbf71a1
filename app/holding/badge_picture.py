"""A credential as a picture that carries it (Open Badges 3.0 section 5.3.1): the worker's own, to keep or to send.

What is drawn names the skill and who gave it, not the person; what is carried is the whole signed credential.
"""

import asyncio
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from app.credentials.containers.png import bake_png
from app.credentials.model import Credential
from app.holding.levels import level_in_language
from app.holding.passport import HeldCredential, read_held
from app.holding.print_paper import write_out
from app.holding.sort_credentials import load_held
from app.holding.wording import Phrasebook, local_date
from app.platform.context import Context
from app.platform.errors import NotFound
from app.platform.press import print_picture
from app.web.marking import N_

PNG: Final = "image/png"
PICTURE_HEADERS: Final = {
    "Content-Disposition": 'attachment; filename="bewijs.png"',
    "Cache-Control": "no-store",
}
PICTURES_AN_HOUR: Final = 60
TEMPLATE: Final = Path(__file__).resolve().parent / "paper" / "badge.typ"
# 100 mm at this density are 709 points, enough for a screen and small enough for a mail.
_DOTS_PER_INCH: Final = 180.0
# What Open Badges lets a picture carry; an SD-JWT is none of it.
_BADGES: Final = frozenset({"vc-jwt", "data-integrity"})


def is_badge(held: HeldCredential) -> bool:
    """Whether a picture may carry this credential."""
    return held.secured.format in _BADGES


async def make_badge_picture(
    context: Context, holder_id: UUID, credential_id: UUID, words: Phrasebook
) -> bytes:
    """The PNG of a credential in the passport, exactly as it was issued, in any state.

    Raises NotFound, also for a format that no picture may carry, and TooMany above sixty an hour.
    """
    held = await load_held(context, holder_id, credential_id)
    if not is_badge(held):
        raise NotFound
    context.caches.limiter.hit(f"picture:{holder_id}", limit=PICTURES_AN_HOUR, window=3_600.0)
    facts = write_out(_write_badge(read_held(held), words, context.settings.public_url))
    drawn = await asyncio.to_thread(print_picture, TEMPLATE, facts, dots_per_inch=_DOTS_PER_INCH)
    return bake_png(drawn, held.secured.text)


def _write_badge(credential: Credential, words: Phrasebook, public_url: str) -> dict[str, Any]:
    say = words.translate
    level = credential.level and level_in_language(credential.level, words.language)
    given = {"name": credential.issuer.name, "date": words.write_date(local_date(credential.valid_from))}
    return {
        "language": words.language,
        "name": credential.achievement.name,
        "level_number": level.number if level else None,
        "level_name": level.name if level else "",
        "given": say(N_("Gegeven door %(name)s op %(date)s")) % given,
        "check": say(N_("Controleer dit bestand op %(address)s")) % {"address": f"{public_url}/check"},
    }
