"""Who runs this service: what its documents say comes from its settings."""

from dataclasses import replace
from typing import Any

from httpx import ASGITransport, AsyncClient, Response

from app.main import create_app
from app.platform.context import Context


async def ask(context: Context, path: str, **settings: Any) -> Response:
    """An answer of a service with these settings."""
    changed = replace(context, settings=replace(context.settings, **settings))
    transport = ASGITransport(app=create_app(changed.settings, changed))
    async with AsyncClient(transport=transport, base_url=context.settings.public_url) as client:
        return await client.get(path)


async def test_security_txt_names_the_contact_as_plain_text(context: Context) -> None:
    answer = await ask(context, "/.well-known/security.txt", security_contact="mailto:meld@passport.example")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.text.startswith("Contact: mailto:meld@passport.example\n")


async def test_without_a_contact_there_is_no_security_txt(context: Context) -> None:
    assert (await ask(context, "/.well-known/security.txt")).status_code == 404


async def test_the_api_description_names_the_operator(context: Context) -> None:
    named = {"operator_name": "Beheer", "operator_email": "beheer@passport.example"}
    contact = (await ask(context, "/v1/openapi.json", **named)).json()["info"]["contact"]
    url = context.settings.public_url
    assert contact == {"name": "Beheer", "email": "beheer@passport.example", "url": url}


async def test_the_api_description_invents_no_e_mail_address(context: Context) -> None:
    contact = (await ask(context, "/v1/openapi.json")).json()["info"]["contact"]
    assert "email" not in contact
