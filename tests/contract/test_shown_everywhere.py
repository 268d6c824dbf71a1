"""What ends, ends everywhere: on the page and by the API of every process, within two seconds of the answer that ended it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.load.house import House, Seed, Server, ask, ask_json
from tests.load.shares import Shared, hold, order, share

WITHIN_SECONDS = 2.0
VALID = ("Dit bewijs is geldig", "valid", "ok")
GONE = ("Deze link werkt niet (meer)", "indeterminate", "share_link_not_working")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("everywhere")) as house:
        yield house


@pytest.fixture(scope="module")
def seed(house: House) -> Seed:
    return house.seed("everywhere")


@pytest.fixture(scope="module")
def servers(house: House, seed: Seed) -> list[Server]:
    return [house.start_server(), house.start_server()]


def _look(server: Server, seed: Seed, shared: Shared) -> tuple[str, str, str]:
    """The heading of the page, and the verdict and code of the API."""
    page = ask(server.port, "GET", shared.path, {"Accept-Language": "nl"})[1].decode()
    heading = page.split("<h1", 1)[1].split(">", 1)[1].split("</h1>", 1)[0]
    answer = order(server, seed, "/v1/verifications", {"shareLink": shared.url})
    return heading, answer["verdict"], answer["code"]


def _wait() -> None:
    """From here a change that was answered before must be known: what is asked next begins after the limit."""
    time.sleep(WITHIN_SECONDS)


def test_what_worker_and_partnership_end_is_ended_on_every_process(servers: list[Server], seed: Seed) -> None:
    first, second = servers
    names = ("stopped", "hidden", "revoked", "suspended", "untouched")
    shared = {name: share(first, seed) for name in names}
    for server in servers:
        for each in shared.values():
            assert _look(server, seed, each) == VALID
    one = shared["stopped"]
    hold(second, f"/v1/passport/share-links/{one.link_id}/_stop", {}, one.holder)
    hold(first, f"/v1/passport/credentials/{shared['hidden'].id}/_hide", {}, shared["hidden"].holder)
    credentials = f"{seed.base}/credentials"
    order(first, seed, f"{credentials}/{shared['revoked'].id}/_revoke", {"reason": "error"})
    order(second, seed, f"{credentials}/{shared['suspended'].id}/_suspend", {})
    _wait()
    for server in servers:
        found = {name: _look(server, seed, each) for name, each in shared.items()}
        assert found == {
            "stopped": GONE,
            "hidden": GONE,
            "revoked": ("Dit bewijs is niet geldig", "invalid", "revoked"),
            "suspended": ("Let op", "caution", "suspended"),
            "untouched": VALID,
        }
    order(first, seed, f"{credentials}/{shared['suspended'].id}/_reinstate", {})
    _wait()
    assert {_look(server, seed, shared["suspended"]) for server in servers} == {VALID}


@pytest.mark.abuse("A29")
def test_an_api_key_that_leaked_stops_on_every_process(servers: list[Server], seed: Seed) -> None:
    path = f"{seed.base}/api-keys"
    wanted = {
        "name": "Leaked",
        "scopes": ["credentials:read"],
        "expiresAt": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
    }
    made = order(servers[0], seed, path, wanted)
    leaked = {"Authorization": f"Bearer {made['secret']}"}

    def try_key() -> set[int]:
        return {ask(server.port, "GET", f"{seed.base}/credentials", leaked)[0] for server in servers}

    assert try_key() == {200}
    order(servers[1], seed, f"{path}/{made['id']}/_revoke", {})
    _wait()
    assert try_key() == {401}


@pytest.mark.abuse("A08")
def test_what_a_stolen_key_signed_is_refused_on_every_process(servers: list[Server], seed: Seed) -> None:
    shared = share(servers[0], seed)
    assert {_look(server, seed, shared) for server in servers} == {VALID}
    keys = ask_json(servers[0].port, "GET", f"{seed.base}/signing-keys", seed)[1]["items"]
    [key] = [key for key in keys if key["purpose"] == "credential" and key["state"] == "active"]
    order(
        servers[1],
        seed,
        f"{seed.base}/signing-keys/{key['id']}/_compromise",
        {"compromisedAt": key["validFrom"]},
    )
    _wait()
    stolen = ("Dit bewijs is niet geldig", "invalid", "key_compromised")
    assert {_look(server, seed, shared) for server in servers} == {stolen}
    again = share(servers[1], seed)
    assert {_look(server, seed, again) for server in servers} == {VALID}


def test_a_partnership_that_may_not_issue_is_shown_as_such_on_every_process(
    house: House, servers: list[Server], seed: Seed
) -> None:
    shared = share(servers[0], seed)
    assert {_look(server, seed, shared) for server in servers} == {VALID}
    [issuer] = ask_json(servers[0].port, "GET", "/v1/issuers", seed)[1]["items"]
    house.run("app", "issuers", "state", issuer["did"], "suspended")
    _wait()
    assert {_look(server, seed, shared) for server in servers} == {("Let op", "caution", "issuer_suspended")}
