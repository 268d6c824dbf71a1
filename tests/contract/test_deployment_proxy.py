"""The reverse proxy's configuration in a real nginx: time, size, Host, headers, logs without secrets."""

from __future__ import annotations

import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

CONFIGURATION = Path(__file__).resolve().parents[2] / "docs/guide/operator/nginx.conf"
HOST = "passport.example"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(NGINX is None, reason="nginx is not installed")]


class Upstream(BaseHTTPRequestHandler):
    """Answers with the request headers that the proxy sent."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the proxy's log is the one under test."""


@dataclass
class Proxy:
    plain: int
    tls: int
    folder: Path
    upstream: ThreadingHTTPServer

    def connect(self, server_name: str = HOST) -> ssl.SSLSocket:
        trust = ssl.create_default_context(cafile=str(self.folder / "tls_certificate"))
        raw = socket.create_connection(("127.0.0.1", self.tls), timeout=10)
        return trust.wrap_socket(raw, server_hostname=server_name)

    def ask(self, request: str, body: bytes = b"") -> tuple[int, str]:
        """Sends one request with `Connection: close` and gives the status and the whole answer."""
        with self.connect() as connection:
            connection.sendall(request.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
            answer = _read_all(connection).decode("latin-1")
        return int(answer.split(" ", 2)[1]), answer

    def get(self, path: str, *, host: str = HOST, extra: str = "") -> tuple[int, str]:
        return self.ask(f"GET {path} HTTP/1.1\nHost: {host}\nConnection: close{extra}")

    def post(self, path: str, size: int) -> tuple[int, str]:
        head = f"POST {path} HTTP/1.1\nHost: {HOST}\nConnection: close\nContent-Length: {size}"
        return self.ask(head, b"x" * size)

    def logs(self) -> str:
        time.sleep(0.2)
        return "".join(
            (self.folder / name).read_text(errors="replace") for name in ("access.log", "error.log")
        )


def _read_all(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except (ConnectionResetError, ssl.SSLError):
        pass
    return b"".join(parts)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "tls_certificate").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    encoding, no_password = serialization.Encoding.PEM, serialization.NoEncryption()
    pem = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, no_password)
    (folder / "tls_key").write_bytes(pem)


def _render(folder: Path, plain: int, tls: int, upstream: int) -> Path:
    """The shipped configuration with this machine's ports and paths, its waits cut to one second."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    for old, new in {
        "listen 8080": f"listen 127.0.0.1:{plain}",
        "listen 8443": f"listen 127.0.0.1:{tls}",
        "app:8000": f"127.0.0.1:{upstream}",
        "/run/secrets": str(folder),
        "pid /tmp": f"pid {folder}",
        "error_log stderr": f"error_log {folder}/error.log",
        "access_log /dev/stdout": f"access_log {folder}/access.log",
        "include server_name.conf": f"include {folder}/server_name.conf",
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    text = re.sub(r"_temp_path +/tmp", f"_temp_path {folder}", text)
    text = re.sub(r"(client_(?:header|body)_timeout +)\d+s", r"\g<1>1s", text)
    (folder / "server_name.conf").write_text(f"server_name {HOST};\n", encoding="utf-8")
    rendered = folder / "nginx.conf"
    rendered.write_text("user root;\n" + text, encoding="utf-8")
    return rendered


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxy")
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    plain, tls = _free_port(), _free_port()
    _write_certificate(folder)
    rendered = _render(folder, plain, tls, upstream.server_address[1])
    assert NGINX is not None
    checked = subprocess.run([NGINX, "-t", "-c", str(rendered)], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([NGINX, "-c", str(rendered), "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        _await_port(tls)
        yield Proxy(plain, tls, folder, upstream)
    finally:
        process.terminate()
        process.wait(timeout=10)
        upstream.shutdown()
        upstream.server_close()


def _await_port(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx did not start")


def _seconds_until_closed(connection: socket.socket, drip: bytes, limit: float) -> float:
    started = time.monotonic()
    connection.settimeout(0.3)
    while time.monotonic() - started < limit:
        try:
            connection.sendall(drip)
            if connection.recv(4096) == b"":
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - started


def test_waits_in_the_shipped_file_are_at_most_ten_seconds() -> None:
    text = CONFIGURATION.read_text(encoding="utf-8")
    for name in ("client_header_timeout", "client_body_timeout", "send_timeout"):
        found = re.search(rf"^\s*{name}\s+(\d+)s;", text, re.MULTILINE)
        assert found and int(found.group(1)) <= 10, name


def test_slow_header_attack_is_cut(proxy: Proxy) -> None:
    with proxy.connect() as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {HOST}\r\n".encode())
        assert _seconds_until_closed(connection, b"X-A: b\r\n", limit=8) < 5


def test_silent_body_is_cut_and_never_reaches_the_application(proxy: Proxy) -> None:
    with proxy.connect() as connection:
        head = f"POST /v1/slow-body HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100\r\n\r\n12345"
        connection.sendall(head.encode())
        assert _seconds_until_closed(connection, b"", limit=8) < 5
    assert "/v1/slow-body" not in Upstream.seen


def test_request_for_this_host_is_passed_on(proxy: Proxy) -> None:
    assert proxy.get("/v1/skills")[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "passport.example.evil.example", "x" * 200])
def test_wrong_host_is_refused(proxy: Proxy, host: str) -> None:
    status, answer = proxy.get("/wrong-host", host=host)
    assert status == 421
    assert "application/problem+json" in answer
    assert "/wrong-host" not in Upstream.seen


def test_wrong_host_on_plain_http_is_refused_and_never_named_in_a_redirect(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.plain), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        answer = _read_all(connection)
    assert answer.startswith(b"HTTP/1.1 421")
    assert b"evil.example" not in answer


def test_plain_http_is_sent_to_https_on_the_configured_host(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.plain), timeout=5) as connection:
        connection.sendall(f"GET /x HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        answer = _read_all(connection).decode()
    assert answer.startswith("HTTP/1.1 308")
    assert f"Location: https://{HOST}/x" in answer


def test_unknown_name_gets_no_certificate(proxy: Proxy) -> None:
    with pytest.raises(ssl.SSLError):
        proxy.connect("evil.example")


@pytest.mark.parametrize(
    "request_text",
    [
        f"GET / HTTP/1.1\nHost: {HOST}\nHost: evil.example\nConnection: close",
        f"POST / HTTP/1.1\nHost: {HOST}\nContent-Length: 5\nTransfer-Encoding: chunked\nConnection: close",
        f"POST / HTTP/1.1\nHost: {HOST}\nContent-Length: 5\nContent-Length: 6\nConnection: close",
        f"POST / HTTP/1.1\nHost: {HOST}\nTransfer-Encoding: xchunked\nConnection: close",
        f"GET / HTTP/1.1\nHost : {HOST}\nConnection: close",
    ],
)
def test_ambiguous_request_is_refused(proxy: Proxy, request_text: str) -> None:
    assert proxy.ask(request_text, b"hello")[0] in {400, 501}


def test_what_a_client_says_about_its_own_address_is_dropped(proxy: Proxy) -> None:
    forged = "".join(
        f"\n{name}: 203.0.113.9"
        for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto")
    )
    answer = proxy.get("/", extra=forged)[1]
    headers = json.loads(answer.partition("\r\n\r\n")[2])
    assert "203.0.113.9" not in answer
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"] == HOST


def test_large_body_is_refused_before_the_application(proxy: Proxy) -> None:
    status, answer = proxy.post("/v1/too-large", 65 * 1024)
    assert status == 413
    assert "application/problem+json" in answer
    assert "/v1/too-large" not in Upstream.seen


def test_roster_may_be_large_but_not_without_limit(proxy: Proxy) -> None:
    path = "/v1/organisations/0190b6a4-0000-7000-8000-000000000001/credential-batches"
    assert proxy.post(path, 1024 * 1024)[0] == 200
    assert proxy.post(path, 9 * 1024 * 1024)[0] == 413


def test_large_header_is_refused(proxy: Proxy) -> None:
    assert proxy.get("/", extra="\nX-Large: " + "a" * 40_000)[0] in {400, 414, 431}


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_inside_pages_are_not_served_outside(proxy: Proxy, path: str) -> None:
    assert proxy.get(path)[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/s/{}",
        "/claim/{}",
        "//s/{}",
        "/%73/{}",
        "/S/{}",
        "/x/../s/{}",
        "/s/{}?taal=nl",
        "/s/{}/print",
        "/confirm/{}",
        "/unsubscribe/{}",
        "/systems/confirm/{}",
        "/sign-in/new-address/{}",
        "/claim/stop/{}",
    ],
)
def test_secret_paths_are_never_in_a_log(proxy: Proxy, path: str) -> None:
    secret = "Z3cr3tZ3cr3tZ3cr3tZ3cr3t"
    proxy.get(path.format(secret), extra=f"\nReferer: https://{HOST}/s/{secret}")
    assert secret not in proxy.logs()


def test_query_strings_are_never_in_the_access_log(proxy: Proxy) -> None:
    proxy.get("/v1/skills?query=Z3cr3tQuery")
    assert "Z3cr3tQuery" not in proxy.logs()


def test_access_log_is_json_with_a_shortened_address(proxy: Proxy) -> None:
    proxy.get("/v1/some-page")
    proxy.logs()
    lines = [json.loads(line) for line in (proxy.folder / "access.log").read_text().splitlines()]
    line = [entry for entry in lines if entry["path"] == "/v1/some-page"][-1]
    assert (line["status"], line["address"], line["method"]) == (200, "127.0.0.0", "GET")


def test_guessing_links_is_slowed_with_a_retry_after(proxy: Proxy) -> None:
    answers = [proxy.get(f"/s/guess-{number}") for number in range(60)]
    refused = [answer for status, answer in answers if status == 429]
    assert refused
    assert "Retry-After: 5" in refused[0]
    assert "guess-" not in proxy.logs()


def test_stopped_application_gives_a_problem_and_still_no_secret_in_a_log(proxy: Proxy) -> None:
    """Last in the file: it stops the upstream."""
    proxy.upstream.shutdown()
    proxy.upstream.server_close()
    time.sleep(7)  # the guessing test above used up the rate for links
    for path in ("/v1/skills", "/s/Z3cr3tWhileDown"):
        status, answer = proxy.get(path)
        assert status == 503
        assert "Retry-After" in answer
        assert "application/problem+json" in answer
    assert "Z3cr3tWhileDown" not in proxy.logs()
