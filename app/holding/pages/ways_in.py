"""Pages of the holder on the ways into the passport: add, confirm, remove, and what happened to them."""

from http import HTTPStatus
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.errors import PasskeyRefused
from app.accounts.page_models import PasskeyPage
from app.holding.contact_pages import AddressForm, CodeForm, address_problem, build_ways_in
from app.holding.contacts import Confirmed, ask_contact, confirm_contact, remove_contact
from app.holding.dependencies import SESSION_COOKIE, OwnHolder, phrasebook_of
from app.holding.entry_codes import LIFETIME
from app.holding.event_pages import build_event_list
from app.holding.holder_passkeys import (
    begin_registration,
    finish_registration,
    remove_holder_passkey,
)
from app.holding.pages.frame import render_for_holder
from app.holding.pages.sign_in import (
    LONGEST_TYPED,
    PASSKEY_COOKIE,
    WRONG_CODE,
    bind_browser,
    render_passkey,
)
from app.holding.recover import stop_recoveries
from app.holding.sessions import end_other_sessions
from app.platform.errors import InvalidInput, NotFound
from app.platform.pagination import Page
from app.web.cookies import read_cookie, send_cookie
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, client_address
from app.web.marking import N_
from app.web.rendering import language_of
from app.web.routing import PageRouter

pages = PageRouter(prefix="/passport")
WayId = Annotated[UUID, Path(alias="wayId")]
_COOKIE: Final = "contact-code"
_LIST: Final = "/passport/ways-in"
_NEW: Final = f"{_LIST}/new"
_CODE: Final = f"{_LIST}/code"
_TAKEN: Final = N_("Dit adres opent al een ander paspoort. Gebruik een ander adres.")
_REFUSED: Final = N_("Dit lukt niet op dit apparaat. Probeer het opnieuw.")


@pages.get("/come-back")
async def get_come_back(
    request: Request, ctx: Ctx, holder: OwnHolder, by: Literal["phone", "email"] = "phone"
) -> HTMLResponse:
    """Asks once, after collecting, how to come back; it may be passed over."""
    return await render_for_holder(request, ctx, holder, "holding/come_back.html", page=AddressForm(_NEW, by))


@pages.get("/ways-in")
async def get_ways_in(request: Request, ctx: Ctx, holder: OwnHolder) -> HTMLResponse:
    """In which ways this passport opens."""
    page = await build_ways_in(ctx, holder, phrasebook_of(request))
    return await render_for_holder(request, ctx, holder, "holding/ways_in.html", page=page)


@pages.get("/ways-in/new")
async def get_new(
    request: Request,
    ctx: Ctx,
    holder: OwnHolder,
    by: Literal["phone", "email"] = "phone",
    replaces: UUID | None = None,
) -> HTMLResponse:
    """Asks for a number, or for a mail address; with `replaces` in the place of another."""
    page = AddressForm(_NEW, by, replaces=str(replaces or ""))
    return await render_for_holder(request, ctx, holder, "holding/new_way_in.html", page=page)


@pages.post("/ways-in/new")
async def post_new(request: Request, ctx: Ctx, holder: OwnHolder, _csrf: Csrf) -> Response:
    """Send a code to the address. Raises TooMany."""
    form = await request.form()
    typed, replaces = str(form.get("address", ""))[:LONGEST_TYPED], str(form.get("replaces", ""))
    try:
        asked = await ask_contact(
            ctx, holder, typed, language=language_of(request), replaces_id=_read_id(replaces)
        )
    except InvalidInput as error:
        by = "email" if form.get("by") == "email" else "phone"
        problem = address_problem(error, by, phrasebook_of(request))
        page = AddressForm(_NEW, by, typed, problem, replaces[:40])
        return await render_for_holder(
            request, ctx, holder, "holding/new_way_in.html", status_code=HTTPStatus.BAD_REQUEST, page=page
        )
    send_cookie(request, _COOKIE, asked.secret, seconds=int(LIFETIME.total_seconds()))
    return RedirectResponse(_CODE, HTTPStatus.SEE_OTHER)


@pages.get("/ways-in/code")
async def get_code(request: Request, ctx: Ctx, holder: OwnHolder) -> HTMLResponse:
    """Asks for the code that was sent."""
    return await render_for_holder(
        request, ctx, holder, "holding/entry_code.html", page=CodeForm(_CODE, _NEW), is_known=True
    )


@pages.post("/ways-in/code")
async def post_code(request: Request, ctx: Ctx, holder: OwnHolder, _csrf: Csrf) -> Response:
    """From now on the address opens the passport. Raises TooMany."""
    typed = str((await request.form()).get("code", ""))[:LONGEST_TYPED]
    outcome = await confirm_contact(
        ctx, holder, read_cookie(request, _COOKIE), typed, place=client_address(request)
    )
    if outcome is not Confirmed.YES:
        words = phrasebook_of(request).translate
        problem = words(_TAKEN if outcome is Confirmed.TAKEN else WRONG_CODE)
        page = CodeForm(_CODE, _NEW, problem)
        return await render_for_holder(
            request,
            ctx,
            holder,
            "holding/entry_code.html",
            status_code=HTTPStatus.BAD_REQUEST,
            page=page,
            is_known=True,
        )
    send_cookie(request, _COOKIE, "", seconds=0)
    return RedirectResponse(_LIST, HTTPStatus.SEE_OTHER)


@pages.get("/ways-in/{wayId}/remove")
async def get_remove(request: Request, ctx: Ctx, holder: OwnHolder, way_id: WayId) -> HTMLResponse:
    """Asks whether it is meant, and warns when it is the last way in. Raises NotFound."""
    ways = await build_ways_in(ctx, holder, phrasebook_of(request))
    way = ways.find(way_id)
    if way is None:
        raise NotFound
    return await render_for_holder(
        request, ctx, holder, "holding/remove_way_in.html", page=way, is_last=ways.count == 1
    )


@pages.post("/ways-in/{wayId}/remove")
async def post_remove(request: Request, ctx: Ctx, holder: OwnHolder, way_id: WayId, _csrf: Csrf) -> Response:
    """Remove an address or a passkey. Raises NotFound, TooMany."""
    ways = await build_ways_in(ctx, holder, phrasebook_of(request))
    is_passkey = any(way.id == way_id for way in ways.passkeys)
    await (remove_holder_passkey if is_passkey else remove_contact)(ctx, holder, way_id)
    return RedirectResponse(_LIST, HTTPStatus.SEE_OTHER)


@pages.post("/ways-in/passkey")
async def post_begin_passkey(request: Request, ctx: Ctx, holder: OwnHolder, _csrf: Csrf) -> HTMLResponse:
    """The page on which the browser makes a passkey."""
    return await _ask_passkey(request, ctx, holder)


@pages.post("/ways-in/passkey/keep")
async def post_keep_passkey(request: Request, ctx: Ctx, holder: OwnHolder, _csrf: Csrf) -> Response:
    """Keep the passkey that the browser made."""
    try:
        await finish_registration(
            ctx,
            holder,
            binding=read_cookie(request, PASSKEY_COOKIE),
            answer=str((await request.form()).get("answer", "")),
            user_agent=request.headers.get("user-agent", ""),
        )
    except PasskeyRefused:
        return await _ask_passkey(request, ctx, holder, is_refused=True)
    send_cookie(request, PASSKEY_COOKIE, "", seconds=0)
    return RedirectResponse(_LIST, HTTPStatus.SEE_OTHER)


@pages.post("/ways-in/end-others")
async def post_end_others(request: Request, ctx: Ctx, holder: OwnHolder, _csrf: Csrf) -> Response:
    """Close the passport on every other device."""
    await end_other_sessions(ctx, holder, read_cookie(request, SESSION_COOKIE))
    return RedirectResponse(_LIST, HTTPStatus.SEE_OTHER)


@pages.post("/ways-in/stop")
async def post_stop(ctx: Ctx, holder: OwnHolder, _csrf: Csrf) -> Response:
    """Stop every new way in that a partnership made."""
    await stop_recoveries(ctx, holder)
    return RedirectResponse("/passport", HTTPStatus.SEE_OTHER)


@pages.get("/events")
async def get_events(
    request: Request,
    ctx: Ctx,
    holder: OwnHolder,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """Who came in, and what changed. Raises InvalidInput for a broken cursor."""
    page = await build_event_list(ctx, holder, Page(cursor=cursor), phrasebook_of(request))
    return await render_for_holder(request, ctx, holder, "holding/events.html", page=page)


async def _ask_passkey(request: Request, ctx: Ctx, holder: UUID, *, is_refused: bool = False) -> HTMLResponse:
    options = await begin_registration(ctx, holder, binding=bind_browser(request, ctx))
    problem = phrasebook_of(request).translate(_REFUSED) if is_refused else ""
    page = PasskeyPage(
        is_new=True, options=options, action=f"{_LIST}/passkey/keep", back=_LIST, problem=problem
    )
    return render_passkey(request, page)


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
