"""A process that dies at any step of issuing: the retry gives one credential, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.issuing.faults import AFTER_RESERVE, AFTER_SIGN, AFTER_STORE, KILLED
from tests.load.house import House, Seed, Server, ask_json
from tests.load.orders import issue_body

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("faults")) as house:
        yield house


@pytest.fixture(scope="module")
def seed(house: House) -> Seed:
    return house.seed("faults")


def issue(server: Server, seed: Seed, key: str) -> tuple[int, dict[str, object]]:
    body = issue_body(seed, key)
    return ask_json(server.port, "POST", f"{seed.base}/credentials", seed, body, Idempotency_Key=key)


def ledger(house: House) -> dict[str, int]:
    return {
        "reserved": house.count("SELECT count(*) FROM issuances WHERE state = 'reserved'"),
        "signed": house.count("SELECT count(*) FROM issuances WHERE state = 'signed'"),
    }


@pytest.mark.parametrize(
    ("point", "state"), [(AFTER_RESERVE, "reserved"), (AFTER_SIGN, "reserved"), (AFTER_STORE, "signed")]
)
@pytest.mark.abuse("A10", "A11")
def test_a_crash_then_a_retry_with_the_same_key_gives_exactly_one_credential(
    house: House, seed: Seed, point: str, state: str
) -> None:
    before = ledger(house)
    house.settings["SKILLSPASS_FAULT"] = point
    try:
        doomed = house.start_server()
        status, _ = issue(doomed, seed, f"fault-{point}")
    finally:
        del house.settings["SKILLSPASS_FAULT"]
    assert status == 0
    assert doomed.process.wait(timeout=20) == KILLED
    after = ledger(house)
    assert {name: after[name] - before[name] for name in after} == {
        name: int(name == state) for name in after
    }
    server = house.start_server()
    status, first = issue(server, seed, f"fault-{point}")
    assert status == 201
    assert issue(server, seed, f"fault-{point}") == (201, first)
    house.kill(server.process)
    assert ledger(house)["signed"] == before["signed"] + 1
    assert ledger(house)["reserved"] == before["reserved"]


@pytest.mark.parametrize(
    ("point", "state"), [(AFTER_RESERVE, "reserved"), (AFTER_SIGN, "reserved"), (AFTER_STORE, "signed")]
)
@pytest.mark.abuse("A10", "A11")
def test_a_crash_then_a_retry_with_the_same_key_gives_exactly_one_envelope(
    house: House, seed: Seed, point: str, state: str
) -> None:
    server = house.start_server()
    status, issued = issue(server, seed, f"enveloped-{point}")
    assert status == 201
    house.kill(server.process)
    house.settings["SKILLSPASS_FAULT"] = point
    try:
        doomed = house.start_server()
        status, _ = envelop(doomed, seed, str(issued["id"]), point)
    finally:
        del house.settings["SKILLSPASS_FAULT"]
    assert status == 0
    assert doomed.process.wait(timeout=20) == KILLED
    rows = f"SELECT count(*) FROM envelopes WHERE credential_id = '{issued['id']}'"
    assert house.count(f"{rows} AND state = '{state}'") == house.count(rows) == 1
    server = house.start_server()
    status, first = envelop(server, seed, str(issued["id"]), point)
    assert status == 201
    assert envelop(server, seed, str(issued["id"]), point) == (201, first)
    house.kill(server.process)
    assert house.count(f"{rows} AND state = 'signed'") == house.count(rows) == 1


def envelop(server: Server, seed: Seed, credential_id: str, key: str) -> tuple[int, dict[str, object]]:
    address = f"{seed.base}/credentials/{credential_id}/envelopes"
    body = {"format": "dc+sd-jwt"}
    return ask_json(server.port, "POST", address, seed, body, Idempotency_Key=f"envelope-{key}")
