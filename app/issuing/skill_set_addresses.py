"""Of which skill set an achievement of this service is: a credential names the achievement, a recognition the set."""

import re
from functools import partial
from typing import Final
from uuid import UUID

from app.issuing.repository import PublicRepository
from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.errors import NotFound

# It never changes, so a process asks once for each achievement that it meets.
_SECONDS: Final = 3_600.0
_SIZE: Final = 10_000
_PATH: Final = re.compile(r"/achievements/([0-9a-f-]{36})/([0-9]{1,6})")


def skill_set_address(public_url: str, skill_set_id: UUID) -> str:
    """The address of a skill set without a version, as a recognition names it."""
    return f"{public_url}/skill-sets/{skill_set_id}"


async def find_skill_set_address(context: Context, achievement_uri: str) -> str | None:
    """The address of the skill set behind the address of an achievement; None for one elsewhere, or of no set."""
    base = context.settings.public_url
    match = _PATH.fullmatch(achievement_uri, len(base)) if achievement_uri.startswith(base) else None
    if match is None:
        return None
    known: TtlCache[str, tuple[UUID | None]] = context.caches.ttl(
        "issuing.skill_sets", ttl=_SECONDS, size=_SIZE
    )
    try:
        found = await known.load(achievement_uri, partial(_find, context, UUID(match[1]), int(match[2])))
    except (NotFound, ValueError):
        return None
    return skill_set_address(base, found[0]) if found and found[0] else None


async def _find(context: Context, achievement_id: UUID, version: int) -> tuple[UUID | None]:
    async with context.database.transaction() as session:
        found = await PublicRepository(session).find_achievement(achievement_id, version)
    if found is None:
        raise NotFound
    return (found[1].skill_set_id,)
