"""An address answers, answers something else, answers no HTTP, or does not answer at all."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.commands.http_finding import examine_url

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """A server for one connection that says just this, whatever it is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/healthz"
        thread.join()


@pytest.mark.parametrize(
    ("answer", "is_well", "words"),
    [
        (OK, True, "answers 200"),
        (b"HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n", False, "answers 503"),
        (b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", False, "answers 302"),
        (b"220 mail.example ESMTP\r\n\r\n", False, "does not answer (BadStatusLine)"),
        (b"", False, "does not answer (RemoteDisconnected)"),
    ],
)
def test_only_a_plain_yes_is_well(answer: bytes, is_well: bool, words: str) -> None:
    with answering(answer) as url:
        finding = examine_url("own address", url)
    assert (finding.is_well, finding.name) == (is_well, "own address")
    assert words in finding.detail


def test_nobody_listening_is_told_as_such() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    finding = examine_url("own address", f"http://127.0.0.1:{port}/healthz")
    assert not finding.is_well and "ConnectionRefusedError" in finding.detail
