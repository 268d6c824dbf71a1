"""The pages of the service itself, its files, and what it tells about its own health."""

from dataclasses import replace

import pytest
from httpx import ASGITransport, AsyncClient

from app.main import create_app
from app.platform.context import Context
from app.platform.vault import SealBroken, Vault
from app.web.assets import load_assets, static
from app.web.readiness import find_faults


@pytest.mark.parametrize("path", ["/", "/docs", "/problems/not-found"])
async def test_a_public_page_is_html_that_may_be_kept_for_five_minutes(
    client: AsyncClient, path: str
) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=300")
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    "path", ["/problems/never-heard-of", "/problems/..%2Fsecret", "/static/css/none.css"]
)
async def test_what_is_not_there_is_404(client: AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_a_file_is_kept_for_ever_and_compressed_for_who_wants_it(client: AsyncClient) -> None:
    name = next(name for name in load_assets()[0] if name.endswith(".css"))
    small = await client.get(static(name), headers={"accept-encoding": "gzip"})
    plain = await client.get(static(name), headers={"accept-encoding": "identity"})
    assert small.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert small.content == plain.content
    assert "immutable" in plain.headers["cache-control"]


async def test_health_asks_nothing_and_readiness_asks_everything(
    client: AsyncClient, context: Context
) -> None:
    assert (await client.get("/healthz")).text == "ok\n"
    assert (await client.get("/readyz")).text == "ready\n"
    assert await find_faults(context) == []


class BrokenVault(Vault):
    """A vault whose key is not the right one."""

    def open(self, sealed: bytes, *, context: str) -> bytes:
        raise SealBroken(context)


async def test_a_process_that_cannot_open_what_it_seals_is_not_ready(context: Context) -> None:
    broken = replace(context, vault=BrokenVault({1: bytes(range(32))}, 1, context.randomness))
    assert await find_faults(broken) == ["vault: SealBroken"]
    transport = ASGITransport(app=create_app(broken.settings, broken))
    async with AsyncClient(transport=transport, base_url=context.settings.public_url) as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.text, answer.headers["retry-after"]) == (503, "not ready\n", "5")


async def test_figures_are_for_this_machine_and_for_who_has_the_token(context: Context) -> None:
    settings = replace(context.settings, metrics_token="figures-please")
    app = create_app(settings, replace(context, settings=settings))
    transport = ASGITransport(app=app, client=("203.0.113.9", 4711))
    async with AsyncClient(transport=transport, base_url=settings.public_url) as outside:
        assert (await outside.get("/metrics")).status_code == 404
        assert (await outside.get("/metrics", headers={"authorization": "Bearer no"})).status_code == 404
        told = await outside.get("/metrics", headers={"authorization": "Bearer figures-please"})
    assert told.status_code == 200 and "http_" in told.text
    near = ASGITransport(app=app, client=("127.0.0.1", 4711))
    async with AsyncClient(transport=near, base_url=settings.public_url) as inside:
        assert (await inside.get("/metrics")).status_code == 200
