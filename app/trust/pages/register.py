"""The public register as pages: the list, and an issuer elsewhere. One of ours has its page as a partnership."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.platform.pagination import Page
from app.trust.issuer_pages import (
    PARTNERSHIPS,
    RegisterPage,
    build_issuer_link,
    build_issuer_page,
    issuer_address,
)
from app.trust.register import list_register, load_register_entry
from app.trust.resolver import read_did
from app.web.dependencies import Ctx, Db, Now
from app.web.forms import say_of
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/register")
_MOST: Final = 50
_PUBLIC: Final = {"Cache-Control": "public, max-age=2"}


@pages.get("")
async def get_register(
    request: Request,
    ctx: Ctx,
    db: Db,
    now: Now,
    name: Annotated[str, Query(max_length=100)] = "",
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Issuers by name, in whatever state. Raises InvalidInput for a broken cursor."""
    found = await list_register(db, page=Page(_MOST, cursor), name=name)
    following = None
    if found.next_cursor is not None:
        following = "/register?" + urlencode({"name": name, "cursor": found.next_cursor})
    lines = tuple(build_issuer_link(ctx.settings, line, now=now) for line in found.items)
    page = RegisterPage(name, lines, following)
    return render(request, "trust/register.html", headers=_PUBLIC, page=page)


@pages.get("/{did}")
async def get_issuer(
    request: Request, ctx: Ctx, db: Db, now: Now, did: Annotated[str, Path(max_length=512)]
) -> Response:
    """An issuer elsewhere; one of ours is led to its own page. Raises NotFound."""
    wanted = read_did(request.scope.get("raw_path", b""), did, start="/register/")
    entry = await load_register_entry(db, wanted)
    address = issuer_address(ctx.settings, wanted)
    if address.startswith(PARTNERSHIPS):
        return RedirectResponse(address)
    page = build_issuer_page(entry, ctx.settings, say_of(request), now=now)
    return render(request, "trust/issuer.html", headers=_PUBLIC, page=page)
