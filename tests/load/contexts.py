"""One context of the real service, as its commands open it, for work that has no address over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.main import open_context as open_service
from app.platform.context import Context
from app.settings import load_settings


@asynccontextmanager
async def open_context() -> AsyncIterator[Context]:
    """The context that the settings of this process's environment describe; closed at the end."""
    async with open_service(load_settings()) as context:
        yield context
