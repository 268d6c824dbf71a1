"""The page at which somebody was who had to sign in first: a short cookie of that browser, never an address to send."""

import re
from typing import Final

from fastapi import Request

from app.web.cookies import read_cookie, send_cookie

COOKIE: Final = "return-to"
SECONDS: Final = 900
# Only pages behind a session, by their shape: the addresses of links with a secret stand elsewhere (A47).
_OWN_PAGE: Final = re.compile(r"/account|/desk(?:/[A-Za-z0-9-]{1,64}){0,8}")


def remember_page(request: Request) -> None:
    """Keep the page that was asked for, unless it is none to come back to."""
    path = request.url.path
    if request.method == "GET" and _OWN_PAGE.fullmatch(path) is not None:
        send_cookie(request, COOKIE, path, seconds=SECONDS)


def take_page(request: Request) -> str:
    """The page to go on to, once; the desk when there is none, or what the cookie holds is not ours (A47)."""
    asked = read_cookie(request, COOKIE)
    send_cookie(request, COOKIE, "", seconds=0)
    return asked if _OWN_PAGE.fullmatch(asked) is not None else "/desk"
