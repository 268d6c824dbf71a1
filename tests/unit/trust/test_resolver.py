"""Resolving DIDs for others: which answer an Accept header gets, and which DID was asked for."""

import pytest

from app.trust.resolver import RESULT_TYPE, Failure, Resolution, choose_type, read_did

PATH = b"/1.0/identifiers/"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, RESULT_TYPE),
        ("*/*", RESULT_TYPE),
        ("application/did-resolution", RESULT_TYPE),
        ('application/ld+json;profile="https://w3id.org/did-resolution"', RESULT_TYPE),
        ("application/did+json", "application/did+json"),
        ("application/did;q=0.5, application/did+ld+json;q=0.9", "application/did+ld+json"),
        ("text/html, application/did;q=0.1", "application/did"),
        ("Application/DID", "application/did"),
        ("application/did;q=0, */*;q=0.1", RESULT_TYPE),
        ("application/did;q=0", None),
        ("text/html", None),
        ("", RESULT_TYPE),
    ],
)
def test_the_answer_has_the_form_that_was_asked_for(accept: str | None, chosen: str | None) -> None:
    assert choose_type(accept) == chosen


@pytest.mark.parametrize(
    ("raw", "decoded", "did"),
    [
        (b"did:web:localhost%3A8000", "did:web:localhost:8000", "did:web:localhost%3A8000"),
        (b"did%3Aweb%3Alocalhost%253A8000", "did:web:localhost%3A8000", "did:web:localhost%3A8000"),
        (b"did:key:z6Mk", "did:key:z6Mk", "did:key:z6Mk"),
        (b"\xff", "x", "x"),
    ],
)
def test_a_port_in_a_did_keeps_its_escape(raw: bytes, decoded: str, did: str) -> None:
    assert read_did(PATH + raw, decoded) == did


def test_a_failure_has_the_name_of_the_specification() -> None:
    result = Resolution(failure=Failure.NOT_FOUND).to_result(RESULT_TYPE)
    assert result["didResolutionMetadata"]["error"]["type"] == "https://www.w3.org/ns/did#NOT_FOUND"
    assert result["didDocument"] is None
