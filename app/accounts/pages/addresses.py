"""Pages to sign in with another mail address. The link stands below /sign-in/, of which no log keeps the rest."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.change_address import ask_address_change, is_change_open, use_address_change
from app.accounts.dependencies import CurrentVisitor, MaybeVisitor
from app.accounts.page_models import FieldProblem
from app.accounts.wording import address_problem
from app.platform.mail import InvalidEmail
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter()
Secret = Annotated[str, Path(max_length=200)]


@pages.get("/account/email")
async def get_email(request: Request, visitor: CurrentVisitor) -> HTMLResponse:
    """Asks for the new address."""
    return render(request, "accounts/email.html", email="", problems=())


@pages.post("/account/email")
async def post_email(request: Request, visitor: CurrentVisitor, ctx: Ctx, _csrf: Csrf) -> Response:
    """Mail the link, whoever has the address; with a mistake the form comes back. Raises TooMany."""
    email = str((await request.form()).get("email", ""))[:400]
    try:
        await ask_address_change(ctx, visitor.person_id, email)
    except InvalidEmail:
        wrong = FieldProblem("email", address_problem(email, language_of(request)))
        return render(
            request,
            "accounts/email.html",
            status_code=HTTPStatus.BAD_REQUEST,
            email=email[:254],
            problems=(wrong,),
        )
    return RedirectResponse("/account/email/sent", HTTPStatus.SEE_OTHER)


@pages.get("/account/email/sent")
async def get_sent(request: Request, visitor: CurrentVisitor) -> HTMLResponse:
    """Says that mail is on its way, and what to do with it."""
    return render(request, "accounts/email_sent.html")


@pages.api_route("/sign-in/new-address/{secret}", methods=["GET", "HEAD"])
async def get_link(request: Request, secret: Secret, visitor: MaybeVisitor, ctx: Ctx) -> HTMLResponse:
    """A button for who is signed in. Nothing happens: mail scanners open links too (threat A25)."""
    if visitor is None:
        return _ask_session(request)
    if not await is_change_open(ctx, visitor.person_id, secret):
        return _gone(request)
    return render(request, "accounts/email_link.html", action=f"/sign-in/new-address/{secret}")


@pages.post("/sign-in/new-address/{secret}")
async def post_link(
    request: Request, secret: Secret, visitor: MaybeVisitor, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Use up the link: from now on the new address. Raises TooMany."""
    if visitor is None:
        return _ask_session(request)
    if not await use_address_change(ctx, visitor.person_id, secret, session_id=visitor.session_id):
        return _gone(request)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


def _ask_session(request: Request) -> HTMLResponse:
    return render(request, "accounts/email_sign_in.html", status_code=HTTPStatus.UNAUTHORIZED)


def _gone(request: Request) -> HTMLResponse:
    return render(request, "accounts/email_gone.html", status_code=HTTPStatus.NOT_FOUND)
