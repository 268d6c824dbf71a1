"""Many callers in several processes: a key issues once, a status index is given once and at random."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.contract.randomness_tests import chi_square, chi_square_bounds, runs_up, serial_correlation
from tests.load.client import HOST, Connection
from tests.load.house import ROOT, House, Seed, Server
from tests.load.orders import issue_body

KEYS = 1_000
REPEATS = 20
AT_ONCE = 6
INDEXES = 100_000
PROCESSES = 4
LIST_SIZE = 131_072

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("concurrency")) as house:
        yield house


@pytest.fixture(scope="module")
def seed(house: House) -> Seed:
    return house.seed("concurrency")


def build_request(server: Server, seed: Seed, number: int) -> bytes:
    body = json.dumps(issue_body(seed, f"worker-{number}")).encode()
    head = (
        f"POST {seed.base}/credentials HTTP/1.1\r\nHost: {HOST}:{server.port}\r\n"
        f"Authorization: Bearer {seed.api_key}\r\nIdempotency-Key: concurrent-{number:05}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def issue_in_parallel(connections: list[tuple[Server, Connection]], seed: Seed, number: int) -> str:
    """The same order on every connection at once, repeated while the service says that it is busy with it."""

    async def once(server: Server, connection: Connection) -> str:
        for _ in range(100):
            status, body = await connection.ask(build_request(server, seed, number))
            if status in {200, 201}:
                return str(json.loads(body)["id"])
            assert status in {409, 429, 503}, (status, body)
            await asyncio.sleep(0.1)
        raise AssertionError("the service stayed busy")

    ids = await asyncio.gather(*(once(server, connection) for server, connection in connections))
    assert len(set(ids)) == 1
    return ids[0]


async def run_keys(servers: list[Server], seed: Seed) -> list[str]:
    numbers = iter(range(KEYS))

    async def lane() -> list[str]:
        connections = [(server, Connection(server.port)) for server in servers for _ in range(REPEATS // 2)]
        ids = [await issue_in_parallel(connections, seed, number) for number in numbers]
        for _, connection in connections:
            connection.close()
        return ids

    return [found for part in await asyncio.gather(*(lane() for _ in range(AT_ONCE))) for found in part]


@pytest.mark.abuse("A11")
async def test_a_thousand_keys_twenty_times_on_two_servers_issue_a_thousand_credentials(
    house: House, seed: Seed
) -> None:
    servers = [house.start_server(), house.start_server()]
    ids = await run_keys(servers, seed)
    assert len(ids) == len(set(ids)) == KEYS
    assert house.count("SELECT count(*) FROM issuances") == KEYS
    assert house.count("SELECT count(*) FROM issuances WHERE state <> 'signed'") == 0
    for server in servers:
        server.process.terminate()
        server.process.wait(timeout=30)


@pytest.mark.abuse("A12")
def test_indexes_from_four_processes_never_collide_and_have_no_order(house: House, seed: Seed) -> None:
    each = str(INDEXES // PROCESSES)
    command = [sys.executable, "-m", "tests.load.allocate", seed.organisation_id, each]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=house.environment, stdout=subprocess.PIPE)
        for _ in range(PROCESSES)
    ]
    outputs = [process.communicate(timeout=300)[0] for process in running]
    assert {process.returncode for process in running} == {0}
    drawn = [[(list_id, index) for list_id, index in json.loads(output)] for output in outputs]
    everything = [entry for part in drawn for entry in part]
    assert len(everything) == len(set(everything)) == INDEXES
    low, high = chi_square_bounds(256)
    for part in drawn:
        indexes = [index for _, index in part]
        assert low < chi_square(indexes, limit=LIST_SIZE, cells=256) < high
        assert abs(runs_up(indexes) - 0.5) < 0.015
        for lag in (1, 2, 3, 7, 64):
            assert abs(serial_correlation(indexes, lag=lag)) < 5 / len(indexes) ** 0.5
