"""A worker's own software sends a share link by mail: the same rules as the page has."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from httpx import AsyncClient, Response

from app.platform.context import Context
from tests.contract.passport_world import World, build_world
from tests.passports import Worker, a_worker
from tests.staff import read_mails

Superuser = psycopg.Connection[tuple[Any, ...]]
LINKS = "/v1/passport/share-links"
TO = "hr@bakkerij.example"


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, "share-mail")


@pytest.fixture
async def sanne(world: World) -> Worker:
    return await a_worker(world)


def headers(worker: Worker, key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {worker.token}", "Idempotency-Key": key}


async def share(client: AsyncClient, worker: Worker, key: str = "share-mail-link") -> tuple[str, str]:
    """The id and the secret of a new link of everything that this worker has."""
    held = await client.get("/v1/passport/credentials", headers=headers(worker, key))
    body = {
        "credentialIds": [item["id"] for item in held.json()["items"]],
        "recipientLabel": "Bakkerij Jansen",
    }
    made = await client.post(LINKS, headers=headers(worker, key), json=body)
    assert made.status_code == 201, made.text
    return made.json()["id"], made.json()["url"].rpartition("/")[2]


async def mail(
    client: AsyncClient,
    worker: Worker,
    link_id: str,
    secret: str,
    key: str,
    to: str = TO,
    language: str = "nl",
) -> Response:
    body = {"secret": secret, "email": to, "language": language}
    return await client.post(f"{LINKS}/{link_id}/_mail", headers=headers(worker, key), json=body)


async def test_a_link_goes_by_mail_once_for_each_key_and_tells_nobodys_name(
    client: AsyncClient, context: Context, superuser: Superuser, sanne: Worker
) -> None:
    link_id, secret = await share(client, sanne)
    before = len(read_mails(context, superuser))
    sent = await mail(client, sanne, link_id, secret, "share-mail-0001", language="en")
    assert (sent.status_code, sent.json()["id"], sent.json()["state"]) == (202, link_id, "active")
    assert secret not in sent.text and TO not in sent.text
    again = await mail(client, sanne, link_id, secret, "share-mail-0001", language="en")
    assert (again.status_code, again.headers["Idempotent-Replayed"], again.json()) == (
        202,
        "true",
        sent.json(),
    )
    letters = read_mails(context, superuser)
    assert len(letters) == before + 1
    assert letters[-1]["to"] == TO and f"/s/{secret}" in letters[-1]["text"]
    assert "You see at once" in letters[-1]["text"]
    for personal in ("Sanne", "heftruck", "Bakkerij Jansen"):
        assert personal not in letters[-1]["subject"] + letters[-1]["text"] + letters[-1]["html"]


async def test_only_a_working_link_of_ones_own_is_mailed_and_under_its_own_id(
    client: AsyncClient, context: Context, superuser: Superuser, world: World, sanne: Worker
) -> None:
    link_id, secret = await share(client, sanne)
    other_id, other_secret = await share(client, sanne, "share-mail-other")
    bas = await a_worker(world, "w-2")
    before = len(read_mails(context, superuser))
    refused = [
        await mail(client, bas, link_id, secret, "share-mail-0002"),
        await mail(client, sanne, link_id, other_secret, "share-mail-0003"),
        await mail(client, sanne, other_id, "0" * 22, "share-mail-0004"),
    ]
    await client.post(f"{LINKS}/{link_id}/_stop", headers=headers(sanne, "share-mail-stop"))
    refused.append(await mail(client, sanne, link_id, secret, "share-mail-0005"))
    assert {(one.status_code, one.json()["type"].rpartition("/")[2]) for one in refused} == {
        (404, "unknown-share-link")
    }
    assert len(read_mails(context, superuser)) == before


async def test_what_is_no_mail_address_is_said_and_nothing_is_sent(
    client: AsyncClient, context: Context, superuser: Superuser, sanne: Worker
) -> None:
    link_id, secret = await share(client, sanne)
    before = len(read_mails(context, superuser))
    wrong = await mail(
        client, sanne, link_id, secret, "share-mail-0006", to="a@b.example\r\nBcc: c@d.example"
    )
    assert (wrong.status_code, wrong.json()["type"].rpartition("/")[2]) == (400, "invalid-email")
    unnamed = await client.post(f"{LINKS}/{link_id}/_mail", json={"secret": secret, "email": TO})
    assert unnamed.status_code == 401
    assert len(read_mails(context, superuser)) == before


@pytest.mark.abuse("A38")
async def test_nobody_mails_without_end(client: AsyncClient, sanne: Worker) -> None:
    link_id, secret = await share(client, sanne)
    for number in range(10):
        sent = await mail(
            client, sanne, link_id, secret, f"share-mail-1{number:03}", to=f"hr{number}@werk.example"
        )
        assert sent.status_code == 202, sent.text
    more = await mail(client, sanne, link_id, secret, "share-mail-2000", to="hr@werk.example")
    assert more.status_code == 429 and int(more.headers["Retry-After"]) > 0
