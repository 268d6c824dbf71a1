"""Bodies that were made to break parsers: never a 5xx, never a 422, and nothing of the body in the answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.tenants import Route, Tenant, body_for, list_routes

SUITE = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "jsontestsuite" / "test_parsing"
MARK = "Zq7Zq7Zq7"
NAUGHTY = (
    "",
    " ",
    "\u0000",
    "\u202e" + MARK,
    "\ufeff" + MARK,
    "\ud7ff\ue000" + MARK,
    "<script>alert(1)</script>" + MARK,
    "'; DROP TABLE issuances; --" + MARK,
    "{{7*7}}" + MARK,
    "${jndi:ldap://127.0.0.1/a}" + MARK,
    "../../../../etc/passwd" + MARK,
    "=cmd|' /C calc'!A0" + MARK,
    "Z" + "\u0300" * 60 + MARK,
    "\U000e0001" + MARK,
    "ﷺ" * 100 + MARK,
    "a" * 5_000 + MARK,
    "1e400",
    "NaN",
    "-0",
    "9" * 400,
)
WRONG_TYPES = (
    "text/plain",
    "application/xml",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "text/json",
)


def routes_of_json(description: dict[str, Any]) -> list[Route]:
    """Every route that takes JSON; those of files are tried in test_hostile_files.py."""
    return [
        route
        for route in list_routes(description)
        if "application/json" in route.operation.get("requestBody", {}).get("content", {})
    ]


@pytest.fixture
def routes(
    description: dict[str, Any], organisation: Tenant, holder: Tenant
) -> list[tuple[Route, str, Tenant]]:
    """Every route that takes JSON, with an address of the caller's own things."""
    found = []
    for route in routes_of_json(description):
        tenant = holder if route.path.startswith("/v1/passport/") else organisation
        found.append((route, route.address(tenant.ids), tenant))
    return found


async def post(
    client: AsyncClient, route: Route, address: str, tenant: Tenant, body: bytes, media_type: str
) -> Response:
    headers = {**tenant.headers(), "Content-Type": media_type}
    return await client.request(route.method.upper(), address, headers=headers, content=body)


def ensure_calm(answer: Response, route: Route, case: str, *, mark: str | None = None) -> None:
    """The answer is a decision, not an accident, and repeats nothing."""
    assert answer.status_code < 500, (route.name, case, answer.status_code, answer.text)
    assert answer.status_code != 422, (route.name, case)
    if answer.status_code >= 400:
        assert answer.headers["content-type"].startswith("application/problem+json"), (route.name, case)
        if mark is not None:
            assert mark not in answer.text, (route.name, case)


def long_enough_to_recognise(body: bytes) -> str | None:
    """A piece of the body that cannot be in an answer by chance."""
    text = body.decode("utf-8", "replace").strip()
    return text if len(text) >= 12 and text.isprintable() else None


@pytest.mark.slow
@pytest.mark.skipif(not SUITE.is_dir(), reason="the JSON parsing suite is not beside this repository")
@pytest.mark.abuse("A17")
async def test_no_body_of_the_json_parsing_suite_causes_a_server_error(
    client: AsyncClient, routes: list[tuple[Route, str, Tenant]]
) -> None:
    bodies = {path.name: path.read_bytes() for path in sorted(SUITE.glob("*.json"))}
    assert len(bodies) == 318
    for route, address, tenant in routes:
        for name, body in bodies.items():
            answer = await post(client, route, address, tenant, body, "application/json")
            ensure_calm(answer, route, name, mark=long_enough_to_recognise(body))


@pytest.mark.abuse("A17")
async def test_bodies_that_are_not_json_are_refused(
    client: AsyncClient, routes: list[tuple[Route, str, Tenant]]
) -> None:
    for route, address, tenant in routes:
        for body in (
            b"",
            b"{",
            b'{"a":NaN}',
            b'{"a":1,"a":2}',
            b'{"\\ud800":1}',
            b"\xff\xfe{}",
            b"\xef\xbb\xbf{}",
        ):
            answer = await post(client, route, address, tenant, body, "application/json")
            ensure_calm(answer, route, repr(body))
            assert answer.status_code == 400, (route.name, body, answer.status_code)


@pytest.mark.abuse("A26", "A27")
async def test_naughty_strings_in_every_field_are_decided_and_never_echoed(
    client: AsyncClient, routes: list[tuple[Route, str, Tenant]]
) -> None:
    for route, address, tenant in routes:
        template = body_for(route, tenant.ids) or {"anything": "x"}
        for text in NAUGHTY:
            body = json.dumps(replace_texts(template, text)).encode()
            answer = await post(client, route, address, tenant, body, "application/json")
            ensure_calm(answer, route, repr(text[:40]), mark=MARK)


def replace_texts(value: Any, text: str) -> Any:
    """The same shape with every text replaced."""
    if isinstance(value, dict):
        return {name: replace_texts(member, text) for name, member in value.items()}
    if isinstance(value, list):
        return [replace_texts(member, text) for member in value]
    return text if isinstance(value, str) else value


async def test_values_of_the_wrong_kind_are_wrong_input(
    client: AsyncClient, routes: list[tuple[Route, str, Tenant]]
) -> None:
    for route, address, tenant in routes:
        for value in (None, True, 1, 2**70, -1.5, "x", [], [[]], {"unknown": MARK}):
            body = json.dumps(value).encode()
            answer = await post(client, route, address, tenant, body, "application/json")
            ensure_calm(answer, route, repr(value), mark=MARK)
            assert answer.status_code >= 400, (route.name, value)


@pytest.mark.abuse("A16")
async def test_deep_nesting_is_refused(client: AsyncClient, routes: list[tuple[Route, str, Tenant]]) -> None:
    for route, address, tenant in routes:
        for body in (b"[" * 30_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"[" * 500 + b"]" * 500):
            answer = await post(client, route, address, tenant, body, "application/json")
            ensure_calm(answer, route, "deep")
            assert answer.status_code in {400, 413}, (route.name, answer.status_code)


@pytest.mark.abuse("A16")
async def test_large_bodies_are_refused(client: AsyncClient, routes: list[tuple[Route, str, Tenant]]) -> None:
    body = json.dumps({"pad": "p" * (9 * 1024 * 1024)}).encode()
    for route, address, tenant in routes:
        answer = await post(client, route, address, tenant, body, "application/json")
        ensure_calm(answer, route, "large")
        assert answer.status_code == 413, (route.name, answer.status_code)


async def test_other_media_types_are_refused(
    client: AsyncClient, routes: list[tuple[Route, str, Tenant]]
) -> None:
    for route, address, tenant in routes:
        offered = set(route.operation["requestBody"]["content"])
        for media_type in set(WRONG_TYPES) - offered:
            answer = await post(client, route, address, tenant, b"{}", media_type)
            ensure_calm(answer, route, media_type)
            assert answer.status_code == 415, (route.name, media_type, answer.status_code)
