"""Pages to sign in: an address, then a link or a code from the mail. A link does nothing until its button."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import MaybeVisitor
from app.accounts.pages.welcome import BROWSER_COOKIE, welcome
from app.accounts.sign_in import (
    LIFETIME,
    ask_sign_in,
    is_link_open,
    use_sign_in_code,
    use_sign_in_link,
)
from app.accounts.wording import address_problem
from app.platform.mail import InvalidEmail
from app.web.cookies import read_cookie, send_cookie
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, client_address
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter()
Secret = Annotated[str, Path(max_length=200)]


@pages.get("/sign-in")
async def get_sign_in(request: Request, visitor: MaybeVisitor) -> HTMLResponse:
    """Asks for an address."""
    return render(request, "accounts/sign_in.html", email="", problem="", is_signed_in=visitor is not None)


@pages.post("/sign-in")
async def post_sign_in(request: Request, ctx: Ctx, _csrf: Csrf) -> Response:
    """Have the mail sent; the answer is the same for an address that nobody has. Raises TooMany."""
    email = str((await request.form()).get("email", ""))
    try:
        browser = await ask_sign_in(
            ctx, email=email, language=language_of(request), place=client_address(request)
        )
    except InvalidEmail:
        return render(
            request,
            "accounts/sign_in.html",
            status_code=HTTPStatus.BAD_REQUEST,
            email=email[:254],
            problem=address_problem(email, language_of(request)),
            is_signed_in=False,
        )
    send_cookie(request, BROWSER_COOKIE, browser, seconds=int(LIFETIME.total_seconds()))
    return RedirectResponse("/sign-in/code", HTTPStatus.SEE_OTHER)


@pages.get("/sign-in/code")
async def get_code(request: Request) -> HTMLResponse:
    """Says that mail is on its way, and asks for its code."""
    return render(request, "accounts/sign_in_code.html", is_wrong=False)


@pages.post("/sign-in/code")
async def post_code(request: Request, ctx: Ctx, visitor: MaybeVisitor, _csrf: Csrf) -> Response:
    """Use up the code from the mail. Raises TooMany."""
    opened = await use_sign_in_code(
        ctx,
        read_cookie(request, BROWSER_COOKIE),
        str((await request.form()).get("code", ""))[:40],
        place=client_address(request),
        user_agent=request.headers.get("user-agent", ""),
    )
    if opened is None:
        return render(
            request, "accounts/sign_in_code.html", status_code=HTTPStatus.BAD_REQUEST, is_wrong=True
        )
    return await welcome(request, ctx, visitor, opened)


@pages.api_route("/sign-in/{secret}", methods=["GET", "HEAD"])
async def get_link(request: Request, secret: Secret, ctx: Ctx) -> HTMLResponse:
    """A button. Nothing happens: mail scanners open links too (threat A25)."""
    if not await is_link_open(ctx, secret):
        return _link_gone(request)
    return render(request, "accounts/sign_in_link.html", action=f"/sign-in/{secret}")


@pages.post("/sign-in/{secret}")
async def post_link(
    request: Request, secret: Secret, ctx: Ctx, visitor: MaybeVisitor, _csrf: Csrf
) -> Response:
    """Use up the link and start a session. Raises TooMany."""
    user_agent = request.headers.get("user-agent", "")
    opened = await use_sign_in_link(ctx, secret, place=client_address(request), user_agent=user_agent)
    if opened is None:
        return _link_gone(request)
    return await welcome(request, ctx, visitor, opened)


def _link_gone(request: Request) -> HTMLResponse:
    return render(request, "accounts/sign_in_gone.html", status_code=HTTPStatus.NOT_FOUND)
