"""kill -9 while credentials are being issued: nothing acknowledged is lost, nothing is issued twice."""

from __future__ import annotations

import json
import random
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.load.house import House, Seed, Server, ask, ask_json
from tests.load.orders import issue_body, roster

ROWS = 5_000
KILLS = 20
SINGLE_KILLS = 4
SINGLES = 150
PATIENCE = 60.0

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("crash")) as house:
        yield house


@pytest.fixture(scope="module")
def seed(house: House) -> Seed:
    return house.seed("crash")


def ledger_size(house: House) -> int:
    return house.count("SELECT count(*) FROM issuances")


def post_roster(server: Server, seed: Seed, key: str, content: bytes) -> dict[str, Any]:
    headers = {**seed.authorization, "Content-Type": "text/csv", "Idempotency-Key": key}
    status, answer = ask(server.port, "POST", f"{seed.base}/credential-batches", headers, content)
    assert status in {200, 201, 202}, answer
    parsed: dict[str, Any] = json.loads(answer)
    return parsed


def load_batch(server: Server, seed: Seed, batch_id: str) -> dict[str, Any]:
    status, answer = ask_json(server.port, "GET", f"{seed.base}/credential-batches/{batch_id}", seed)
    assert status == 200, answer
    batch: dict[str, Any] = answer
    return batch


def kill_within_issuing(house: House, worker: subprocess.Popen[bytes], delay: float) -> int:
    """Waits until the worker has begun to write and a moment more, then kills it; the rows signed before."""
    before = ledger_size(house)
    deadline = time.monotonic() + PATIENCE
    while ledger_size(house) == before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert ledger_size(house) > before, "the worker issued nothing"
    time.sleep(delay)
    signed = house.count("SELECT count(*) FROM issuances WHERE state = 'signed'")
    house.kill(worker)
    return signed


@pytest.mark.abuse("A10")
def test_twenty_kills_during_bulk_issuing_lose_nothing_and_repeat_nothing(house: House, seed: Seed) -> None:
    moments = random.Random(20261123)
    server = house.start_server()
    batches: dict[str, str] = {}
    content: dict[str, bytes] = {}
    for kill in range(KILLS):
        if ledger_size(house) == len(batches) * ROWS:
            # All rows are written, though the batch that a kill interrupted need not be closed yet.
            key = f"crash-roster-{len(batches)}"
            content[key] = roster(seed, ROWS, first=len(batches) * ROWS)
            batches[key] = post_roster(server, seed, key, content[key])["id"]
        house.run("tests.load.sweep")
        signed = kill_within_issuing(house, house.start("worker"), moments.uniform(0.0, 0.4))
        kept = house.count("SELECT count(*) FROM issuances WHERE state = 'signed'")
        assert kept >= signed, f"kill {kill} lost a signed credential"
    finish_all(house, server, seed, list(batches.values()))
    expected = len(batches) * ROWS
    assert house.count("SELECT count(*) FROM issuances WHERE batch_id IS NOT NULL") == expected
    assert house.count("SELECT count(*) FROM issuances WHERE state <> 'signed'") == 0
    assert_every_signature_has_its_record(house)
    for key, batch_id in batches.items():
        assert post_roster(server, seed, key, content[key])["id"] == batch_id
    house.run("tests.load.sweep")
    assert ledger_size(house) == expected
    for batch_id in batches.values():
        batch = load_batch(server, seed, batch_id)
        assert (batch["issuedCount"], batch["failedCount"]) == (ROWS, 0)


def finish_all(house: House, server: Server, seed: Seed, batch_ids: list[str]) -> None:
    """Lets a worker that nobody kills come to the end."""
    house.run("tests.load.sweep")
    worker = house.start("worker")
    deadline = time.monotonic() + 2 * PATIENCE
    states: set[str] = set()
    while states != {"done"} and time.monotonic() < deadline:
        time.sleep(0.2)
        states = {load_batch(server, seed, batch_id)["state"] for batch_id in batch_ids}
    worker.terminate()
    worker.wait(timeout=30)
    house.run("tests.load.sweep")
    assert states == {"done"}


def assert_every_signature_has_its_record(house: House) -> None:
    """Recipient, status index and exact bytes are in the ledger for all that was signed."""
    assert (
        house.count("SELECT count(*) FROM issuances WHERE signature IS NOT NULL AND tbs_sealed IS NULL") == 0
    )
    indexes = "SELECT count(*) - count(DISTINCT (status_list_id, status_index)) FROM issuances"
    assert house.count(indexes) == 0
    recipients = (
        "SELECT count(*) FROM issuances i LEFT JOIN recipients r ON r.id = i.recipient_id WHERE r.id IS NULL"
    )
    assert house.count(recipients) == 0


def test_killed_servers_keep_every_credential_they_acknowledged(house: House, seed: Seed) -> None:
    moments = random.Random(7)
    acknowledged: dict[str, str] = {}
    before = ledger_size(house)
    for _ in range(SINGLE_KILLS):
        server = house.start_server()
        stop_at = time.monotonic() + moments.uniform(0.1, 0.5)
        for number in range(SINGLES):
            if time.monotonic() > stop_at and server.process.poll() is None:
                server.process.kill()
            issue_once(server, seed, number, acknowledged)
        house.kill(server.process)
    server = house.start_server()
    for number in range(SINGLES):
        issue_once(server, seed, number, acknowledged)
    assert len(set(acknowledged.values())) == SINGLES
    assert ledger_size(house) - before == SINGLES


def issue_once(server: Server, seed: Seed, number: int, acknowledged: dict[str, str]) -> None:
    """Orders one credential; an answer that repeats a key must repeat the id."""
    key = f"crash-single-{number}"
    body = issue_body(seed, f"single-{number}")
    status, answer = ask_json(
        server.port, "POST", f"{seed.base}/credentials", seed, body, Idempotency_Key=key
    )
    if status == 201:
        assert acknowledged.setdefault(key, answer["id"]) == answer["id"]
