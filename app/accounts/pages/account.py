"""What a person may see and change of their own: name, language, signed-in devices."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.account import change_language, change_name, end_own_session, end_own_sessions
from app.accounts.dependencies import CurrentVisitor, take_session
from app.accounts.page_models import AccountPage, FieldProblem, PasskeyLine, SessionLine
from app.accounts.passkeys import Passkey, list_passkeys
from app.accounts.people import load_person
from app.accounts.sessions import StaffSession, Visitor, list_staff_sessions
from app.accounts.wording import device_words
from app.platform.context import Context
from app.platform.database import enter_person
from app.platform.errors import InvalidInput
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter()
SessionId = Annotated[UUID, Path()]


@pages.get("/account")
async def get_account(request: Request, visitor: CurrentVisitor, ctx: Ctx) -> HTMLResponse:
    """The visitor's own details."""
    return render(request, "accounts/account.html", page=await _build(ctx, visitor))


@pages.post("/account/name")
async def post_name(request: Request, visitor: CurrentVisitor, ctx: Ctx, _csrf: Csrf) -> Response:
    """Change the name; with a mistake the page comes back."""
    try:
        await change_name(ctx, visitor.person_id, str((await request.form()).get("name", "")))
    except InvalidInput:
        sentence = translate(N_("Vul uw naam in, 1 tot 100 letters."), language_of(request))
        page = await _build(ctx, visitor, FieldProblem("name", sentence))
        return render(request, "accounts/account.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    return _see("/account")


@pages.post("/account/language")
async def post_language(request: Request, visitor: CurrentVisitor, ctx: Ctx, _csrf: Csrf) -> Response:
    """Speak another language from now on, also in mail; then back to where the switch stood. Raises InvalidInput."""
    form = await request.form()
    await change_language(ctx, visitor.person_id, str(form.get("language", "")))
    slug = str(form.get("slug", ""))
    is_slug = slug.isascii() and slug.replace("-", "").isalnum()
    return _see(f"/desk/{slug}" if is_slug else "/account")


@pages.post("/account/sessions/end")
async def post_end_others(visitor: CurrentVisitor, ctx: Ctx, _csrf: Csrf) -> Response:
    """Sign out on every other device."""
    await end_own_sessions(ctx, visitor.person_id, except_id=visitor.session_id)
    return _see("/account")


@pages.post("/account/sessions/{session_id}/end")
async def post_end(
    request: Request, visitor: CurrentVisitor, session_id: SessionId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Sign out on one device. Raises NotFound."""
    await end_own_session(ctx, visitor.person_id, session_id)
    if session_id == visitor.session_id:
        take_session(request)
        return _see("/sign-in")
    return _see("/account")


async def _build(ctx: Context, visitor: Visitor, *problems: FieldProblem) -> AccountPage:
    async with ctx.database.transaction() as session:
        await enter_person(session, visitor.person_id)
        person = await load_person(ctx, session, visitor.person_id)
        found = await list_staff_sessions(ctx, session, visitor.person_id)
        keys = await list_passkeys(ctx, session, visitor.person_id)
    return AccountPage(
        name=person.name,
        email=person.email,
        sessions=tuple(_line(item, visitor) for item in found),
        passkeys=tuple(_passkey_line(key) for key in keys),
        problems=problems,
    )


def _passkey_line(key: Passkey) -> PasskeyLine:
    base = f"/account/passkeys/{key.id}"
    return PasskeyLine(key.name, key.created_at, key.last_used_at, f"{base}/name", f"{base}/remove")


def _line(item: StaffSession, visitor: Visitor) -> SessionLine:
    browser, system = device_words(item.device)
    return SessionLine(
        browser=browser,
        system=system,
        created_at=item.created_at,
        last_used_at=item.last_used_at,
        is_this=item.id == visitor.session_id,
        end_action=f"/account/sessions/{item.id}/end",
    )


def _see(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
