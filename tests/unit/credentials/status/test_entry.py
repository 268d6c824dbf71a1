"""Status entries: where the bit stands."""

from typing import Any

import pytest

from app.credentials.errors import StatusListError
from app.credentials.status.entry import (
    StatusEntry,
    TokenStatusEntry,
    find_status_entries,
    parse_status_entries,
    parse_status_entry,
    parse_token_status_entry,
)

ENTRY = StatusEntry("revocation", "https://vaardig.example/status-lists/1/revocation", 94567)


def test_an_entry_is_the_same_after_its_document() -> None:
    assert parse_status_entry(ENTRY.to_document()) == ENTRY
    assert parse_status_entries({}) == ()
    assert parse_status_entries({"credentialStatus": ENTRY.to_document()}) == (ENTRY,)
    assert find_status_entries({"credentialStatus": [ENTRY.to_document()] * 2}) == (ENTRY, ENTRY)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "StatusList2021Entry"},
        {"type": None},
        {"statusPurpose": 1},
        {"statusListCredential": ""},
        {"statusListIndex": 94567},
        {"statusListIndex": "-1"},
        {"statusListIndex": "0x10"},
        {"statusListIndex": "1e3"},
        {"statusListIndex": " 1"},
        {"statusListIndex": "007"},
        {"statusListIndex": "\u0661"},
        {"statusListIndex": "99999999999"},
        {"statusSize": 2},
    ],
)
def test_an_entry_that_is_not_exact_is_refused(change: dict[str, Any]) -> None:
    document = {"credentialStatus": {**ENTRY.to_document(), **change}}
    with pytest.raises(StatusListError):
        parse_status_entries(document)
    assert find_status_entries(document) == ()


def test_a_status_that_is_no_object_is_refused() -> None:
    with pytest.raises(StatusListError):
        parse_status_entries({"credentialStatus": "https://vaardig.example"})


def test_a_token_status_entry_comes_back_as_it_went_in() -> None:
    entry = TokenStatusEntry("https://vaardig.example/token-status-lists/1", 7)
    assert parse_token_status_entry({"status": entry.to_claim()}) == entry
    assert parse_token_status_entry({}) is None


@pytest.mark.parametrize(
    "status",
    [
        None,
        {},
        [],
        "x",
        {"status_list": None},
        {"status_list": {"idx": 1}},
        {"status_list": {"idx": 1, "uri": ""}},
        {"status_list": {"idx": 1, "uri": 7}},
        {"status_list": {"uri": "https://a.example"}},
        {"status_list": {"idx": -1, "uri": "https://a.example"}},
        {"status_list": {"idx": "1", "uri": "https://a.example"}},
        {"status_list": {"idx": True, "uri": "https://a.example"}},
        {"status_list": {"idx": 1.0, "uri": "https://a.example"}},
        {"status_list": {"idx": 2**53, "uri": "https://a.example"}},
        {"identifier_list": {"id": "x"}},
    ],
)
def test_a_token_status_of_another_shape_is_refused(status: Any) -> None:
    with pytest.raises(StatusListError):
        parse_token_status_entry({"status": status})
