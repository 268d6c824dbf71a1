"""Upkeep of what every room stands on, at set times."""

from app.platform.context import Context
from app.platform.idempotency import forget_answers
from app.platform.logging import log
from app.platform.queue import scheduled


@scheduled("17 * * * *", "platform.forget_answers")
async def forget_old_answers(context: Context) -> None:
    """Every hour: no kept answer outlives its purpose. Running twice at once is harmless."""
    count = await forget_answers(context)
    log.info("idempotency.forgotten", count=count)
