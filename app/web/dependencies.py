"""What routes ask for: the context, a session, the time, a page of a list, the idempotency key."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Final, TypeAlias, cast

from fastapi import Depends, Header, Query, Request

from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import FieldError, InvalidInput
from app.platform.guessing import place_of
from app.platform.pagination import Page
from app.web.errors import IdempotencyKeyMissing

_KEY_LENGTHS: Final = range(8, 129)


def context_of(request: Request) -> Context:
    """The context of the running service."""
    return cast(Context, request.app.state.context)


async def current_context(request: Request) -> Context:
    """The context of the running service, as a dependency."""
    return context_of(request)


Ctx: TypeAlias = Annotated[Context, Depends(current_context)]


async def open_session(ctx: Ctx) -> AsyncIterator[Session]:
    """A transaction without a tenant; it commits before the answer leaves, so an answer is never a promise."""
    async with ctx.database.transaction() as session:
        yield session


async def current_time(ctx: Ctx) -> datetime:
    """The time of this request, in UTC."""
    return ctx.clock.now()


async def page_query(
    limit: Annotated[int, Query(ge=1, le=100, description="How many items at most.")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=500, description="The nextCursor of the page before.")
    ] = None,
) -> Page:
    """Which part of a list is asked for."""
    return Page(limit=limit, cursor=cursor)


async def idempotency_key(
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="A fresh text of 8 to 128 printable ASCII characters; repeat it to repeat safely.",
        ),
    ] = None,
) -> str:
    """The key under which a repeated request is done once. Raises IdempotencyKeyMissing, InvalidInput."""
    if not key:
        raise IdempotencyKeyMissing("Send a fresh Idempotency-Key header with this request.")
    if len(key) not in _KEY_LENGTHS or not (key.isascii() and key.isprintable()):
        fault = FieldError("Idempotency-Key", "invalid_key", "Use 8 to 128 printable ASCII characters.")
        raise InvalidInput(errors=[fault])
    return key


def client_address(request: Request) -> str:
    """The visitor's address or network for counting in memory; it is written down nowhere."""
    return place_of(request.client.host) if request.client else ""


Db: TypeAlias = Annotated[Session, Depends(open_session, scope="function")]
Now: TypeAlias = Annotated[datetime, Depends(current_time)]
PageQuery: TypeAlias = Annotated[Page, Depends(page_query)]
IdempotencyKey: TypeAlias = Annotated[str, Depends(idempotency_key)]
