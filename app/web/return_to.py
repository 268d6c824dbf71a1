"""The page at which somebody was who had to sign in first: a short cookie of that browser, never an address to send."""

import re
from typing import Final

from fastapi import Request
from fastapi.routing import iter_route_contexts

from app.web.cookies import read_cookie, send_cookie

COOKIE: Final = "return-to"
SECONDS: Final = 900
# Only pages behind a session, by their shape: the addresses of links with a secret stand elsewhere (A47).
_OWN_PAGE: Final = re.compile(r"/account|/desk(?:/[A-Za-z0-9-]{1,64}){0,8}")
# Behind the page in the cookie: a form was sent from there, and nothing of it was kept.
_UNSAVED: Final = "~"


def remember_page(request: Request) -> None:
    """Keep the page that was asked for, or that a form was sent from, unless it is none to come back to."""
    path, is_asked = request.url.path, request.method == "GET"
    if _OWN_PAGE.fullmatch(path) is not None and (is_asked or _has_page(request)):
        send_cookie(request, COOKIE, path if is_asked else path + _UNSAVED, seconds=SECONDS)


def _has_page(request: Request) -> bool:
    """Whether a form that was sent here stands on the page of the same address."""
    sent_to = getattr(request.scope.get("route"), "path", None)
    routes = iter_route_contexts(request.app.routes)
    return any(route.path == sent_to and "GET" in (route.methods or ()) for route in routes)


def take_page(request: Request) -> str:
    """The page to go on to, once; the desk when there is none, or what the cookie holds is not ours (A47).

    With `unsaved` where the page has to say that what was sent is lost.
    """
    kept = read_cookie(request, COOKIE)
    send_cookie(request, COOKIE, "", seconds=0)
    asked = kept.removesuffix(_UNSAVED)
    if _OWN_PAGE.fullmatch(asked) is None:
        return "/desk"
    return asked if asked == kept else f"{asked}?unsaved=1"
