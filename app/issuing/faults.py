"""Named points at which a test may kill the process; off unless settings name one."""

import os

from app.platform.context import Context

AFTER_RESERVE = "after_reserve"
AFTER_SIGN = "after_sign"
AFTER_STORE = "after_store"
KILLED = 137


def reach(context: Context, point: str) -> None:
    """Ends the process at once, like kill -9, when settings name this point."""
    if context.settings.fault == point:
        os._exit(KILLED)
