"""The public page that says in plain words what each validation level means."""

from typing import Annotated, Final

from fastapi import Path, Request
from fastapi.responses import HTMLResponse

from app.assessing.validation_levels import list_ladder_versions, load_ladder
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter()
_PUBLIC: Final = {"Cache-Control": "public, max-age=300"}


@pages.get("/validation-levels")
async def get_levels_page(request: Request) -> HTMLResponse:
    """The levels in force."""
    return _page(request, None)


@pages.get("/validation-levels/{version}")
async def get_levels_page_of_version(
    request: Request, version: Annotated[int, Path(ge=1, le=1_000_000)]
) -> HTMLResponse:
    """The levels of one version. Raises UnknownLadder."""
    return _page(request, version)


def _page(request: Request, version: int | None) -> HTMLResponse:
    return render(
        request,
        "assessing/validation_levels.html",
        headers=_PUBLIC,
        ladder=load_ladder(version),
        versions=list_ladder_versions(),
        text_language="en" if language_of(request) == "en" else "nl",
    )
