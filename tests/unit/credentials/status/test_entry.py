"""Status entries: where the bit stands."""

from typing import Any

import pytest

from app.credentials.errors import StatusListError
from app.credentials.status.entry import (
    StatusEntry,
    find_status_entries,
    parse_status_entries,
    parse_status_entry,
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
