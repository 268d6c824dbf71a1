"""The passport on paper by API and by page: on request, from a link of its holder, and checked without this service."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from httpx import AsyncClient
from typer.testing import CliRunner

from app.cli import app as cli
from app.commands.offline import find_in_file
from app.holding.dependencies import SESSION_COOKIE
from app.holding.share import stop_share_link
from app.issuing.revoke import RevocationReason, revoke
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.web.cookies import cookie_name
from tests.conftest import LogBook
from tests.contract.passport_world import World, build_world
from tests.papers import text_of

PASSPORT = "/v1/passport"


async def claim(client: AsyncClient, world: World, count: int = 2) -> tuple[dict[str, str], list[str]]:
    """The headers of a holder with so many credentials, and the ids of these."""
    issued = [await world.issue() for _ in range(count)]
    answer = await client.post(f"{PASSPORT}/claims", json={"claimCode": await world.claim_secret(issued[0])})
    headers = {"Authorization": f"Bearer {answer.json()['holderToken']}", "Idempotency-Key": "paper-0001"}
    return headers, [str(one.id) for one in issued]


async def print_link(client: AsyncClient, headers: dict[str, str], **changes: object) -> tuple[str, bytes]:
    """The address on a new paper, and its PDF."""
    made = await client.post(f"{PASSPORT}/share-links", headers=headers, json={"isForPaper": True} | changes)
    assert made.status_code == 201, made.text
    answer = await client.get(f"{PASSPORT}/share-links/{made.json()['id']}/pdf", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment")
    return made.json()["url"], answer.content


async def test_everything_is_printed_and_the_code_on_it_opens_the_same_page_as_its_link(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "paper-all")
    headers, _ = await claim(client, world, 3)
    url, pdf = await print_link(client, headers)
    text = text_of(pdf)
    code = url.rpartition("/")[2]
    assert len(code) == 14 and code in text
    assert text.count("Veilig werken met een heftruck") == 3
    assert "Samenwerking Zwolle paper-all" in text and "Praktijkopleider" in text
    assert len(find_in_file(pdf)) == 3
    page = await client.get(f"/s/{code.lower().replace('-', '')}")
    assert page.status_code == 200 and "Deze bewijzen zijn geldig" in page.text
    checked = await client.post("/v1/verifications", json={"shareLink": code})
    assert checked.json()["verdict"] == "valid"


async def test_the_file_is_checked_without_this_service(
    context: Context, client: AsyncClient, tmp_path: Path
) -> None:
    world = await build_world(context, "paper-offline")
    headers, ids = await claim(client, world, 2)
    _, pdf = await print_link(client, headers)
    file, keys = tmp_path / "paspoort.pdf", tmp_path / "did.json"
    file.write_bytes(pdf)
    keys.write_text((await client.get("/partnerships/paper-offline/did.json")).text)
    told = CliRunner().invoke(cli, ["verify", str(file), "--issuer-keys", str(keys), "--json"])
    answer = json.loads(told.stdout)
    assert len(answer["results"]) == len(ids)
    for each in answer["results"]:
        outcomes = {check["check"]: check["outcome"] for check in each["checks"]}
        assert outcomes["signature"] == "passed"
        assert outcomes["status_revocation"] == "unknown"
    assert answer["verdict"] == "indeterminate"


async def test_one_chosen_credential_is_a_card_in_the_language_asked_for(
    context: Context, client: AsyncClient
) -> None:
    headers, ids = await claim(client, await build_world(context, "paper-card"))
    url, pdf = await print_link(client, headers | {"Accept-Language": "en"}, credentialIds=ids[:1])
    text = text_of(pdf)
    assert "Assessed at work" in text and url.rpartition("/")[2] in text
    assert len(find_in_file(pdf)) == 1


async def test_a_withdrawn_credential_is_left_out_and_a_paper_tells_how_things_stand_now(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "paper-revoked")
    headers, ids = await claim(client, world, 3)
    await revoke(context, world.issuer, UUID(ids[0]), reason=RevocationReason.ERROR)
    _, pdf = await print_link(client, headers)
    assert len(find_in_file(pdf)) == 2
    links = (await client.get(f"{PASSPORT}/share-links", headers=headers)).json()["items"]
    await revoke(context, world.issuer, UUID(ids[1]), reason=RevocationReason.ERROR)
    again = await client.get(f"{PASSPORT}/share-links/{links[0]['id']}/pdf", headers=headers)
    assert "Dit bewijs is ingetrokken." in text_of(again.content)


async def test_a_link_that_is_not_for_paper_or_works_no_more_is_not_printed(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "paper-none")
    headers, ids = await claim(client, world)
    for number, body in enumerate(({"credentialIds": ids}, {"isForPaper": True})):
        key = {"Idempotency-Key": f"paper-none-{number}"}
        made = await client.post(f"{PASSPORT}/share-links", headers=headers | key, json=body)
        path = f"{PASSPORT}/share-links/{made.json()['id']}"
        assert made.json()["isForPaper"] is ("isForPaper" in body)
        if number:
            await client.post(f"{path}/_stop", headers=headers)
        answer = await client.get(f"{path}/pdf", headers=headers)
        assert answer.status_code == 409
        assert answer.json()["type"].endswith("/link-not-for-paper")


async def test_another_holder_prints_nothing_of_it(context: Context, client: AsyncClient) -> None:
    world = await build_world(context, "paper-foreign")
    headers, _ = await claim(client, world)
    made = await client.post(f"{PASSPORT}/share-links", headers=headers, json={"isForPaper": True})
    path = f"{PASSPORT}/share-links/{made.json()['id']}/pdf"
    stranger = (await world.claim(await world.issue("w-2"))).session
    assert stranger is not None
    foreign = await client.get(path, headers={"Authorization": f"Bearer {stranger.token}"})
    assert foreign.status_code == 404
    assert (await client.get(path)).status_code == 401


@pytest.mark.abuse("A24")
async def test_a_code_that_was_never_made_and_one_that_ended_look_the_same(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    headers, _ = await claim(client, await build_world(context, "paper-dead"))
    url, _ = await print_link(client, headers)
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(days=31))
    code = url.rpartition("/")[2]
    ended = await client.get(f"/s/{code}")
    never = await client.get("/s/0000-0000-0000")
    assert (ended.status_code, never.status_code) == (404, 404)
    assert ended.content == never.content
    log_book.hide(code)


async def test_the_button_makes_a_pdf_and_the_page_keeps_its_link(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "paper-page")
    received = await world.claim(await world.issue())
    assert received.session is not None
    client.cookies.set(cookie_name(SESSION_COOKIE, context.settings.public_url), received.session.token)
    page = await client.get("/passport/paper")
    field = page.text.partition('name="csrf"')[2].partition('value="')[2].partition('"')[0]
    posted = await client.post("/passport/paper", data={"csrf": field, "days": "90"})
    assert posted.status_code == 303
    pdf = await client.get(posted.headers["location"])
    assert pdf.content.startswith(b"%PDF") and pdf.headers["cache-control"] == "no-store"
    assert posted.headers["location"] in (await client.get("/passport/shares")).text
    link_id = UUID(posted.headers["location"].split("/")[-2])
    await stop_share_link(context, received.holder_id, link_id)
    assert (await client.get(posted.headers["location"])).status_code == 409
    assert posted.headers["location"] not in (await client.get("/passport/shares")).text


async def test_without_the_field_against_forgery_nothing_is_made(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "paper-forged")
    received = await world.claim(await world.issue())
    assert received.session is not None
    client.cookies.set(cookie_name(SESSION_COOKIE, context.settings.public_url), received.session.token)
    assert (await client.post("/passport/paper", data={"days": "30"})).status_code == 403


async def test_after_sixty_papers_an_hour_it_waits(context: Context, client: AsyncClient) -> None:
    headers, _ = await claim(client, await build_world(context, "paper-many"))
    made = await client.post(f"{PASSPORT}/share-links", headers=headers, json={"isForPaper": True})
    path = f"{PASSPORT}/share-links/{made.json()['id']}/pdf"
    answers = [(await client.get(path, headers=headers)).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
