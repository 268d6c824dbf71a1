"""What every act of an operator begins with: the settings, a database of the newest shape, and the context."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.commands.preparing import prepare
from app.main import open_context
from app.platform.context import Context
from app.settings import load_settings

T = TypeVar("T")


def act(use_case: Callable[[Context], Awaitable[T]]) -> T:
    """What the use case answers, in a process of its own. Raises SettingsError, and whatever the use case raises."""

    async def run() -> T:
        settings = await asyncio.to_thread(prepare, load_settings())
        async with open_context(settings) as context:
            return await use_case(context)

    return asyncio.run(run())
