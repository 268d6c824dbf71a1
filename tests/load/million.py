"""`make bench-million`: the share page at 50 requests a second, with a million credentials in the database.

A hundred workers share by the doors of the service; those links are opened. Around them SQL puts a million credentials of
a hundred thousand other workers, each with a link to ten. Their keys, hashes and indexes are of true size. Their sealed
texts are cut to a hundred bytes, for 8 GB of them would take minutes; nobody opens them.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.load.bench import run_watched
from tests.load.client import Figures, Plan, run_plan
from tests.load.house import House, Seed, Server
from tests.load.shares import share

MILLION = 1_000_000
SHARES = 100
RATE = 50.0
REQUESTS = 1_000
RUNS = 3
WARM_UP = 200
_EACH = 10
_LIST = 131_072
_SHORT = 100


def _id(kind: str, number: str = "n") -> str:
    return f"md5('{kind}' || ({number}))::uuid"


def _hash(kind: str) -> str:
    return f"sha256(convert_to('{kind}' || n, 'UTF8'))"


# For each table: how many credentials make one row, and which columns differ from those of a real row.
_TABLES: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("status_lists", _LIST, {"id": _id("list"), "closed_at": "now()"}),
    ("status_entries", 1, {"list_id": _id("list", f"n / {_LIST}"), "idx": f"n % {_LIST}"}),
    (
        "recipients",
        _EACH,
        {"id": _id("recipient"), "reference_hash": _hash("recipient"), "holder_id": _id("holder")},
    ),
    (
        "issuances",
        1,
        {
            "id": _id("credential"),
            "idempotency_key": "'million-' || n",
            "tbs_sealed": f"substr(t.tbs_sealed, 1, {_SHORT})",
            "tbs_digest": _hash("tbs"),
            "credential_digest": _hash("credential"),
            "recipient_id": _id("recipient", f"n / {_EACH}"),
            "status_list_id": _id("list", f"n / {_LIST}"),
            "status_index": f"n % {_LIST}",
            "created_at": "t.created_at - n * interval '1 second'",
        },
    ),
    ("holders", _EACH, {"id": _id("holder")}),
    (
        "passport_credentials",
        1,
        {
            "holder_id": _id("holder", f"n / {_EACH}"),
            "credential_id": _id("credential"),
            "secured_sealed": f"substr(t.secured_sealed, 1, {_SHORT})",
        },
    ),
    ("share_links", _EACH, {"holder_id": _id("holder"), "id": _id("link"), "secret_hash": _hash("secret")}),
    (
        "share_link_items",
        1,
        {
            "holder_id": _id("holder", f"n / {_EACH}"),
            "share_link_id": _id("link", f"n / {_EACH}"),
            "position": f"n % {_EACH}",
            "credential_id": _id("credential"),
        },
    ),
)


def fill(house: House, count: int) -> float:
    """Puts so many credentials of others into the database, as its superuser; gives the seconds it took."""
    started = time.monotonic()
    with psycopg.connect(house.superuser_uri(), autocommit=True) as connection:
        # What is referred to is made here too; a check of each of millions of rows would only take time.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for table, each, changes in _TABLES:
            _multiply(connection, table, -(-count // each), changes)
        # What was written goes to the disk now, and not during the measurement.
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    return round(time.monotonic() - started, 1)


def _multiply(connection: psycopg.Connection[Any], table: str, count: int, changes: dict[str, str]) -> None:
    """Repeats one real row of a table, with other values in some columns."""
    names = [
        name
        for (name,) in connection.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
            [table],
        )
    ]
    values = [sql.SQL(changes[name]) if name in changes else sql.Identifier("t", name) for name in names]  # type: ignore[arg-type]
    connection.execute(
        sql.SQL(
            "INSERT INTO {table} ({names}) SELECT {values}"
            " FROM (SELECT * FROM {table} LIMIT 1) t, generate_series(0, {last}) n"
        ).format(
            table=sql.Identifier(table),
            names=sql.SQL(", ").join(map(sql.Identifier, names)),
            values=sql.SQL(", ").join(values),
            last=sql.Literal(count - 1),
        )
    )


def measure_share_page(server: Server, paths: list[str], *, requests: int = REQUESTS) -> Figures:
    """Each link in turn, at a fixed rate; refuses to report on anything but pages."""
    wanted = Plan(server.port, "GET", "", WARM_UP, {"Accept-Language": "nl"}, paths=paths)
    run_plan(wanted)
    steady = Plan(
        server.port, "GET", "", requests, {"Accept-Language": "nl"}, paths=paths, rate=RATE, seconds=60.0
    )
    figures = run_watched(server, steady)
    if figures.broken or set(figures.statuses) != {"200"}:
        raise RuntimeError(f"unexpected answers: {figures}")
    return figures


def prepare(house: House, count: int) -> tuple[Server, list[str], float]:
    """A server, the paths of real links, and how long it took to put the others around them."""
    seed: Seed = house.seed("million")
    server = house.start_server()
    paths = [share(server, seed).path for _ in range(SHARES)]
    return server, paths, fill(house, count)


def measure(count: int = MILLION) -> dict[str, Any]:
    """The figures of the middle of three runs, with a database of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, House(Path(folder)) as house:
        server, paths, seconds = prepare(house, count)
        runs = sorted((measure_share_page(server, paths) for _ in range(RUNS)), key=lambda run: run.p99)
        held = house.count("SELECT count(*) FROM passport_credentials")
        return {
            "credentials": held,
            "fill_seconds": seconds,
            "page": asdict(runs[RUNS // 2]),
            "p99s": [run.p99 for run in runs],
        }


if __name__ == "__main__":
    found = measure()
    print("| work | measured | aim |\n|---|---|---|")
    page = found["page"]
    print(
        f"| share page at 50/s, {found['credentials']:,} credentials in the database "
        f"| p50 {page['p50']} ms, p99 {page['p99']} ms, {page['server_ms']:.2f} ms of the server's processor each "
        f"| p99 < 100 ms |"
    )
    print(
        f"\nThe p99 of each of the {RUNS} runs: {found['p99s']} ms. The database was filled in {found['fill_seconds']} s."
    )
