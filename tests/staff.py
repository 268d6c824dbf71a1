"""Members of staff for tests: made as use cases make them, and signed in as a browser is."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson
import psycopg
from httpx import AsyncClient

from app.accounts.events import SignInAsked
from app.accounts.jobs import mail_link
from app.accounts.people import Person, add_membership, add_person
from app.accounts.permissions import Role
from app.accounts.sessions import open_staff_session
from app.platform.context import Context
from app.platform.mail import letter_place
from app.web.cookies import cookie_name
from app.web.csrf import cookie_name as csrf_cookie_name

CSRF = "c" * 32


async def make_member(
    context: Context, organisation_id: UUID, name: str, *roles: Role, email: str | None = None
) -> Person:
    """Somebody with these roles in one organisation; a reader when none is named."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        address = email or f"{name.split()[0].lower()}@regio.example"
        person = await add_person(context, session, name=name, email=address)
        chosen: Iterable[str] = roles or (Role.READER,)
        await add_membership(
            context,
            session,
            organisation_id=organisation_id,
            person_id=person.id,
            roles=chosen,
            actor="operator",
        )
    return person


async def sign_in(context: Context, client: AsyncClient, person_id: UUID, *, user_agent: str = "") -> str:
    """Gives the client a session of this person and the cookie against forgery; answers the token."""
    async with context.database.transaction() as session:
        opened = await open_staff_session(context, session, person_id, user_agent=user_agent)
    show_token(context, client, opened.token)
    return opened.token


def show_token(context: Context, client: AsyncClient, token: str) -> None:
    """From here the client sends this token and nothing else that it was given."""
    public_url = context.settings.public_url
    client.cookies.clear()
    client.cookies.set(cookie_name("staff", public_url), token)
    client.cookies.set(csrf_cookie_name(public_url), CSRF)


async def mail_asked_links(context: Context, superuser: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Does what the worker does with every link that was asked for and is still in the queue."""
    query = "SELECT args -> 'event' FROM procrastinate_jobs WHERE task_name LIKE 'accounts.sign_in_asked>%'"
    for (event,) in superuser.execute(query).fetchall():
        await mail_link(SignInAsked(**event), context)


def read_mails(context: Context, superuser: psycopg.Connection[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Every letter in the outbox, opened, oldest first."""
    query = "SELECT organisation_id, id, letter_sealed FROM mails ORDER BY created_at, id"
    return [
        orjson.loads(context.vault.open(sealed, context=letter_place(organisation_id, mail_id)))
        for organisation_id, mail_id, sealed in superuser.execute(query).fetchall()
    ]


def secret_in(letter: dict[str, Any], path: str) -> str:
    """The secret of the link in a letter."""
    found = re.search(rf"{path}/(\w+)", letter["text"])
    assert found is not None
    return found.group(1)


def code_in(letter: dict[str, Any]) -> str:
    """The code of six digits in a letter."""
    found = re.search(r"\b(\d{3}) (\d{3})\b", letter["text"])
    assert found is not None
    return found.group(1) + found.group(2)
