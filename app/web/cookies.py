"""Cookies that leave with an answer, whoever writes the answer: a page, a redirect or a refusal."""

from collections.abc import MutableMapping
from typing import Any, Final

from fastapi import Request, Response

_WAITING: Final = "skillspass.cookies"


def cookie_name(name: str, public_url: str) -> str:
    """The cookie's name; with https the browser itself guards host and path (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if public_url.startswith("https://") else name


def read_cookie(request: Request, name: str) -> str:
    """What the visitor sent under this name, or nothing."""
    return str(request.cookies.get(cookie_name(name, _public_url(request)), ""))


def send_cookie(request: Request, name: str, value: str, *, seconds: int) -> None:
    """Gives the visitor a cookie that no script reads; with 0 seconds it is taken away.

    Lax, not strict: who opens a link in a mail must not seem to be a stranger.
    """
    public_url = _public_url(request)
    carrier = Response()
    carrier.set_cookie(
        cookie_name(name, public_url),
        value,
        max_age=seconds,
        path="/",
        secure=public_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )
    header = (b"set-cookie", carrier.headers["set-cookie"].encode("latin-1"))
    request.scope.setdefault(_WAITING, []).append(header)


def cookies_of(scope: MutableMapping[str, Any]) -> list[tuple[bytes, bytes]]:
    """The headers of the cookies that wait for the answer."""
    return list(scope.get(_WAITING, ()))


def _public_url(request: Request) -> str:
    return str(request.app.state.settings.public_url)
