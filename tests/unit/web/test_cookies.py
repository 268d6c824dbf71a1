"""Cookies that leave with any answer."""

from types import SimpleNamespace
from typing import Any

from starlette.requests import Request

from app.web.cookies import cookie_name, cookies_of, read_cookie, send_cookie


def visit(public_url: str, cookie: str = "") -> Request:
    scope: dict[str, Any] = {
        "type": "http",
        "headers": [(b"cookie", cookie.encode())],
        "app": SimpleNamespace(state=SimpleNamespace(settings=SimpleNamespace(public_url=public_url))),
    }
    return Request(scope)


def test_with_https_the_browser_guards_the_cookie() -> None:
    assert cookie_name("staff", "https://passport.example") == "__Host-staff"
    assert cookie_name("staff", "http://localhost:8000") == "staff"


def test_a_cookie_waits_for_the_answer_with_all_its_guards() -> None:
    request = visit("https://passport.example")
    send_cookie(request, "staff", "secret", seconds=60)
    [(name, value)] = cookies_of(request.scope)
    assert name == b"set-cookie"
    parts = {part.strip().lower() for part in value.decode().split(";")}
    assert parts == {"__host-staff=secret", "httponly", "max-age=60", "path=/", "samesite=lax", "secure"}


def test_a_cookie_is_read_under_its_guarded_name_only() -> None:
    assert read_cookie(visit("https://passport.example", "__Host-staff=a"), "staff") == "a"
    assert read_cookie(visit("https://passport.example", "staff=a"), "staff") == ""
    assert cookies_of({}) == []
