"""Pages on which an employer registers a system and keeps its keys. A link does nothing until its button."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts import systems
from app.accounts.errors import TooManyKeys
from app.accounts.page_models import FieldProblem, SystemForm, SystemKeyLine, SystemKeysPage
from app.accounts.systems import System
from app.accounts.wording import address_problem
from app.platform.context import Context
from app.platform.errors import InvalidInput
from app.platform.mail import InvalidEmail
from app.web.cookies import read_cookie, send_cookie
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, client_address
from app.web.forms import first_of, read_form, say_of
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter()
SYSTEM_COOKIE: Final = "system"
KEYS: Final = "/systems/keys"
Secret = Annotated[str, Path(max_length=200)]
KeyId = Annotated[UUID, Path(alias="apiKeyId")]


@pages.get("/systems")
async def get_systems(request: Request) -> HTMLResponse:
    """Asks for a name and an address."""
    return render(request, "accounts/systems.html", page=SystemForm("", ""))


@pages.post("/systems")
async def post_systems(request: Request, ctx: Ctx, _csrf: Csrf) -> Response:
    """Have the mail sent; the answer is the same for an address that has a system. Raises TooMany."""
    form, say = await read_form(request), say_of(request)
    name, email = first_of(form, "name")[:200], first_of(form, "email")[:254]
    try:
        await systems.ask_system(
            ctx, name=name, email=email, language=language_of(request), place=client_address(request)
        )
    except InvalidEmail:
        problem = FieldProblem("email", address_problem(email, language_of(request)))
    except InvalidInput:
        problem = FieldProblem("name", say(N_("Vul een naam in, zonder haakjes.")))
    else:
        return RedirectResponse("/systems/sent", HTTPStatus.SEE_OTHER)
    page = SystemForm(name, email, (problem,))
    return render(request, "accounts/systems.html", status_code=HTTPStatus.BAD_REQUEST, page=page)


@pages.get("/systems/sent")
async def get_sent(request: Request) -> HTMLResponse:
    """Says that mail is on its way."""
    return render(request, "accounts/system_sent.html")


@pages.api_route("/systems/confirm/{secret}", methods=["GET", "HEAD"])
async def get_link(request: Request, secret: Secret, ctx: Ctx) -> HTMLResponse:
    """A button. Nothing happens: mail scanners open links too (threat A25)."""
    if not await systems.is_system_link_open(ctx, secret):
        return _gone(request)
    return render(request, "accounts/system_link.html", action=f"/systems/confirm/{secret}")


@pages.post("/systems/confirm/{secret}")
async def post_link(request: Request, secret: Secret, ctx: Ctx, _csrf: Csrf) -> Response:
    """Use up the link and open the keys. Raises TooMany, ConfusableName."""
    token = await systems.open_system(ctx, secret, place=client_address(request))
    if token is None:
        return _gone(request)
    send_cookie(request, SYSTEM_COOKIE, token, seconds=int(systems.SESSION_LIFETIME.total_seconds()))
    return RedirectResponse(KEYS, HTTPStatus.SEE_OTHER)


@pages.get("/systems/keys")
async def get_keys(request: Request, ctx: Ctx) -> Response:
    """The keys that work; without a session it leads to the form."""
    system = await _find(request, ctx)
    if system is None:
        return RedirectResponse("/systems", HTTPStatus.SEE_OTHER)
    return render(request, "accounts/system_keys.html", page=await _keys_page(ctx, system))


@pages.post("/systems/keys")
async def post_key(request: Request, ctx: Ctx, _csrf: Csrf) -> Response:
    """Make a key. The answer shows its text, once, and so is no redirect."""
    system = await _find(request, ctx)
    if system is None:
        return RedirectResponse("/systems", HTTPStatus.SEE_OTHER)
    name, say = first_of(await read_form(request), "name")[:200], say_of(request)
    try:
        _, secret = await systems.make_key(ctx, system, name)
    except InvalidInput:
        problem = FieldProblem("name", say(N_("Vul een naam in, zonder haakjes.")))
    except TooManyKeys:
        problem = FieldProblem("name", say(N_("Er zijn al 10 sleutels. Stop er eerst een.")))
    else:
        page = await _keys_page(ctx, system, secret=secret)
        return render(request, "accounts/system_keys.html", page=page)
    page = await _keys_page(ctx, system, name=name, problems=(problem,))
    return render(request, "accounts/system_keys.html", status_code=HTTPStatus.BAD_REQUEST, page=page)


@pages.post("/systems/keys/{apiKeyId}/stop")
async def post_stop(request: Request, api_key_id: KeyId, ctx: Ctx, _csrf: Csrf) -> Response:
    """End a key. Raises NotFound."""
    system = await _find(request, ctx)
    if system is None:
        return RedirectResponse("/systems", HTTPStatus.SEE_OTHER)
    await systems.revoke_key(ctx, system, api_key_id)
    return RedirectResponse(KEYS, HTTPStatus.SEE_OTHER)


@pages.post("/systems/leave")
async def post_leave(request: Request, ctx: Ctx, _csrf: Csrf) -> Response:
    """Close the keys on this device."""
    system = await _find(request, ctx)
    if system is not None:
        await systems.leave_system(ctx, system)
    send_cookie(request, SYSTEM_COOKIE, "", seconds=0)
    return RedirectResponse("/systems", HTTPStatus.SEE_OTHER)


async def _find(request: Request, ctx: Context) -> System | None:
    return await systems.find_system(ctx, read_cookie(request, SYSTEM_COOKIE))


async def _keys_page(
    ctx: Context,
    system: System,
    *,
    secret: str | None = None,
    name: str = "",
    problems: tuple[FieldProblem, ...] = (),
) -> SystemKeysPage:
    lines = [
        SystemKeyLine(key.name, key.prefix, key.created_at, key.expires_at, f"{KEYS}/{key.id}/stop")
        for key in await systems.list_keys_of(ctx, system)
    ]
    return SystemKeysPage(system.name, tuple(lines), secret, name, problems)


def _gone(request: Request) -> HTMLResponse:
    return render(request, "accounts/system_gone.html", status_code=HTTPStatus.NOT_FOUND)
