"""did:web: where the document is, and what is refused."""

import pytest

from app.credentials.errors import InvalidIdentifier
from app.credentials.identifiers.did_web import did_web, did_web_url
from tests.unit.credentials.cases import DID


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ("did:web:localhost%3A8000", "https://localhost:8000/.well-known/did.json"),
        ("did:web:1.2.example", "https://1.2.example/.well-known/did.json"),
    ],
)
def test_the_identifier_says_where_the_document_is(did: str, url: str) -> None:
    assert did_web_url(did) == url


def test_an_identifier_is_built_from_host_and_path() -> None:
    assert did_web("vaardig.example", "partnerships", "zwolle") == DID
    assert did_web("localhost:8000") == "did:web:localhost%3A8000"
    with pytest.raises(InvalidIdentifier):
        did_web("vaardig.example", "../etc")


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6Mk",
        "did:web:",
        "did:web:127.0.0.1",
        "did:web:0x7f.1",
        "did:web:1.0x7f",
        "did:web:2130706433",
        "did:web:[::1]",
        "did:web:%5B%3A%3A1%5D",
        "did:web:user@example.com",
        "did:web:user%40example.com",
        "did:web:Example.com",
        "did:WEB:example.com",
        "did:web:example.com%3a80",
        "did:web:example.com%3A0",
        "did:web:example.com%3A99999",
        "did:web:example.com:..",
        "did:web:example.com:.well-known",
        "did:web:example.com:a%2Fb",
        "did:web:example.com:",
        "did:web:example.com/path",
        "did:web:example.com#key",
        "did:web:example.com?x",
        "did:web:example",
        "did:web:-a.example",
        "did:web:exämple.com",
        "did:web:example.com\n",
        "did:web:" + "a." * 130 + "nl",
        "did:web:a.nl:" + "b" * 600,
    ],
)
def test_tricks_with_the_host_are_refused(did: str) -> None:
    with pytest.raises(InvalidIdentifier):
        did_web_url(did)
