"""Workers with a passport for tests: claimed as a worker does, and with messages read from the outbox."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from httpx import AsyncClient, Response

from app.holding.dependencies import SESSION_COOKIE
from app.holding.events import EntryCodeAsked
from app.holding.jobs import send_code
from app.platform.context import Context
from app.web.cookies import cookie_name
from app.web.csrf import cookie_name as csrf_cookie_name
from tests.contract.passport_world import World
from tests.staff import CSRF, read_mails

PHONE = "06 1234 5678"
NUMBER = "+31612345678"
EMAIL = "sanne@werk.example"
Superuser = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Worker:
    """Somebody with a passport, and the token of the device it is open on."""

    holder_id: UUID
    token: str


async def a_worker(world: World, name: str = "w-1") -> Worker:
    """A worker who collected one credential of this partnership."""
    received = await world.claim(await world.issue(name))
    assert received.session is not None
    return Worker(received.holder_id, received.session.token)


def show(context: Context, client: AsyncClient, token: str | None) -> None:
    """From here the client has this passport open, or none, and nothing else that it was given."""
    cookies = {csrf_cookie_name(context.settings.public_url): CSRF}
    if token is not None:
        cookies[cookie_name(SESSION_COOKIE, context.settings.public_url)] = token
    be(client, cookies)


def be(client: AsyncClient, cookies: dict[str, str]) -> None:
    """From here the client is the browser with these cookies."""
    client.cookies.clear()
    for name, value in cookies.items():
        client.cookies.set(name, value, domain="passport.example", path="/")


async def post(client: AsyncClient, path: str, **fields: str) -> Response:
    return await client.post(path, data={"csrf": CSRF, **fields})


async def send_asked(context: Context, superuser: Superuser) -> None:
    """Does what the worker of the service does with every code that was asked."""
    query = "SELECT args -> 'event' FROM procrastinate_jobs WHERE task_name LIKE 'holding.entry_code_asked>%'"
    for (event,) in superuser.execute(query).fetchall():
        await send_code(EntryCodeAsked(**event), context)


def seen(context: Context, superuser: Superuser) -> set[str]:
    """What tells apart the messages that are there now."""
    return {letter["bounce_token"] for letter in read_mails(context, superuser)}


def fresh(
    context: Context, superuser: Superuser, before: set[str], purpose: str = "entry-code"
) -> dict[str, Any]:
    """The one message with this purpose that came since."""
    [letter] = [
        one
        for one in read_mails(context, superuser)
        if one["purpose"] == purpose and one["bounce_token"] not in before
    ]
    return letter


def code_of(letter: dict[str, Any]) -> str:
    """The six digits in a message."""
    found = re.search(r"#(\d{6})$|\b(\d{3}) (\d{3})\b", letter["text"])
    assert found is not None
    return found.group(1) or found.group(2) + found.group(3)


async def add_way_in(
    context: Context, client: AsyncClient, superuser: Superuser, address: str = PHONE, replaces: str = ""
) -> Response:
    """Adds an address with the pages, and confirms it with the code that was sent there."""
    before = seen(context, superuser)
    asked = await post(client, "/passport/ways-in/new", address=address, replaces=replaces)
    assert asked.status_code == 303, asked.text
    code = code_of(fresh(context, superuser, before))
    return await post(client, "/passport/ways-in/code", code=code)
