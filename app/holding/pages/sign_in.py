"""Pages on which a worker comes back: a number or an address, a code, or the passkey of the device."""

from http import HTTPStatus
from typing import Final, Literal

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.errors import PasskeyRefused
from app.accounts.page_models import PasskeyPage
from app.accounts.passkey_challenges import LIFETIME as PASSKEY_LIFETIME
from app.holding.contact_pages import AddressForm, CodeForm, address_problem
from app.holding.dependencies import (
    SESSION_COOKIE,
    PageHolder,
    VisitingHolder,
    give_session,
    phrasebook_of,
    take_session,
)
from app.holding.entry_codes import LIFETIME
from app.holding.holder_passkeys import begin_sign_in, finish_sign_in
from app.holding.pages.frame import render_aloud
from app.holding.sessions import OpenedSession, end_session
from app.holding.sign_in import ask_code, use_code
from app.platform.errors import InvalidInput
from app.platform.link_secrets import new_session_secret
from app.web.cookies import read_cookie, send_cookie
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, client_address
from app.web.marking import N_
from app.web.rendering import language_of
from app.web.routing import PageRouter

pages = PageRouter(prefix="/passport")
CODE_COOKIE: Final = "entry-code"
PASSKEY_COOKIE: Final = "holder-passkey"
LONGEST_TYPED: Final = 300
_ACTION: Final = "/passport/sign-in"
WRONG_CODE: Final = N_("Deze code klopt niet of werkt niet meer.")
_REFUSED: Final = N_("Dit lukt niet op dit apparaat. Gebruik uw telefoonnummer of mailadres.")


@pages.get("/sign-in")
async def get_sign_in(
    request: Request, holder: VisitingHolder, by: Literal["phone", "email"] = "phone"
) -> HTMLResponse:
    """Asks for a number, or for a mail address."""
    page = AddressForm(_ACTION, by)
    return render_aloud(request, "holding/sign_in.html", page=page, is_signed_in=holder is not None)


@pages.post("/sign-in")
async def post_sign_in(request: Request, ctx: Ctx, _csrf: Csrf) -> Response:
    """Have the code sent; the answer is the same for an address that opens nothing. Raises TooMany."""
    form = await request.form()
    typed, by = str(form.get("address", ""))[:LONGEST_TYPED], str(form.get("by", ""))
    try:
        asked = await ask_code(ctx, typed=typed, language=language_of(request), place=client_address(request))
    except InvalidInput as error:
        problem = address_problem(error, by, phrasebook_of(request))
        page = AddressForm(_ACTION, "email" if by == "email" else "phone", typed, problem)
        return render_aloud(
            request,
            "holding/sign_in.html",
            status_code=HTTPStatus.BAD_REQUEST,
            page=page,
            is_signed_in=False,
        )
    send_cookie(request, CODE_COOKIE, asked.secret, seconds=int(LIFETIME.total_seconds()))
    return RedirectResponse(f"{_ACTION}/code", HTTPStatus.SEE_OTHER)


@pages.get("/sign-in/code")
async def get_code(request: Request) -> HTMLResponse:
    """Says that a code is on its way, and asks for it."""
    return render_aloud(
        request, "holding/entry_code.html", page=CodeForm(f"{_ACTION}/code", _ACTION), is_known=False
    )


@pages.post("/sign-in/code")
async def post_code(request: Request, ctx: Ctx, _csrf: Csrf) -> Response:
    """Use up the code, and open the passport. Raises TooMany."""
    opened = await use_code(
        ctx,
        read_cookie(request, CODE_COOKIE),
        str((await request.form()).get("code", ""))[:LONGEST_TYPED],
        place=client_address(request),
        old_token=read_cookie(request, SESSION_COOKIE) or None,
    )
    if opened is None:
        page = CodeForm(f"{_ACTION}/code", _ACTION, phrasebook_of(request).translate(WRONG_CODE))
        return render_aloud(
            request,
            "holding/entry_code.html",
            status_code=HTTPStatus.BAD_REQUEST,
            page=page,
            is_known=False,
        )
    return _open(request, CODE_COOKIE, opened)


@pages.get("/lost")
async def get_lost(request: Request) -> HTMLResponse:
    """What somebody does who cannot come in."""
    return render_aloud(request, "holding/lost.html")


@pages.post("/sign-in/passkey")
async def post_begin_passkey(request: Request, ctx: Ctx, _csrf: Csrf) -> HTMLResponse:
    """The page on which the browser uses a passkey."""
    return await _ask_passkey(request, ctx)


@pages.post("/sign-in/passkey/use")
async def post_use_passkey(request: Request, ctx: Ctx, _csrf: Csrf) -> Response:
    """Open the passport of the passkey. Raises TooMany."""
    try:
        opened = await finish_sign_in(
            ctx,
            binding=read_cookie(request, PASSKEY_COOKIE),
            answer=str((await request.form()).get("answer", "")),
            place=client_address(request),
            old_token=read_cookie(request, SESSION_COOKIE) or None,
        )
    except PasskeyRefused:
        return await _ask_passkey(request, ctx, is_refused=True)
    return _open(request, PASSKEY_COOKIE, opened)


@pages.post("/sign-out")
async def post_sign_out(request: Request, ctx: Ctx, holder: PageHolder, _csrf: Csrf) -> Response:
    """Close the passport on this device."""
    await end_session(ctx, holder, read_cookie(request, SESSION_COOKIE))
    take_session(request)
    return RedirectResponse(_ACTION, HTTPStatus.SEE_OTHER)


def bind_browser(request: Request, ctx: Ctx) -> str:
    """A fresh secret in the cookie of this browser, for one passkey."""
    secret = new_session_secret(ctx.randomness)
    send_cookie(request, PASSKEY_COOKIE, secret, seconds=int(PASSKEY_LIFETIME.total_seconds()))
    return secret


def render_passkey(request: Request, page: PasskeyPage) -> HTMLResponse:
    """The page of one ceremony, on which our script may run."""
    status = HTTPStatus.BAD_REQUEST if page.problem else HTTPStatus.OK
    return render_aloud(request, "holding/passkey.html", status_code=status, page=page)


async def _ask_passkey(request: Request, ctx: Ctx, *, is_refused: bool = False) -> HTMLResponse:
    options = await begin_sign_in(ctx, binding=bind_browser(request, ctx))
    problem = phrasebook_of(request).translate(_REFUSED) if is_refused else ""
    page = PasskeyPage(
        is_new=False, options=options, action=f"{_ACTION}/passkey/use", back=_ACTION, problem=problem
    )
    return render_passkey(request, page)


def _open(request: Request, used_cookie: str, opened: OpenedSession) -> Response:
    send_cookie(request, used_cookie, "", seconds=0)
    give_session(request, opened)
    return RedirectResponse("/passport", HTTPStatus.SEE_OTHER)
