"""A code that is typed: forgiving of how people write, slow to guess, and without effect until the button."""

import re
from datetime import timedelta

import pytest
from httpx import AsyncClient, Response

from app.issuing.claims import create_claim_link
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.conftest import LogBook
from tests.contract.passport_world import World, build_world


async def a_code(world: World, **lifetime: timedelta) -> str:
    """The typable code of a link to one fresh credential."""
    issued = await world.issue()
    expires = world.context.clock.now() + timedelta(**lifetime) if lifetime else None  # type: ignore[arg-type]
    _, code = await create_claim_link(
        world.context, world.issuer, issued.issuance.recipient_id, expires_at=expires, is_typed=True
    )
    return code


async def press(client: AsyncClient, path: str, page: str, **fields: str) -> Response:
    """Submits the form of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return await client.post(path, data={"csrf": found.group(1), **fields})


async def test_a_typed_code_leads_to_the_page_of_its_link_and_works_once(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    code = await a_code(await build_world(context, "code-page"))
    form = await client.get("/claim")
    assert form.status_code == 200
    led = await press(client, "/claim", form.text, code=code.lower().replace("-", " "))
    assert (led.status_code, led.headers["location"]) == (303, f"/claim/{code}")
    for _ in range(2):
        page = await client.get(f"/claim/{code}")
        assert page.status_code == 200
    assert (await client.head(f"/claim/{code}")).status_code == 200
    done = await press(client, f"/claim/{code}", page.text)
    assert (done.status_code, done.headers["location"]) == (303, "/passport/come-back")
    assert (await client.get(f"/claim/{code}")).status_code == 404
    log_book.hide(code, code.replace("-", ""))


async def test_a_typing_error_is_said_at_the_field_before_anything_is_looked_up(
    context: Context, client: AsyncClient
) -> None:
    code = await a_code(await build_world(context, "code-typo"))
    wrong = code[:-1] + ("2" if code[-1] == "3" else "3")
    form = await client.get("/claim")
    for typed in (wrong, "", "onzin", f"<b>{code}", "x" * 5_000):
        answer = await press(client, "/claim", form.text, code=typed)
        assert answer.status_code == 400
        assert "Deze code klopt niet." in answer.text
        assert "<b>" not in answer.text.replace("<body", "")


async def test_the_database_holds_no_code(context: Context, superuser: object) -> None:
    code = await a_code(await build_world(context, "code-stored"))
    rows = superuser.execute("SELECT c::text FROM claim_links c").fetchall()  # type: ignore[attr-defined]
    assert code not in str(rows)
    assert code.replace("-", "").encode().hex() not in str(rows)


async def test_a_short_lived_code_ends_in_time(context: Context, client: AsyncClient) -> None:
    world = await build_world(context, "code-short")
    code = await a_code(world, minutes=15)
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(minutes=16))
    answer = await client.post("/v1/passport/claims", json={"claimCode": code})
    assert (answer.status_code, answer.json()["code"]) == (404, "claim_link_not_found")


async def test_the_api_makes_and_takes_a_typable_code(context: Context, client: AsyncClient) -> None:
    code = await a_code(await build_world(context, "code-api"))
    answer = await client.post("/v1/passport/claims", json={"claimCode": code})
    assert answer.status_code == 201
    assert answer.json()["credentialCount"] == 1


@pytest.mark.abuse("A24")
@pytest.mark.parametrize("way", ["page", "api"])
async def test_ten_codes_that_open_nothing_are_the_last_for_a_minute(
    context: Context, client: AsyncClient, log_book: LogBook, way: str
) -> None:
    world = await build_world(context, f"code-guess-{way}")
    code = await a_code(world)

    async def guess(text: str) -> int:
        if way == "page":
            return (await client.get(f"/claim/{text}")).status_code
        return (await client.post("/v1/passport/claims", json={"claimCode": text})).status_code

    assert [await guess(f"0000-0000-{number:04}") for number in range(11)] == [404] * 10 + [429]
    assert await guess(code) == 429
    assert len(log_book.lines("claim.miss")) == 11
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(seconds=61))
    assert await guess(code) in {200, 201}
