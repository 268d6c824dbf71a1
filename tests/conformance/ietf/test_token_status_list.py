"""The test vectors of the Token Status List draft: four sizes of an entry, a million entries each."""

import json
from typing import Any

import pytest

from app.credentials.status.token_status_list import (
    decode_list,
    encode_list,
    pack_statuses,
    parse_status_claims,
)
from tests.unit.credentials.cases import VECTORS, needs

FOLDER = VECTORS / "token-status-list"

pytestmark = needs(FOLDER)


def cases() -> list[Any]:
    path = FOLDER / "vectors.json"
    vectors = json.loads(path.read_bytes()) if path.exists() else []
    return [pytest.param(vector, id=f"bits-{vector['bits']}") for vector in vectors]


@pytest.mark.parametrize("vector", cases())
def test_the_list_of_the_draft_holds_what_it_says(vector: dict[str, Any]) -> None:
    claims = {"sub": "https://a.example", "iat": 1, "status_list": vector["json"]}
    found = parse_status_claims(claims, url="https://a.example")
    assert found.length == vector["entries"]
    expected = {int(index): value for index, value in vector["statuses"].items()}
    assert {index: found.status_at(index) for index in expected} == expected
    assert found.packed == pack_statuses(expected, size=vector["bits"], length=vector["entries"])


@pytest.mark.parametrize("vector", cases())
def test_our_encoding_is_that_of_the_draft(vector: dict[str, Any]) -> None:
    packed = decode_list(vector["json"]["lst"])
    assert decode_list(encode_list(packed)) == packed
    assert len(encode_list(packed)) <= len(vector["json"]["lst"])


def test_the_short_example() -> None:
    assert decode_list("eNrbuRgAAhcBXQ") == b"\xb9\xa3"
    assert encode_list(b"\xb9\xa3") == "eNrbuRgAAhcBXQ"
