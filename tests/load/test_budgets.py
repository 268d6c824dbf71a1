"""A bounded load over HTTP on the real service: every request is answered, every row issued, memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.load.bench import ROSTER_ROWS, ROSTERS, measure_issue, measure_roster, measure_verify
from tests.load.client import Figures
from tests.load.house import House, Seed, Server
from tests.load.million import fill, measure_share_page
from tests.load.shares import share

# A process that serves holds nothing that only a command or a rare request needs; tests/architecture keeps it so.
MOST_MEGABYTES = 200.0

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("load")) as house:
        yield house


@pytest.fixture(scope="module")
def seed(house: House) -> Seed:
    return house.seed("load")


@pytest.fixture(scope="module")
def server(house: House, seed: Seed) -> Server:
    return house.start_server()


@pytest.fixture(scope="module")
def verified(server: Server, seed: Seed) -> dict[str, Figures]:
    return measure_verify(server, seed)


@pytest.fixture(scope="module")
def issued(server: Server, seed: Seed) -> dict[str, Figures]:
    return measure_issue(server, seed)


def test_every_request_of_a_steady_load_is_answered(
    issued: dict[str, Figures], verified: dict[str, Figures]
) -> None:
    # How fast is for `make bench` to tell: a shared machine has bad moments, and a wrong answer has none.
    for figures in (issued["steady"], verified["steady"]):
        assert figures.completed > 0
        assert figures.broken == 0
        assert set(figures.statuses) <= {"200", "201"}


def test_memory_stays_under_200_megabytes_after_ten_thousand_requests(
    server: Server, issued: dict[str, Figures], verified: dict[str, Figures]
) -> None:
    sent = sum(figures.completed for figures in (*issued.values(), *verified.values()))
    assert sent > 10_000
    assert server.resident_megabytes() < MOST_MEGABYTES


def test_roster_of_5000_rows_is_issued_to_the_last_row(house: House, server: Server, seed: Seed) -> None:
    before = house.count("SELECT count(*) FROM issuances WHERE state = 'signed'")
    measure_roster(house, server, seed)
    assert (
        house.count("SELECT count(*) FROM issuances WHERE state = 'signed'") - before == ROSTERS * ROSTER_ROWS
    )


def test_share_pages_are_found_among_thousands_of_others(house: House, server: Server, seed: Seed) -> None:
    paths = [share(server, seed).path for _ in range(5)]
    before = house.count("SELECT count(*) FROM passport_credentials")
    fill(house, 5_000)
    assert house.count("SELECT count(*) FROM passport_credentials") - before == 5_000
    assert measure_share_page(server, paths, requests=50).statuses == {"200": 50}
