"""What stands around every page of a holder: whom to call, and reading aloud."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.holding.helplines import find_helplines
from app.platform.context import Context
from app.web.middleware import SCRIPT_POLICY
from app.web.rendering import render

# The one script reads the page aloud, with the voice of the visitor's own device.
HEADERS: Final[Mapping[str, str]] = {"Content-Security-Policy": SCRIPT_POLICY}


async def render_for_holder(
    request: Request, ctx: Context, holder: UUID, name: str, *, status_code: int = 200, **facts: Any
) -> HTMLResponse:
    """A page of templates that extend holding/holder.html."""
    helplines = await find_helplines(ctx, holder)
    return render(
        request, name, status_code=status_code, headers=HEADERS, helplines=helplines, holder=True, **facts
    )
