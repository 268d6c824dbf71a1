"""What stands around every page of a worker: reading aloud, and for a holder also whom to call."""

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


def render_aloud(
    request: Request,
    name: str,
    *,
    headers: Mapping[str, str] | None = None,
    status_code: int = 200,
    **facts: Any,
) -> HTMLResponse:
    """A page of templates that extend holding/aloud.html."""
    return render(request, name, status_code=status_code, headers={**HEADERS, **(headers or {})}, **facts)


async def render_for_holder(
    request: Request,
    ctx: Context,
    holder: UUID,
    name: str,
    *,
    headers: Mapping[str, str] | None = None,
    status_code: int = 200,
    **facts: Any,
) -> HTMLResponse:
    """A page of templates that extend holding/holder.html."""
    helplines = await find_helplines(ctx, holder)
    return render_aloud(request, name, status_code=status_code, headers=headers, helplines=helplines, **facts)
