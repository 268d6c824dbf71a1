"""`make bench`: this service, its limit and its peers, in one run on one machine, as ratios.

The limit is the raw signature. The peers are other people's software (tests/interoperability, PyJWT, PyLD and
pyoxigraph), each measured within its own process; where Node is missing its packages are left out.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tests.interoperability.node import Peers, why_missing
from tests.load.client import NUMBER, Figures, Plan, run_plan
from tests.load.fixture import NOW
from tests.load.house import House, Seed, Server, ask, ask_json
from tests.load.library import QUADS, SELECTIVE_PEER, SKILL_PEER, measure_library
from tests.load.orders import issue_body, roster
from tests.load.paper import measure_paper
from tests.load.search import measure_search
from tests.load.selective import SELECTIVE_ISSUE, SELECTIVE_VERIFY

ROSTER_ROWS = 5_000
ROSTERS = 3
BATCH_ITEMS = 500
DISTINCT = 4_000
STEADY_RATE = 50.0
WARM_UP = 300
VERIFICATIONS = "/v1/verifications"
JSON_TYPE = {"Content-Type": "application/json"}
_SKILL = "SD-JWT VC of the same skill, 10 disclosures,"
# Our work, the same work of a peer, and what the ratio is to be.
AGAINST = (
    ("eddsa-rdfc-2022 issue", "@digitalbazaar/vc eddsa-rdfc-2022 issue", "≥ 12"),
    ("eddsa-rdfc-2022 verify, all checks", "@digitalbazaar/vc eddsa-rdfc-2022 verify", "≥ 10"),
    ("eddsa-rdfc-2022 verify, all checks", "verifier-core eddsa-rdfc-2022 verify", "≥ 10"),
    (SELECTIVE_ISSUE, f"{SELECTIVE_PEER}, issue", "≥ 3"),
    (SELECTIVE_VERIFY, f"{SELECTIVE_PEER}, verify", "≥ 2.5"),
    (f"{_SKILL} issue", f"{SKILL_PEER}, issue", "≥ 3"),
    (f"{_SKILL} verify, all checks", f"{SKILL_PEER}, verify", "≥ 2.5"),
    ("VC-JWT issue", "jose sign", "> 1"),
    ("VC-JWT issue", "PyJWT encode", "> 1"),
    ("VC-JWT verify, all checks", "jose verify", "no aim"),
    ("VC-JWT verify, all checks", "PyJWT decode", "> 1"),
    (QUADS, f"{QUADS} by PyLD", "≥ 20"),
    (QUADS, f"{QUADS} by pyoxigraph", "≥ 15"),
    (QUADS, f"{QUADS} by jsonld.js", "≥ 10"),
)


def plan(server: Server, seed: Seed, path: str, body: Any, **changes: Any) -> Plan:
    """A POST with the seed's key; each request has its own idempotency key."""
    run = changes.pop("run", "run")
    headers = {**seed.authorization, **JSON_TYPE, "Idempotency-Key": f"bench-{run}-{NUMBER}"}
    text = json.dumps(body)
    return Plan(server.port, "POST", path, changes.pop("requests"), headers, text, **changes)


def checked(figures: Figures, *expected: str) -> Figures:
    """Refuses to report a rate of refusals."""
    if figures.broken or set(figures.statuses) - set(expected):
        raise RuntimeError(f"unexpected answers: {figures}")
    return figures


def measure_issue(server: Server, seed: Seed) -> dict[str, Figures]:
    """Single credentials, each signed, recorded and committed before it is answered."""
    path, body = f"{seed.base}/credentials", issue_body(seed, f"bench-{NUMBER}")
    checked(run_plan(plan(server, seed, path, body, requests=WARM_UP, run="warm")), "201")
    full = run_plan(
        plan(server, seed, path, body, requests=4_000, connections=32, run="full", first_number=10_000)
    )
    steady = plan(server, seed, path, body, requests=500, rate=STEADY_RATE, run="steady", first_number=50_000)
    return {"throughput": checked(full, "201"), "steady": checked(run_plan(steady), "201")}


def measure_verify(server: Server, seed: Seed) -> dict[str, Figures]:
    """Credentials with their issuer and status lists in the caches: each one once, and one again and again.

    Only of the repeated one is the signature known; nothing else of a credential is remembered.
    """
    bodies = [json.dumps({"credential": text}) for text in issue_texts(server, seed)]
    first = json.loads(bodies[0])
    status, report = ask_json(server.port, "POST", VERIFICATIONS, seed, first)
    if (status, report.get("verdict")) != (200, "valid"):
        raise RuntimeError(f"the fixture is not valid: {report}")
    run_plan(plan(server, seed, VERIFICATIONS, first, requests=WARM_UP, run="warm"))
    plans = {
        "distinct": plan(server, seed, VERIFICATIONS, first, bodies=bodies, requests=len(bodies)),
        "throughput": plan(server, seed, VERIFICATIONS, first, requests=8_000, run="full"),
        "steady": plan(server, seed, VERIFICATIONS, first, requests=500, rate=STEADY_RATE, run="steady"),
    }
    return {name: checked(run_watched(server, chosen), "200") for name, chosen in plans.items()}


def run_watched(server: Server, chosen: Plan) -> Figures:
    """Runs a plan, and notes what each request cost the server's processor."""
    before = server.processor_seconds()
    figures = run_plan(chosen)
    seconds = server.processor_seconds() - before
    return replace(figures, server_ms=round(seconds / max(1, figures.completed) * 1000, 3))


def issue_texts(server: Server, seed: Seed) -> list[str]:
    """Signed credentials of as many workers, issued by the hundreds."""
    texts: list[str] = []
    for number in range(DISTINCT // BATCH_ITEMS):
        items = [issue_body(seed, f"verify-{number}-{item}") for item in range(BATCH_ITEMS)]
        path, key = f"{seed.base}/credential-batches", f"bench-verify-{number}"
        status, batch = ask_json(server.port, "POST", path, seed, {"items": items}, Idempotency_Key=key)
        if status not in {200, 201}:
            raise RuntimeError(f"issue answered {status}: {batch}")
        texts += [item["credential"]["credential"] for item in batch["items"]]
    return texts


def measure_batch(server: Server, seed: Seed) -> float:
    """Credentials a second when they come by the hundreds in one JSON body."""
    items = [issue_body(seed, f"bulk-{number}-{NUMBER}") for number in range(BATCH_ITEMS)]
    body = {"items": items}
    path = f"{seed.base}/credential-batches"
    figures = run_plan(plan(server, seed, path, body, requests=8, connections=2, run="bulk"))
    return checked(figures, "200", "201").per_second * BATCH_ITEMS


def measure_roster(house: House, server: Server, seed: Seed) -> float:
    """Credentials a second from a CSV file by the worker process, from upload to the last commit: the middle of three."""
    worker = house.start("worker")
    time.sleep(3.0)
    rates = [_run_roster(server, seed, number) for number in range(ROSTERS)]
    worker.terminate()
    worker.wait(timeout=30)
    return statistics.median(rates)


def _run_roster(server: Server, seed: Seed, number: int) -> float:
    headers = {**seed.authorization, "Content-Type": "text/csv", "Idempotency-Key": f"bench-roster-{number}"}
    rows = roster(seed, ROSTER_ROWS, first=number * ROSTER_ROWS)
    started = time.monotonic()
    status, answer = ask(server.port, "POST", f"{seed.base}/credential-batches", headers, rows)
    if status not in {200, 201, 202}:
        raise RuntimeError(f"the roster was answered {status}: {answer[:500]!r}")
    path = f"{seed.base}/credential-batches/{json.loads(answer)['id']}"
    while time.monotonic() - started < 120:
        batch = ask_json(server.port, "GET", path, seed)[1]
        if batch["state"] == "done":
            break
        time.sleep(0.05)
    seconds = time.monotonic() - started
    if (batch["state"], batch["issuedCount"]) != ("done", ROSTER_ROWS):
        raise RuntimeError(f"the roster did not finish: {batch}")
    return round(ROSTER_ROWS / seconds, 1)


def measure_service() -> dict[str, Any]:
    """Everything over HTTP, against one server process with a database of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, House(Path(folder)) as house:
        seed = house.seed("bench")
        server = house.start_server()
        found: dict[str, Any] = {"start_to_ready_seconds": round(server.seconds_to_ready, 2)}
        at_first = server.resident_megabytes()
        found["issue"] = {name: asdict(figures) for name, figures in measure_issue(server, seed).items()}
        found["verify"] = {name: asdict(figures) for name, figures in measure_verify(server, seed).items()}
        found["memory_megabytes"] = {
            "at_start": round(at_first, 1),
            "after_17_000_requests": round(server.resident_megabytes(), 1),
        }
        found["bulk_json_per_second"] = measure_batch(server, seed)
    found["roster_per_second"] = measure_roster_alone()
    found["paper_ms"] = measure_paper()
    return found


def measure_roster_alone() -> float:
    """On a database of its own: what was measured before would still be written out meanwhile."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, House(Path(folder)) as house:
        seed = house.seed("roster")
        return measure_roster(house, house.start_server(), seed)


def rows_of(
    library: dict[str, float], service: dict[str, Any], search: dict[str, float] | None
) -> list[tuple[str, str, str]]:
    """What is printed: the work, the figure, and what it is a ratio of."""

    def ratio(name: str, other: str) -> str:
        return f"{library[name] / library[other]:.2f} × {other}"

    rows = [(name, f"{rate:,.0f}/s", "limit") for name, rate in library.items() if name.startswith("raw")]
    for name in library:
        if not name.startswith("raw"):
            kind = "sign" if name.endswith(("sign", "encode", "issue")) else "verify"
            rows.append((name, f"{library[name]:,.0f}/s", ratio(name, f"raw Ed25519 {kind}")))
    issue, verify = service["issue"], service["verify"]
    limit = "JWS by hand with strict JSON, verify"
    rows += [
        ("VC-JWT verify against that limit", ratio("VC-JWT verify, all checks", limit), "≥ 0.67"),
        *[(ours, ratio(ours, peer), aim) for ours, peer, aim in AGAINST if peer in library],
        ("HTTP verify, each credential once", _speed(verify["distinct"]), "≥ 2,000/s"),
        ("HTTP verify, one again and again", _speed(verify["throughput"]), "≥ 2,000/s"),
        (
            "HTTP verify at 50/s",
            f"p50 {verify['steady']['p50']} ms, p99 {verify['steady']['p99']} ms",
            "p99 < 50 ms",
        ),
        ("HTTP issue, durable", f"{issue['throughput']['per_second']:,.0f}/s", "≥ 600/s"),
        (
            "HTTP issue at 50/s",
            f"p50 {issue['steady']['p50']} ms, p99 {issue['steady']['p99']} ms",
            "p99 < 150 ms",
        ),
        ("bulk issue, JSON", f"{service['bulk_json_per_second']:,.0f}/s", "≥ 3,000/s"),
        (f"roster of {ROSTER_ROWS:,} rows", f"{service['roster_per_second']:,.0f}/s", "≥ 1,500/s"),
        (
            "memory after 17,000 requests",
            f"{service['memory_megabytes']['after_17_000_requests']} MB",
            "< 200 MB",
        ),
        ("passport on paper, 60 skills", f"{service['paper_ms']} ms", "< 100 ms"),
        ("start to ready", f"{service['start_to_ready_seconds']} s", "< 3 s"),
    ]
    if search is not None:
        rows += [
            (
                "search as you type, at ESCO's size",
                f"p50 {search['p50_ms']} ms, p99 {search['p99_ms']} ms",
                "p99 < 50 ms",
            ),
            (f"import of ESCO, {search['facts']:,.0f} facts", f"{search['import_seconds']} s", "< 60 s"),
        ]
    return rows


def _speed(figures: dict[str, Any]) -> str:
    return f"{figures['per_second']:,.0f}/s, {figures['server_ms']:.2f} ms of the server's processor each"


def main(arguments: list[str] | None = None) -> int:
    """Measures, prints a table, or JSON with --json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    chosen = parser.parse_args(arguments)
    missing = why_missing()
    with Peers(NOW) if missing is None else nullcontext() as peers:
        library = measure_library(peers)
    skipped = [] if missing is None else [f"peer not measured: {missing}"]
    gc.collect()
    service = measure_service()
    search = measure_search()
    if search is None:
        skipped.append("search and import not measured: ESCO's archives are not beside this folder")
    if chosen.json:
        found = {"library": library, "service": service, "search": search, "skipped": skipped}
        print(json.dumps(found, indent=2))
        return 0
    print("| work | measured | ratio or aim |\n|---|---|---|")
    for row in rows_of(library, service, search):
        print("| " + " | ".join(row) + " |")
    for reason in skipped:
        print(f"\nskipped: {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
