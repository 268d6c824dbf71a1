"""A load generator in its own process: reads a plan as JSON, sends it to loopback, prints figures.

Closed loop: each connection sends its next request as soon as it has its answer: this finds the throughput.
Open loop (`rate`): requests start at fixed moments whether or not earlier ones were answered, and the time
counts from the planned moment, so a server that stalls cannot hide it.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

import uvloop

HOST = "127.0.0.1"
MOST_REQUESTS = 50_000
MOST_SECONDS = 120.0
NUMBER = "@NUMBER@"
PATH = "@PATH@"


@dataclass(frozen=True)
class Plan:
    """What to send. `@NUMBER@` in a header or the body becomes the number of the request.

    With `bodies` each request has its own, in turn; without it all have `body`. So it is with `paths` and `path`.
    """

    port: int
    method: str
    path: str
    requests: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    bodies: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    connections: int = 16
    rate: float | None = None
    first_number: int = 0
    seconds: float = 30.0


@dataclass(frozen=True)
class Figures:
    """What came back; times in milliseconds, `server_ms` of the server's processor for each request."""

    completed: int
    seconds: float
    per_second: float
    p50: float
    p99: float
    worst: float
    statuses: dict[str, int]
    broken: int
    server_ms: float = 0.0


def run_plan(plan: Plan) -> Figures:
    """Runs the plan in a second process, so that the generator takes no time of the server or the caller."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.client"],
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS + 30,
        cwd=Path(__file__).resolve().parents[2],
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Figures(**json.loads(done.stdout))


class Connection:
    """One kept-alive HTTP/1.1 connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Sends the request, reads the whole answer, returns its status and body."""
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(HOST, self._port, limit=2**20)
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        body = await self._reader.readexactly(length) if length else b""
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return int(head[9:12]), body

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


class Run:
    """The state of one plan while it runs."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.times: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.broken = 0
        self._next = 0
        lines = [f"{plan.method} {PATH} HTTP/1.1", f"Host: {HOST}:{plan.port}"]
        lines += [f"{name}: {value}" for name, value in plan.headers.items()]
        self._head = "\r\n".join(lines)
        self._numbered = bool(plan.bodies or plan.paths) or NUMBER in self._head + plan.path + plan.body
        self._fixed = self._build("")

    def _build(self, number: str) -> bytes:
        plan = self.plan
        text = plan.bodies[int(number) % len(plan.bodies)] if plan.bodies and number else plan.body
        path = plan.paths[int(number) % len(plan.paths)] if plan.paths and number else plan.path
        body = text.replace(NUMBER, number).encode()
        head = self._head.replace(PATH, path).replace(NUMBER, number)
        return f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    def take(self) -> bytes | None:
        """The next request, or None when the plan is used up."""
        if self._next >= min(self.plan.requests, MOST_REQUESTS):
            return None
        number = self.plan.first_number + self._next
        self._next += 1
        return self._build(str(number)) if self._numbered else self._fixed

    async def send(self, connection: Connection, request: bytes, started: float) -> None:
        """Sends one request and notes its time and status."""
        try:
            status, _ = await connection.ask(request)
        except (OSError, asyncio.IncompleteReadError):
            self.broken += 1
            connection.close()
            return
        self.times.append(time.perf_counter() - started)
        self.statuses[str(status)] += 1


async def closed_loop(run: Run) -> None:
    """As fast as the answers come, on `connections` connections."""

    async def repeat(connection: Connection) -> None:
        while (request := run.take()) is not None:
            await run.send(connection, request, time.perf_counter())
        connection.close()

    await asyncio.gather(*(repeat(Connection(run.plan.port)) for _ in range(run.plan.connections)))


async def open_loop(run: Run, rate: float) -> None:
    """One request each 1/rate seconds; a busy connection is never waited for."""
    idle: list[Connection] = []
    pending: set[asyncio.Task[None]] = set()

    async def once(request: bytes, planned: float) -> None:
        connection = idle.pop() if idle else Connection(run.plan.port)
        await run.send(connection, request, planned)
        idle.append(connection)

    begin = time.perf_counter()
    number = 0
    while (request := run.take()) is not None:
        planned = begin + number / rate
        number += 1
        await asyncio.sleep(max(0.0, planned - time.perf_counter()))
        task = asyncio.create_task(once(request, planned))
        pending.add(task)
        task.add_done_callback(pending.discard)
    await asyncio.gather(*pending)
    for connection in idle:
        connection.close()


def summarise(run: Run, seconds: float) -> Figures:
    """Sorts the times; the p99 is the value that 99 in 100 do not pass."""
    times = sorted(run.times) or [0.0]
    at = [times[min(len(times) - 1, int(len(times) * part))] * 1000 for part in (0.5, 0.99, 1.0)]
    p50, p99, worst = (round(value, 2) for value in at)
    per_second = round(len(run.times) / seconds, 1)
    return Figures(
        len(run.times), round(seconds, 3), per_second, p50, p99, worst, dict(run.statuses), run.broken
    )


async def execute(plan: Plan) -> Figures:
    """Runs the plan within its time limit."""
    run = Run(plan)
    started = time.perf_counter()
    work = closed_loop(run) if plan.rate is None else open_loop(run, plan.rate)
    try:
        await asyncio.wait_for(work, min(plan.seconds, MOST_SECONDS))
    except TimeoutError:
        print("the plan was stopped at its time limit", file=sys.stderr)
    return summarise(run, time.perf_counter() - started)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        figures = runner.run(execute(Plan(**json.load(sys.stdin))))
    print(json.dumps(asdict(figures)))
