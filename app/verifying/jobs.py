"""Upkeep of verifying, at set times."""

from app.platform.context import Context
from app.platform.queue import scheduled
from app.verifying.challenges import forget_challenges


@scheduled("*/10 * * * *", "verifying.forget_challenges")
async def forget_old_challenges(context: Context) -> None:
    """Every ten minutes: challenges that nobody answered."""
    await forget_challenges(context)
