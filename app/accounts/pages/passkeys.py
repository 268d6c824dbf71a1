"""Pages on which a browser makes or uses a passkey. A challenge is made by a POST: looking changes nothing."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import CurrentVisitor, MaybeVisitor
from app.accounts.devices import name_device
from app.accounts.errors import PasskeyRefused
from app.accounts.page_models import FieldProblem, PasskeyNameForm, PasskeyPage
from app.accounts.pages.welcome import welcome
from app.accounts.passkey_challenges import LIFETIME
from app.accounts.passkeys import (
    begin_registration,
    begin_sign_in,
    finish_registration,
    finish_sign_in,
    list_passkeys,
    remove_passkey,
    rename_passkey,
)
from app.accounts.wording import device_words
from app.platform.database import enter_person
from app.platform.errors import InvalidInput, NotFound
from app.platform.link_secrets import new_session_secret
from app.web.cookies import read_cookie, send_cookie
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, client_address
from app.web.marking import N_
from app.web.middleware import SCRIPT_POLICY
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter()
PasskeyId = Annotated[UUID, Path()]
BINDING_COOKIE: Final = "passkey"
_WRONG_NAME = N_("Vul een naam in, 1 tot 100 letters.")
_REFUSED = N_("Deze passkey werkt hier niet. Probeer het opnieuw of log in met uw mail.")


@pages.post("/sign-in/passkey")
async def post_begin_sign_in(request: Request, ctx: Ctx, _csrf: Csrf) -> HTMLResponse:
    """The page on which the browser uses a passkey."""
    return await _ask_use(request, ctx)


@pages.post("/sign-in/passkey/use")
async def post_finish_sign_in(request: Request, ctx: Ctx, visitor: MaybeVisitor, _csrf: Csrf) -> Response:
    """Start a session for the owner of the passkey. Raises TooMany."""
    try:
        opened = await finish_sign_in(
            ctx,
            binding=read_cookie(request, BINDING_COOKIE),
            answer=str((await request.form()).get("answer", "")),
            place=client_address(request),
            user_agent=request.headers.get("user-agent", ""),
        )
    except PasskeyRefused:
        return await _ask_use(request, ctx, is_refused=True)
    send_cookie(request, BINDING_COOKIE, "", seconds=0)
    return await welcome(request, ctx, visitor, opened)


@pages.post("/account/passkeys/new")
async def post_begin_registration(
    request: Request, visitor: CurrentVisitor, ctx: Ctx, _csrf: Csrf
) -> HTMLResponse:
    """The page on which the browser makes a passkey."""
    return await _ask_new(request, ctx, visitor.person_id)


@pages.post("/account/passkeys")
async def post_finish_registration(
    request: Request, visitor: CurrentVisitor, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Keep the passkey; every other device is signed out."""
    form = await request.form()
    try:
        await finish_registration(
            ctx,
            visitor.person_id,
            session_id=visitor.session_id,
            binding=read_cookie(request, BINDING_COOKIE),
            answer=str(form.get("answer", "")),
            name=str(form.get("name", "")),
        )
    except (PasskeyRefused, InvalidInput):
        return await _ask_new(request, ctx, visitor.person_id, is_refused=True)
    send_cookie(request, BINDING_COOKIE, "", seconds=0)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


@pages.get("/account/passkeys/{passkey_id}/name")
async def get_name(
    request: Request, visitor: CurrentVisitor, passkey_id: PasskeyId, ctx: Ctx
) -> HTMLResponse:
    """Asks for another name. Raises NotFound."""
    async with ctx.database.transaction() as session:
        await enter_person(session, visitor.person_id)
        names = {key.id: key.name for key in await list_passkeys(ctx, session, visitor.person_id)}
    if passkey_id not in names:
        raise NotFound
    page = PasskeyNameForm(names[passkey_id], f"/account/passkeys/{passkey_id}/name")
    return render(request, "accounts/passkey_name.html", page=page)


@pages.post("/account/passkeys/{passkey_id}/name")
async def post_name(
    request: Request, visitor: CurrentVisitor, passkey_id: PasskeyId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Keep another name; with a mistake the form comes back. Raises NotFound."""
    name = str((await request.form()).get("name", ""))
    try:
        await rename_passkey(ctx, visitor.person_id, passkey_id=passkey_id, name=name)
    except InvalidInput:
        wrong = FieldProblem("name", translate(_WRONG_NAME, language_of(request)))
        page = PasskeyNameForm(name[:100], f"/account/passkeys/{passkey_id}/name", (wrong,))
        return render(request, "accounts/passkey_name.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


@pages.post("/account/passkeys/{passkey_id}/remove")
async def post_remove(visitor: CurrentVisitor, passkey_id: PasskeyId, ctx: Ctx, _csrf: Csrf) -> Response:
    """Forget a passkey; every other device is signed out. Raises NotFound."""
    await remove_passkey(ctx, visitor.person_id, session_id=visitor.session_id, passkey_id=passkey_id)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


async def _ask_use(request: Request, ctx: Ctx, *, is_refused: bool = False) -> HTMLResponse:
    options = await begin_sign_in(ctx, binding=_bind(request, ctx))
    page = PasskeyPage(
        is_new=False,
        options=options,
        action="/sign-in/passkey/use",
        back="/sign-in",
        problem=_problem(request, is_refused),
    )
    return _render(request, page, is_refused=is_refused)


async def _ask_new(request: Request, ctx: Ctx, person_id: UUID, *, is_refused: bool = False) -> HTMLResponse:
    options = await begin_registration(ctx, person_id, binding=_bind(request, ctx))
    words = device_words(name_device(request.headers.get("user-agent", "")))
    page = PasskeyPage(
        is_new=True,
        options=options,
        action="/account/passkeys",
        back="/account",
        name=" · ".join(word for word in words if word),
        problem=_problem(request, is_refused),
    )
    return _render(request, page, is_refused=is_refused)


def _bind(request: Request, ctx: Ctx) -> str:
    secret = new_session_secret(ctx.randomness)
    send_cookie(request, BINDING_COOKIE, secret, seconds=int(LIFETIME.total_seconds()))
    return secret


def _problem(request: Request, is_refused: bool) -> str:
    return translate(_REFUSED, language_of(request)) if is_refused else ""


def _render(request: Request, page: PasskeyPage, *, is_refused: bool) -> HTMLResponse:
    status = HTTPStatus.BAD_REQUEST if is_refused else HTTPStatus.OK
    headers = {"Content-Security-Policy": SCRIPT_POLICY}
    return render(request, "accounts/passkey.html", status_code=status, headers=headers, page=page)
