"""What is judged of any document, whatever its profile."""

from typing import Any

import pytest

from app.credentials.errors import MalformedCredential, StatusListError, TimeInvalid
from app.credentials.model import StatusEntry
from app.credentials.statement import OpenStatement, read_open_statement, read_period
from app.credentials.times import format_time
from tests.unit.credentials.cases import CREDENTIAL, DAY, DID, ENTRIES, NOW

BEGIN, END = format_time(NOW), format_time(NOW + DAY)


def test_a_passport_is_a_statement_about_itself() -> None:
    assert (CREDENTIAL.issuer_id, CREDENTIAL.has_unknown_status) == (DID, False)


@pytest.mark.parametrize("issuer", [DID, {"id": DID, "name": "Regio"}])
def test_any_credential_is_read_as_far_as_it_is_judged(issuer: Any) -> None:
    document = {
        "issuer": issuer,
        "validFrom": BEGIN,
        "validUntil": END,
        "credentialStatus": [{**ENTRIES[0].to_document(), "type": ["BitstringStatusListEntry"]}],
    }
    entry = StatusEntry("revocation", ENTRIES[0].list_url, ENTRIES[0].index)
    assert read_open_statement(document) == OpenStatement(DID, NOW, NOW + DAY, (entry,), False)


def test_times_and_status_may_be_absent() -> None:
    assert read_open_statement({"issuer": DID}) == OpenStatement(DID, None, None)


def test_a_status_of_an_unknown_kind_is_noticed() -> None:
    found = read_open_statement({"issuer": DID, "credentialStatus": {"type": "OtherStatus"}})
    assert (found.status, found.has_unknown_status) == ((), True)


@pytest.mark.parametrize(
    ("document", "error"),
    [
        ({}, MalformedCredential),
        ({"issuer": {}}, MalformedCredential),
        ({"issuer": DID, "validFrom": "yesterday"}, TimeInvalid),
        ({"issuer": DID, "credentialStatus": "none"}, MalformedCredential),
        ({"issuer": DID, "credentialStatus": {"type": "BitstringStatusListEntry"}}, StatusListError),
    ],
)
def test_what_cannot_be_judged_is_refused(document: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        read_open_statement(document)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(TimeInvalid):
        read_period({"validFrom": END, "validUntil": BEGIN})
    assert read_period({"validUntil": BEGIN}) == (None, NOW)
