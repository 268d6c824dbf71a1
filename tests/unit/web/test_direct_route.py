"""A direct route reads as strictly as any other, and wants nothing that it would not get."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI, Request, Response
from fastapi.security import HTTPBearer

from app.platform.errors import NotFound
from app.web.problems import register_problems
from app.web.routing import DirectRoute, Router
from app.web.schemas import Body, ShortText

BEARER = HTTPBearer(scheme_name="key", auto_error=False)


class Thing(Body):
    """A body with one known field."""

    long_name: ShortText


async def post_thing(body: Thing, request: Request) -> Response:
    if body.long_name == "nowhere":
        raise NotFound
    return Response(f"{request.method} {body.long_name}")


def make_app() -> FastAPI:
    router = Router(body_limit=200, route_class=DirectRoute)
    router.add_api_route("/v1/things", post_thing, methods=["POST"], dependencies=[Depends(BEARER)])
    app = FastAPI(redirect_slashes=False)
    app.state.settings = type("Settings", (), {"public_url": "https://passport.example"})
    app.include_router(router)
    register_problems(app)
    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app())
    async with httpx.AsyncClient(transport=transport, base_url="https://passport.example") as found:
        yield found


async def test_the_function_gets_its_body_and_the_request(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/things", json={"longName": "x"})
    assert (answer.status_code, answer.text) == (200, "POST x")


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"", "application/json", 400, "invalid_input"),
        (b"null", "application/json", 400, "invalid_input"),
        (b"{", "application/json", 400, "invalid_json"),
        (b'{"longName": "a", "longName": "a"}', "application/json", 400, "invalid_json"),
        (b'{"longName":5}', "application/json", 400, "invalid_input"),
        (b'{"longName":"nowhere"}', "application/json", 404, "not_found"),
        (b'{"longName":"a"}', "text/plain", 415, "unsupported_media_type"),
        (b" " * 201, "application/json", 413, "too_large"),
    ],
)
async def test_what_is_wrong_is_refused_as_on_any_route(
    client: httpx.AsyncClient, body: bytes, kind: str, status: int, code: str
) -> None:
    answer = await client.post("/v1/things", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_another_method_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/things")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_its_key_and_its_body_are_described() -> None:
    operation = make_app().openapi()["paths"]["/v1/things"]["post"]
    assert operation["security"] == [{"key": []}]
    assert operation["requestBody"]["required"] is True


async def with_query(body: Thing, request: Request, page: int = 1) -> None: ...


async def with_dependency(body: Thing, request: Request, key: Annotated[Any, Depends(make_app)]) -> None: ...


async def without_body(request: Request) -> None: ...


@pytest.mark.parametrize("endpoint", [with_query, with_dependency, without_body])
def test_a_route_that_wants_more_than_its_body_is_no_direct_route(endpoint: Any) -> None:
    with pytest.raises(TypeError):
        Router(route_class=DirectRoute).add_api_route("/v1/things", endpoint, methods=["POST"])
