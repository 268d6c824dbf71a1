"""Against forged forms: a secret in a cookie must come back in the form (double submit)."""

from base64 import urlsafe_b64encode
from hmac import compare_digest
from typing import Annotated, Final

from fastapi import Depends, Request
from markupsafe import Markup
from starlette.responses import Response

from app.platform.errors import Forbidden

FIELD: Final = "csrf"
_SECRET_BYTES: Final = 24
_SHORTEST: Final = 32


def cookie_name(public_url: str) -> str:
    """With https the browser itself guards host and path of the cookie (RFC 6265bis, 4.1.3.2)."""
    return "__Host-csrf" if public_url.startswith("https://") else "csrf"


def secret_of(request: Request) -> str:
    """The secret of this visitor: the one in the cookie, or a fresh one."""
    context = request.app.state.context
    known = request.cookies.get(cookie_name(context.settings.public_url), "")
    if len(known) >= _SHORTEST:
        return str(known)
    return urlsafe_b64encode(context.randomness.token(_SECRET_BYTES)).decode()


def csrf_field(secret: str) -> Markup:
    """The hidden field that carries the secret."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, secret)


def remember_secret(request: Request, response: Response, secret: str) -> None:
    """Give the visitor the cookie, when it does not have it yet."""
    public_url = request.app.state.context.settings.public_url
    name = cookie_name(public_url)
    if request.cookies.get(name) != secret:
        secure = public_url.startswith("https://")
        response.set_cookie(name, secret, path="/", secure=secure, httponly=True, samesite="strict")


async def check_csrf(request: Request) -> None:
    """Refuse a form that another site sent. Raises Forbidden."""
    ensure_secret(request, (await request.form()).get(FIELD))


def ensure_secret(request: Request, given: object) -> None:
    """As `check_csrf`, for a form that was read in another way. Raises Forbidden."""
    name = cookie_name(request.app.state.context.settings.public_url)
    expected = request.cookies.get(name, "")
    is_same = isinstance(given, str) and compare_digest(given.encode(), expected.encode())
    if len(expected) < _SHORTEST or not is_same or request.headers.get("sec-fetch-site") == "cross-site":
        raise Forbidden("The form came without its secret. Open the page again.")


Csrf = Annotated[None, Depends(check_csrf)]
