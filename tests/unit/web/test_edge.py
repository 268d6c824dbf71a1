"""What every answer carries, and how every refusal looks."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from prometheus_client import CollectorRegistry

from app.platform.errors import NotFound
from app.platform.randomness import SeededRandomness
from app.web.csrf import Csrf
from app.web.middleware import Edge, figures_of
from app.web.problems import problems, register_problems
from app.web.routing import PageRouter, Router
from app.web.schemas import Body, ShortText

MARK = "Zq7Zq7Zq7"
PUBLIC_URL = "https://passport.example"


class Thing(Body):
    """A body with one known field."""

    long_name: ShortText


def make_app() -> FastAPI:
    router, pages = Router(), PageRouter()

    @router.post("/v1/things", responses=problems(NotFound))
    async def post_thing(body: Thing) -> dict[str, str]:
        return {"name": body.long_name}

    @router.post("/v1/stream")
    async def post_stream(request: Request) -> dict[str, int]:
        return {"size": sum([len(piece) async for piece in request.stream()])}

    @router.get("/v1/accident")
    async def get_accident() -> None:
        raise RuntimeError(MARK)

    @router.get("/v1/cached")
    async def get_cached() -> Response:
        return Response(b"x", headers={"Cache-Control": "public, max-age=60"})

    @pages.post("/form")
    async def post_form(_csrf: Csrf) -> None:
        return None

    app = FastAPI(redirect_slashes=False, openapi_url=None)
    settings: Any = SimpleNamespace(public_url=PUBLIC_URL)
    app.state.settings = settings
    app.state.context = SimpleNamespace(settings=settings, randomness=SeededRandomness(1))
    app.state.figures = figures_of(CollectorRegistry())
    app.include_router(router)
    app.include_router(pages)
    register_problems(app)
    app.add_middleware(Edge, settings=settings)
    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app())
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as found:
        yield found


async def test_every_answer_carries_the_protecting_headers(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/things", json={"longName": "x"})
    assert answer.status_code == 200
    assert answer.headers["api-version"] == "1.0.0"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert len(answer.headers["x-request-id"]) == 24


async def test_a_header_of_the_route_is_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/cached")
    assert answer.headers.get_list("cache-control") == ["public, max-age=60"]


async def test_all_faults_come_together_and_nothing_is_repeated(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/things", json={"longName": 5, MARK: MARK})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert MARK not in answer.text
    found = {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}
    assert found == {("/longName", "string_type"), ("", "unknown_field")}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "invalid_input"),
        (b"{", 400, "invalid_json"),
        (b'{"a":1,"a":2}', 400, "invalid_json"),
        (b"[" * 500 + b"]" * 500, 400, "json_too_deep"),
        (b'"' + b"x" * 65_536 + b'"', 413, "too_large"),
    ],
)
async def test_a_body_is_read_strictly(
    client: httpx.AsyncClient, body: bytes, status: int, code: str
) -> None:
    answer = await client.post("/v1/things", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_another_content_type_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/things", content=b"{}", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


async def test_a_route_that_reads_its_stream_sets_its_own_limit(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/stream", content=b"x" * 100_000)
    assert answer.json() == {"size": 100_000}


async def test_an_accident_tells_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/accident")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert MARK not in answer.text


async def test_an_unknown_address_or_method_is_a_problem_too(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/things/")).json()["code"] == "not_found"
    assert (await client.get("/v1/things")).json()["code"] == "method_not_allowed"


async def test_another_host_name_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/cached", headers={"Host": "evil.example"})
    assert answer.status_code == 400


async def test_a_form_without_its_secret_gets_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.post("/form", data={"a": "b"})
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1" in answer.text
