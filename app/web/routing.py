"""Routers: JSON bodies are read strictly and within limits before a route sees them."""

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, Final

from fastapi import APIRouter, Request, Response
from fastapi._compat import ModelField
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security.base import SecurityBase
from starlette.formparsers import MultiPartParser
from starlette.types import Receive, Scope, Send

from app.credentials.encoding import strict_json
from app.platform.errors import PayloadTooLarge, UnsupportedMediaType
from app.web.faults import read_json
from app.web.once import end_once

DEFAULT_BODY_LIMIT: Final = 64 * 1024
_MISSING: Final = {"type": "missing", "msg": "Field required"}
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]
# The body stands in memory already; so a file of a form never comes to lie on a disk in the clear.
MultiPartParser.spool_max_size = 64 * 1024 * 1024


class BoundedRequest(Request):
    """A request whose whole body is read up to a limit, and whose JSON is I-JSON."""

    async def read(self, limit: int) -> bytes:
        """The body. Raises PayloadTooLarge as soon as more than `limit` bytes are announced or sent."""
        announced = self.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            raise PayloadTooLarge(f"Send at most {limit} bytes.")
        pieces = []
        size = 0
        async for piece in self.stream():
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise PayloadTooLarge(f"Send at most {limit} bytes.")
        self._body = b"".join(pieces)
        return self._body

    async def read_json(self, limit: int, most_members: int = strict_json.MAX_MEMBERS) -> Any:
        """The JSON of a body of at most `limit` bytes and so many members, None when there is no body.

        Raises UnsupportedMediaType, InvalidJson, JsonTooDeep, PayloadTooLarge.
        """
        if not await self.read(limit):
            return None
        if self.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise UnsupportedMediaType("Send application/json.")
        self._json = read_json(self._body, max_bytes=limit, max_members=most_members)
        return self._json


class StrictRoute(APIRoute):
    """A JSON route. A route without a declared body reads its own stream, so its limits are its own."""

    body_limit: ClassVar[int] = DEFAULT_BODY_LIMIT
    refusal_event: ClassVar[str | None] = None
    most_members: ClassVar[int] = strict_json.MAX_MEMBERS

    def get_route_handler(self) -> _Handler:
        """The handler that FastAPI made, behind the strict reading."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def read_strictly(request: Request) -> Response:
            bounded = BoundedRequest(request.scope, request.receive)
            await bounded.read_json(self.body_limit, self.most_members)
            return await handle(bounded)

        return read_strictly


class DirectRoute(StrictRoute):
    """A JSON route whose function takes `body` and `request`, and asks for everything else itself.

    Solving dependencies costs more than verifying a credential, so none is solved here: those of the decorator
    tell the API description which key is used, and nothing else. Raises TypeError for a route that wants more.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        wanted = self.dependant
        others = (*wanted.path_params, *wanted.query_params, *wanted.header_params, *wanted.cookie_params)
        if self.body_field is None or others:
            raise TypeError("a direct route takes its body and the request only")
        if not all(isinstance(needed.call, SecurityBase) for needed in wanted.dependencies):
            raise TypeError("a direct route solves no dependencies")
        self._body: ModelField = self.body_field

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body strictly, call the function, send its answer; a refusal goes to the application."""
        if scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        request = BoundedRequest(scope, receive)
        body = self._validate(await request.read_json(self.body_limit, self.most_members))
        response: Response = await self.endpoint(body=body, request=request)
        await response(scope, receive, send)

    def _validate(self, value: Any) -> Any:
        if value is None:
            raise RequestValidationError([{**_MISSING, "loc": ("body",), "input": None}])
        body, faults = self._body.validate(value, {}, loc=("body",))
        if faults:
            raise RequestValidationError(faults)
        return body


class PageRoute(APIRoute):
    """A route for people: its refusals are pages. Its forms have a limit too."""

    body_limit: ClassVar[int] = DEFAULT_BODY_LIMIT

    def get_route_handler(self) -> _Handler:
        """The handler that FastAPI made, behind the limit."""
        handle = super().get_route_handler()
        if not (self.methods or set()) & {"POST", "PUT", "PATCH"}:
            return handle

        async def read_within_limit(request: Request) -> Response:
            bounded = BoundedRequest(request.scope, request.receive)
            await bounded.read(self.body_limit)
            response: Response | None = None
            try:
                response = await handle(bounded)
                return response
            finally:
                await end_once(bounded, response)
                # The files of the form, if any.
                await bounded.close()

        return read_within_limit


class Router(APIRouter):
    """A router of JSON routes; `body_limit` is in bytes and `refusal_event` is what the log calls a refusal.

    `most_members` is how many members all objects and lists of a body may have together.
    """

    def __init__(
        self,
        *,
        body_limit: int = DEFAULT_BODY_LIMIT,
        refusal_event: str | None = None,
        most_members: int = strict_json.MAX_MEMBERS,
        route_class: type[StrictRoute] = StrictRoute,
        **options: Any,
    ) -> None:
        chosen = {"body_limit": body_limit, "refusal_event": refusal_event, "most_members": most_members}
        limited = type(route_class.__name__, (route_class,), chosen)
        super().__init__(route_class=limited, redirect_slashes=False, **options)


class PageRouter(APIRouter):
    """A router of pages; none of them is in the API description. `body_limit` of its forms is in bytes."""

    def __init__(self, *, body_limit: int = DEFAULT_BODY_LIMIT, **options: Any) -> None:
        limited = type(PageRoute.__name__, (PageRoute,), {"body_limit": body_limit})
        super().__init__(route_class=limited, redirect_slashes=False, include_in_schema=False, **options)
