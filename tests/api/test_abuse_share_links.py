"""Share links under guessing, scanning and logging: one answer for all that do not work, no trace of the secret."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from httpx import AsyncClient, Response

from app.holding.share import ShareRequest, create_share_link, stop_share_link
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.conftest import LogBook
from tests.contract.passport_world import World, build_world

PERSON = "Sanne de Wit"


async def shared(world: World, **changes: object) -> str:
    """The secret of a link to one fresh credential of somebody new."""
    issued = await world.issue(f"w-{world.orders}")
    received = await world.claim(issued)
    request = ShareRequest((issued.id,), **changes)  # type: ignore[arg-type]
    _, secret = await create_share_link(world.context, received.holder_id, request)
    return secret


async def dead_links(context: Context, client: AsyncClient, world: World) -> list[str]:
    """Stopped, used, expired, never made, and no link at all."""
    issued = await world.issue()
    received = await world.claim(issued)
    link, stopped = await create_share_link(context, received.holder_id, ShareRequest((issued.id,)))
    await stop_share_link(context, received.holder_id, link.id)
    once = ShareRequest((issued.id,), is_single_use=True)
    _, used = await create_share_link(context, received.holder_id, once)
    await client.post(f"/s/{used}")
    short = ShareRequest((issued.id,), expires_at=context.clock.now() + timedelta(minutes=1))
    _, expired = await create_share_link(context, received.holder_id, short)
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(minutes=2))
    return [stopped, used, expired, "0" * 22, "kort", "x" * 100, "%2e%2e", "' OR 1=1"]


def essence(answer: Response) -> tuple[int, str, bytes]:
    """What a guesser can see; without the id of the request."""
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status_code, repr(sorted(headers.items())), answer.content


@pytest.mark.abuse("A24")
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
async def test_every_link_that_does_not_work_looks_the_same_to_the_byte(
    context: Context, client: AsyncClient, log_book: LogBook, method: str
) -> None:
    links = await dead_links(context, client, await build_world(context, "dead-links"))
    seen = set()
    for secret in links:
        log_book.clear()
        answer = await client.request(method, f"/s/{secret}")
        seen.add(essence(answer))
        assert log_book.one("share.miss", PERSON)["request_id"]
        log_book.hide(*[secret] if len(secret) > 20 else [])
        assert log_book.one("http.request")["path"] == "/s/…"
    [(status, headers, _)] = seen
    assert status == 404
    for header in ("no-referrer", "no-store", "noindex"):
        assert header in headers


@pytest.mark.abuse("A24")
async def test_guessing_is_stopped_for_page_and_api_together(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    secret = await shared(await build_world(context, "guessing"))
    for number in range(5):
        assert (await client.get(f"/s/{number:022}")).status_code == 404
        answer = await client.post("/v1/verifications", json={"shareLink": f"{number + 50:022}"})
        assert answer.json()["code"] == "share_link_not_working"
    for refused in (
        await client.get(f"/s/{10:022}"),
        await client.get(f"/s/{secret}"),
        await client.post("/v1/verifications", json={"shareLink": secret}),
    ):
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
    assert len(log_book.lines("share.miss")) == 11
    assert log_book.lines("limits.hit")[0]["reason"] == "too_many_requests"
    log_book.hide(secret, PERSON)
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(minutes=2))
    assert (await client.get(f"/s/{secret}")).status_code == 200


@pytest.mark.abuse("A24")
@pytest.mark.parametrize(
    "path", ["/s/{}", "//s/{}", "/S/{}", "/s/{}/", "/s/{}/extra", "/en/s/{}", "/claim/{}"]
)
async def test_no_spelling_of_a_link_brings_its_secret_into_the_log(
    context: Context, client: AsyncClient, log_book: LogBook, path: str
) -> None:
    secret = await shared(await build_world(context, "spelling"))
    await client.get(path.format(secret))
    await client.post(path.format(secret), data={"a": secret})
    await client.post("/v1/verifications", json={"shareLink": f"{context.settings.public_url}/s/{secret}"})
    assert len(log_book.lines("http.request")) == 3
    log_book.hide(secret, PERSON)


@pytest.mark.abuse("A24")
async def test_a_secret_is_long_random_and_kept_only_as_a_hash(context: Context) -> None:
    world = await build_world(context, "secrets")
    secrets = {await shared(world) for _ in range(5)}
    assert len(secrets) == 5
    assert all(len(secret) == 22 for secret in secrets)
    assert 62**22 > 2**128


@pytest.mark.abuse("A25")
async def test_a_scanner_that_looks_uses_nothing_up_and_only_the_button_counts(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    secret = await shared(await build_world(context, "scanner"), is_single_use=True)
    for method in ("GET", "HEAD", "OPTIONS", "GET", "HEAD"):
        answer = await client.request(method, f"/s/{secret}", headers={"User-Agent": "LinkScanner/1.0"})
        assert answer.status_code == (405 if method == "OPTIONS" else 200)
    cover = await client.get(f"/s/{secret}")
    assert f'action="/s/{secret}"' in cover.text
    assert 'method="post"' in cover.text
    assert "<script" not in cover.text
    assert log_book.lines("share.view") == []
    opened = await client.post(f"/s/{secret}")
    assert (opened.status_code, PERSON in opened.text) == (200, True)
    line = log_book.one("share.view", secret, PERSON)
    assert (line["kind"], "actor" in line) == ("page", False)
    assert (await client.post(f"/s/{secret}")).status_code == 404


@pytest.mark.abuse("A25")
async def test_a_scanner_does_not_claim_a_passport(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    world = await build_world(context, "claim-scanner")
    secret = await world.claim_secret(await world.issue())
    for method in ("GET", "HEAD", "GET"):
        assert (await client.request(method, f"/claim/{secret}")).status_code == 200
    assert (await client.post("/v1/passport/claims", json={"claimCode": secret})).status_code == 201
    log_book.hide(secret, PERSON)


@pytest.mark.abuse("A25")
async def test_opening_by_the_api_is_a_post_and_is_told(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    secret = await shared(await build_world(context, "api-view"))
    answer = await client.post("/v1/verifications", json={"shareLink": secret})
    assert answer.json()["verdict"] == "valid"
    assert log_book.one("share.view", secret, PERSON)["kind"] == "api"


@pytest.mark.abuse("A25")
async def test_not_one_row_of_any_table_changes_when_a_scanner_looks(
    context: Context, client: AsyncClient, superuser: psycopg.Connection[tuple[str]]
) -> None:
    world = await build_world(context, "scanner-rows")
    paths = [f"/s/{await shared(world)}", f"/s/{await shared(world, is_single_use=True)}"]
    paths += [
        f"/s/{await shared(world, is_for_paper=True)}",
        f"/claim/{await world.claim_secret(await world.issue())}",
    ]
    found = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()

    def contents() -> list[tuple[str, ...] | None]:
        rows = "SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM"
        return [superuser.execute(f'{rows} "{table}" t').fetchone() for (table,) in found]

    before = contents()
    for path in paths:
        for method in ("GET", "HEAD"):
            for accept in ("text/html", "application/json"):
                answer = await client.request(method, path, headers={"Accept": accept})
                assert answer.status_code == 200, path
    assert contents() == before
