"""Routers: JSON bodies are read strictly and within limits before a route sees them."""

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, Final

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from app.platform.errors import PayloadTooLarge, UnsupportedMediaType
from app.web.faults import read_json

DEFAULT_BODY_LIMIT: Final = 64 * 1024
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class BoundedRequest(Request):
    """A request whose whole body is read up to a limit, and whose JSON is I-JSON."""

    async def read(self, limit: int) -> bytes:
        """The body. Raises PayloadTooLarge as soon as more than `limit` bytes are announced or sent."""
        announced = self.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            raise PayloadTooLarge(f"Send at most {limit} bytes.")
        content = bytearray()
        async for piece in self.stream():
            content += piece
            if len(content) > limit:
                raise PayloadTooLarge(f"Send at most {limit} bytes.")
        self._body = bytes(content)
        return self._body

    def parse(self, limit: int) -> None:
        """Parse the body that was read. Raises InvalidJson, JsonTooDeep, PayloadTooLarge."""
        self._json = read_json(self._body, max_bytes=limit)


class StrictRoute(APIRoute):
    """A JSON route. A route without a declared body reads its own stream, so its limits are its own."""

    body_limit: ClassVar[int] = DEFAULT_BODY_LIMIT
    refusal_event: ClassVar[str | None] = None

    def get_route_handler(self) -> _Handler:
        """The handler that FastAPI made, behind the strict reading."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def read_strictly(request: Request) -> Response:
            bounded = BoundedRequest(request.scope, request.receive)
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if await bounded.read(self.body_limit):
                if kind != "application/json":
                    raise UnsupportedMediaType("Send application/json.")
                bounded.parse(self.body_limit)
            return await handle(bounded)

        return read_strictly


class PageRoute(APIRoute):
    """A route for people: its refusals are pages. Its forms have a limit too."""

    def get_route_handler(self) -> _Handler:
        """The handler that FastAPI made, behind the limit."""
        handle = super().get_route_handler()
        if not (self.methods or set()) & {"POST", "PUT", "PATCH"}:
            return handle

        async def read_within_limit(request: Request) -> Response:
            bounded = BoundedRequest(request.scope, request.receive)
            await bounded.read(DEFAULT_BODY_LIMIT)
            return await handle(bounded)

        return read_within_limit


class Router(APIRouter):
    """A router of JSON routes; `body_limit` is in bytes and `refusal_event` is what the log calls a refusal."""

    def __init__(
        self, *, body_limit: int = DEFAULT_BODY_LIMIT, refusal_event: str | None = None, **options: Any
    ) -> None:
        chosen = {"body_limit": body_limit, "refusal_event": refusal_event}
        route_class = type("StrictRoute", (StrictRoute,), chosen)
        super().__init__(route_class=route_class, redirect_slashes=False, **options)


class PageRouter(APIRouter):
    """A router of pages; none of them is in the API description."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=PageRoute, redirect_slashes=False, include_in_schema=False, **options)
