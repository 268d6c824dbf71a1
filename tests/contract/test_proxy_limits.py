"""What the proxy lets through is what the application takes; for sheets not a byte less and not a byte more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.issuing import batches, bulk_calls
from app.issuing.sheets import uploads
from app.main import create_app
from app.settings import Settings
from app.web.routing import DEFAULT_BODY_LIMIT

CONFIGURATION = Path(__file__).resolve().parents[2] / "docs/guide/operator/nginx.conf"
UNITS = {"k": 1024, "m": 1024 * 1024}
SOME_ID = "0190b6a4-0000-7000-8000-000000000001"
BATCHES = f"/v1/organisations/{SOME_ID}/credential-batches"
# Routes that read their own stream, with what their use case takes.
STREAMS = {
    BATCHES: max(batches.MOST_BYTES, bulk_calls.MOST_BYTES),
    f"{BATCHES}/_draft": uploads.MOST_BYTES,
    f"{BATCHES}/{SOME_ID}/file": uploads.MOST_BYTES,
}


def allowed_bytes(path: str) -> int:
    """How large a body the proxy lets through to a path: the first location that fits, as nginx chooses."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    exact = re.findall(r"location = (\S+) \{(.*?)\n        \}", text, re.S)
    fitting = re.findall(r"location ~\*? (\S+) \{(.*?)\n        \}", text, re.S)
    bodies = [body for name, body in exact if name == path]
    bodies += [body for pattern, body in fitting if re.search(pattern, path)]
    own = re.search(r"client_max_body_size +(\d+)([km]);", bodies[0]) if bodies else None
    found = own or re.search(r"client_max_body_size +(\d+)([km]);", text)
    assert found is not None
    return int(found[1]) * UNITS[found[2]]


def limited_routes(routes: Any) -> Iterator[tuple[str, int]]:
    """The path and the limit of every route that takes a body, with an id for each parameter."""
    for route in routes:
        inner = getattr(route, "original_router", route)
        if hasattr(inner, "routes"):
            yield from limited_routes(inner.routes)
        elif hasattr(route, "body_limit") and route.methods & {"POST", "PUT", "PATCH"}:
            path = route.path.replace("{slug}", "regio-noord").replace("{version}", "1")
            yield re.sub(r"{\w+(:\w+)?}", SOME_ID, path), route.body_limit


def test_a_sheet_of_the_allowed_size_gets_through_and_nothing_larger() -> None:
    assert uploads.MOST_BYTES == 8 * 1024 * 1024
    for path, limit in STREAMS.items():
        assert allowed_bytes(path) == limit, path
    for path in ("/desk/regio-noord/sheets", f"/desk/regio-noord/sheets/{SOME_ID}/file"):
        assert allowed_bytes(path) == uploads.MOST_BYTES + DEFAULT_BODY_LIMIT


def test_every_route_gets_what_it_takes() -> None:
    found = dict(limited_routes(create_app(Settings(environment="test")).routes))
    assert len(found) > 80
    for path, limit in found.items():
        assert allowed_bytes(path) >= limit, path
