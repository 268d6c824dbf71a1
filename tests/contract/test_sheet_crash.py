"""kill -9 in the middle of a confirmed sheet: nothing is half issued, the rest follows, no row is issued twice."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.sheet_cases import MISTAKES, write_book
from tests.contract.test_crash import assert_every_signature_has_its_record, kill_within_issuing, load_batch
from tests.load.house import House, Seed, Server, ask, ask_json

ROWS = 5_000
KILLS = 4
PATIENCE = 120.0
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

pytestmark = [pytest.mark.slow, pytest.mark.abuse("A10")]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("sheet-crash")) as house:
        yield house


@pytest.fixture(scope="module")
def seed(house: House) -> Seed:
    return house.seed("sheet-crash")


def upload(server: Server, seed: Seed, key: str, content: bytes) -> dict[str, Any]:
    headers = {**seed.authorization, "Content-Type": XLSX, "Idempotency-Key": key}
    status, answer = ask(server.port, "POST", f"{seed.base}/credential-batches/_draft", headers, content)
    assert status == 201, answer
    draft: dict[str, Any] = json.loads(answer)
    return draft


def confirm(server: Server, seed: Seed, batch_id: str) -> None:
    path = f"{seed.base}/credential-batches/{batch_id}/_confirm"
    status, answer = ask_json(server.port, "POST", path, seed, {"rows": "valid"})
    assert status == 202, answer


def finish(house: House, server: Server, seed: Seed, batch_id: str) -> dict[str, Any]:
    house.run("tests.load.sweep")
    worker = house.start("worker")
    deadline = time.monotonic() + PATIENCE
    batch = load_batch(server, seed, batch_id)
    while batch["state"] != "done" and time.monotonic() < deadline:
        time.sleep(0.2)
        batch = load_batch(server, seed, batch_id)
    worker.terminate()
    worker.wait(timeout=30)
    return batch


def test_kills_in_a_confirmed_sheet_leave_nothing_half_issued_and_repeat_nothing(
    house: House, seed: Seed
) -> None:
    moments = random.Random(20261123)
    server = house.start_server()
    status, answer = ask_json(
        server.port, "POST", f"{seed.base}/achievements", seed, heftruck(), Idempotency_Key="heftruck-1"
    )
    assert status == 201, answer
    content = write_book(ROWS, MISTAKES)
    draft = upload(server, seed, "sheet-crash-1", content)
    valid = ROWS - len(MISTAKES)
    assert (draft["validCount"], draft["faultyCount"]) == (valid, len(MISTAKES))
    confirm(server, seed, draft["id"])
    for _ in range(KILLS):
        signed = kill_within_issuing(house, house.start("worker"), moments.uniform(0.0, 0.2))
        assert house.count("SELECT count(*) FROM issuances WHERE state = 'signed'") >= signed
        house.run("tests.load.sweep")
    batch = finish(house, server, seed, draft["id"])
    assert (batch["state"], batch["issuedCount"], batch["failedCount"]) == ("done", valid, 0)
    assert house.count("SELECT count(*) FROM issuances") == valid
    assert house.count("SELECT count(*) FROM issuances WHERE state <> 'signed'") == 0
    assert house.count("SELECT count(DISTINCT recipient_id) FROM issuances") == valid
    assert_every_signature_has_its_record(house)
    again = upload(server, seed, "sheet-crash-2", content)
    assert (again["validCount"], again["repeatedCount"]) == (0, valid)
    confirm(server, seed, again["id"])
    assert finish(house, server, seed, again["id"])["issuedCount"] == 0
    assert house.count("SELECT count(*) FROM issuances") == valid


def heftruck() -> dict[str, Any]:
    """The achievement that the sheets name."""
    text = {"nl": "Heftruck rijden", "en": "Drive a forklift"}
    return {"code": "HEFTRUCK", "name": text, "description": text, "criteria": [text]}
