"""Around every request: its id, the Host it came for, the headers that protect the answer, log and figures."""

import re
from functools import lru_cache
from ipaddress import ip_address
from time import perf_counter
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.platform.logging import begin_request, log
from app.settings import Settings
from app.web.cookies import cookies_of
from app.web.problems import problem_response, unexpected_response

API_VERSION: Final = "1.0.0"
_JSON_POLICY: Final = b"default-src 'none'; frame-ancestors 'none'"
_PAGE_POLICY: Final = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    b"frame-ancestors 'none'"
)
# For the few pages with a script of our own; no page runs anything else.
SCRIPT_POLICY: Final = f"{_PAGE_POLICY.decode()}; script-src 'self'"
# For a page with a script of ours that saves while somebody types.
SAVING_SCRIPT_POLICY: Final = f"{SCRIPT_POLICY}; connect-src 'self'"
_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_HSTS: Final = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
_PORT: Final = re.compile(r":\d+$")
_ANY_HOST: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# What may be told of a parameter in a path: ids, counts, and the public name of an organisation. Anything else may be a
# secret, a code, or what somebody typed.
_TOLD: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{1,6}")
_TOLD_SLUG: Final = re.compile(r"[a-z0-9-]{1,63}")
_PARAMETER: Final = re.compile(r"{(\w+)(?::\w+)?}")
_LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class HttpFigures:
    """How many requests, and how long they took, by route and status; nothing about a person."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("method", "route", "status")
        self.requests = Counter("http_requests", "Requests answered.", labels, registry=registry)
        self.seconds = Histogram(
            "http_request_seconds", "Seconds until answered.", ("route",), buckets=_BUCKETS, registry=registry
        )
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request that was answered."""
        key = (method, route, status)
        known = self._known.get(key)
        if known is None:
            known = (self.requests.labels(*key), self.seconds.labels(route))
            if method in _METHODS:  # a stranger may invent methods without end
                self._known[key] = known
        known[0].inc()
        known[1].observe(seconds)


@lru_cache(maxsize=4)
def figures_of(registry: CollectorRegistry) -> HttpFigures:
    """The figures in this registry; made once, as a registry takes a name only once."""
    return HttpFigures(registry)


class Edge:
    """The outermost layer of the application, as plain ASGI."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        parts = urlsplit(settings.public_url)
        self._hosts = _LOCAL_HOSTS | {(parts.hostname or "").lower()}
        self._fixed = (*_ALWAYS, _HSTS) if parts.scheme == "https" else _ALWAYS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        context = scope["app"].state.context
        request_id = context.randomness.token(12).hex()
        scope["request_id"] = request_id
        begin_request(request_id)
        started, status = perf_counter(), 500
        has_started = False

        async def answer(message: Message) -> None:
            nonlocal status, has_started
            if message["type"] == "http.response.start":
                has_started, status = True, message["status"]
                self._protect(scope, message, request_id)
            await send(message)

        try:
            if self._is_our_host(scope):
                await self._app(scope, receive, answer)
            else:
                log.warning("http.bad", request_id=request_id, reason="host")
                await _refuse_host(Request(scope, receive))(scope, receive, answer)
        except Exception as error:
            log.exception("http.failed", request_id=request_id, route=_route(scope))
            if has_started:
                raise
            await unexpected_response(Request(scope, receive), error)(scope, receive, answer)
        finally:
            self._record(scope, status, perf_counter() - started)

    def _is_our_host(self, scope: Scope) -> bool:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        return _PORT.sub("", host.lower()) in self._hosts or scope["path"] in _ANY_HOST

    def _protect(self, scope: Scope, message: Message, request_id: str) -> None:
        # Starlette writes the names of headers in small letters.
        headers = message.setdefault("headers", [])
        present = dict(headers)
        headers.extend([pair for pair in self._fixed if pair[0] not in present])
        if b"content-security-policy" not in present:
            is_page = present.get(b"content-type", b"").startswith(b"text/html")
            headers.append((b"content-security-policy", _PAGE_POLICY if is_page else _JSON_POLICY))
        headers.append((b"x-request-id", request_id.encode()))
        headers.extend(cookies_of(scope))
        if scope["path"].startswith(("/v1/", "/vc-api/")):
            headers.append((b"api-version", API_VERSION.encode()))

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope)
        figures: HttpFigures = scope["app"].state.figures
        figures.count(scope["method"], route, status, seconds)
        log.info(
            "http.request",
            request_id=scope["request_id"],
            method=scope["method"],
            route=route,
            path=_path(scope, route),
            status=status,
            duration_ms=round(seconds * 1000, 1),
        )


def _refuse_host(request: Request) -> Response:
    return problem_response(
        request,
        status=400,
        slug="invalid-input",
        title="The request has a mistake",
        detail="This service is not known under that host name.",
    )


def _path(scope: Scope, route: str) -> str:
    """The path with what may be told of it: no secret of a link, no code, nothing that somebody typed.

    Of an address that is not ours nothing, as it may be a link misspelt.
    """
    given = scope.get("path_params", {})

    def tell(parameter: re.Match[str]) -> str:
        name = parameter.group(1)
        value = str(given.get(name, ""))
        is_told = _TOLD.fullmatch(value) or (name == "slug" and _TOLD_SLUG.fullmatch(value))
        return value if is_told else "…"

    return _PARAMETER.sub(tell, route)


def _route(scope: Scope) -> str:
    """The template of the route, so that figures have no ids; `-` when there is none."""
    return str(getattr(scope.get("route"), "path", "-"))


def is_loopback(address: str) -> bool:
    """Whether a request came from this machine."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
