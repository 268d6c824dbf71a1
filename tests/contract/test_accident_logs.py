"""Whatever goes wrong, the log holds nothing of what somebody sent (A35): no body, parameter, row or address."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from fastapi.responses import StreamingResponse
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel
from sqlalchemy import text

from app.main import create_app
from app.platform.context import Context
from app.platform.database import fetch
from app.platform.queue import JOBS, enqueue, job, run_worker
from tests.conftest import PUBLIC_URL, LogBook

MAIL, NAME = "quirine@zevenbergen.example", "Quirine Zevenbergen"
SECRET = "Z3cr3tZ3cr3tZ3cr3tZ3cr"
WORDS = (MAIL, NAME, SECRET, "quirine", "Zevenbergen")
BROKEN = f'{{"address": "{MAIL}", "name": "{NAME}"'


class Number(BaseModel):
    """Something that a name is not."""

    number: int


async def break_a_rule(context: Context) -> None:
    """Two rows with one key: PostgreSQL quotes the key in DETAIL."""
    async with context.database.transaction() as session:
        await session.execute(text("CREATE TEMPORARY TABLE people_x (mail text PRIMARY KEY) ON COMMIT DROP"))
        for _ in range(2):
            await session.execute(text("INSERT INTO people_x VALUES (:mail)"), {"mail": MAIL})


async def break_a_check(context: Context) -> None:
    """A row that may not be, by the driver itself: PostgreSQL quotes the whole row."""
    async with context.database.transaction() as session:
        await fetch(session, "CREATE TEMPORARY TABLE rows_x (n text CHECK (n = 'x')) ON COMMIT DROP", {})
        await fetch(session, "INSERT INTO rows_x VALUES (:name)", {"name": NAME})


async def misread(context: Context) -> None:
    """A text that PostgreSQL cannot read as a number is quoted in its message."""
    async with context.database.transaction() as session:
        await session.execute(text("SELECT CAST(:name AS integer)"), {"name": NAME})


async def wait_too_long(context: Context) -> None:
    async with context.database.transaction() as session:
        await session.execute(text("SET LOCAL statement_timeout = 20"))
        await session.execute(text("SELECT pg_sleep(1), CAST(:name AS text)"), {"name": NAME})


async def misparse(_context: Context) -> None:
    Number.model_validate({"number": NAME})


async def say_it(_context: Context) -> None:
    raise RuntimeError(f"no such person: {NAME} <{MAIL}>")


async def say_it_together(_context: Context) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(say_it(_context))


ACCIDENTS: dict[str, tuple[Callable[[Context], Awaitable[None]], int, str]] = {
    "rule": (break_a_rule, 500, "psycopg.errors.UniqueViolation [23505"),
    "check": (break_a_check, 500, "psycopg.errors.CheckViolation [23514"),
    "misread": (misread, 500, "psycopg.errors.InvalidTextRepresentation"),
    "timeout": (wait_too_long, 503, "psycopg.errors.QueryCanceled"),
    "misparse": (misparse, 500, "ValidationError"),
    "words": (say_it, 500, "builtins.RuntimeError"),
    "together": (say_it_together, 500, "ExceptionGroup"),
}


@pytest.fixture
async def broken(context: Context) -> AsyncIterator[AsyncClient]:
    """The whole application, with doors behind which something goes wrong."""
    app = create_app(context.settings, context)

    def door(act: Callable[[Context], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def fall() -> None:
            await act(context)

        return fall

    for name, (act, _, _) in ACCIDENTS.items():
        app.add_api_route(f"/x/{name}", door(act), methods=["GET", "POST"])

    async def lie() -> dict[str, Any]:
        return {"number": NAME}

    async def stop_halfway() -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"one"
            raise RuntimeError(NAME)

        return StreamingResponse(pieces())

    app.add_api_route("/x/lie", lie, response_model=Number)
    app.add_api_route("/x/halfway", stop_halfway)
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        yield client


@pytest.mark.abuse("A35")
@pytest.mark.parametrize("name", ACCIDENTS)
async def test_an_accident_is_told_by_its_kind_and_place_only(
    broken: AsyncClient, log_book: LogBook, name: str
) -> None:
    _, status, kind = ACCIDENTS[name]
    answer = await broken.post(f"/x/{name}?address={MAIL}", json={"name": NAME})
    assert answer.status_code == status
    assert not [word for word in WORDS if word in answer.text]
    assert kind in log_book.one("http.failed", *WORDS)["exception"]


@pytest.mark.abuse("A35")
@pytest.mark.parametrize("path", ["/x/lie", "/x/halfway"])
async def test_an_answer_that_cannot_be_given_is_not_quoted(
    broken: AsyncClient, log_book: LogBook, path: str
) -> None:
    await broken.get(path)
    log_book.one("http.failed", *WORDS)


@pytest.mark.abuse("A35")
@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("/v1/passport/sign-ins", BROKEN, "application/json"),
        ("/v1/passport/sign-ins", f'{{"address": ["{MAIL}"]}}', "application/json"),
        ("/v1/passport/sign-ins", f'{{"{MAIL}": "{NAME}"}}', "application/json"),
        ("/v1/passport/sign-ins", f'{{"address": "{NAME}"}}', "application/json"),
        ("/v1/passport/sign-ins", BROKEN.encode("utf-16"), "application/json"),
        ("/v1/passport/claims", f'{{"claimCode": "{NAME}"}}', "application/json"),
        ("/v1/verifications", f'{{"credential": "{SECRET}.{MAIL}.x"}}', "application/json"),
        ("/v1/verifications", f'{{"shareLink": "{PUBLIC_URL}/s/{SECRET}"}}', "application/json"),
        ("/passport/sign-in", f"address={MAIL}&csrf={SECRET}", "application/x-www-form-urlencoded"),
        ("/check/text", f"text={NAME}", "application/x-www-form-urlencoded"),
        (f"/s/{SECRET}", f"name={NAME}", "multipart/form-data; boundary=x"),
        (f"/confirm/{SECRET}", f"name={NAME}", "application/x-www-form-urlencoded"),
        (f"/unsubscribe/{SECRET}", "", "text/plain"),
        (f"/systems/confirm/{SECRET}", "", "text/plain"),
        (f"/v1/people/{MAIL}", BROKEN, "application/json"),
        (f"/v1/organisations/{MAIL}/credentials", BROKEN, "application/json"),
    ],
)
async def test_what_is_refused_is_not_quoted(
    client: AsyncClient, log_book: LogBook, path: str, content: str | bytes, kind: str
) -> None:
    headers = {
        "Content-Type": kind,
        "Authorization": f"Bearer {SECRET}",
        "Cookie": f"name={NAME}",
        "Referer": f"{PUBLIC_URL}/s/{SECRET}",
        "User-Agent": NAME,
        "Idempotency-Key": MAIL,
    }
    for method in ("POST", "GET", "PUT"):
        answer = await client.request(
            method, path, params={"q": MAIL, "cursor": NAME}, content=content, headers=headers
        )
        assert answer.status_code < 500, answer.text
    assert log_book.lines("http.request")
    log_book.hide(*WORDS)


@pytest.mark.abuse("A35")
async def test_a_job_that_fails_and_a_library_in_trouble_are_told_without_their_words(
    context: Context, log_book: LogBook
) -> None:
    @job("tests.say_it")
    async def say(context: Context, *, who: str) -> None:
        raise RuntimeError(f"{who} and {MAIL}")

    try:
        async with context.database.transaction() as session:
            await enqueue(session, "tests.say_it", who=NAME)
        await run_worker(context, until_empty=True)
    finally:
        del JOBS["tests.say_it"]
    assert log_book.lines("job.retried")[0]["error"] == "RuntimeError"
    try:
        raise ValueError(MAIL)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application: %s", NAME)
    told = log_book.one("library.trouble", *WORDS)
    assert (told["kind"], told["error"], told["level"]) == ("uvicorn.error", "ValueError", "error")
