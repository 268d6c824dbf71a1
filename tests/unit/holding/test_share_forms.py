"""Reading the share form as it was filled in."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.holding.share_forms import DEFAULT_DAYS, read_share_form
from app.holding.wording import Phrasebook

DUTCH = Phrasebook("nl", lambda text: text, date.isoformat)
ONE, TWO = str(UUID(int=1)), str(UUID(int=2))
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class _Form:
    def __init__(self, **fields: list[object]) -> None:
        self._fields = fields

    def getlist(self, key: str) -> list[object]:
        return self._fields.get(key, [])


def test_a_well_filled_form_becomes_a_request() -> None:
    form = read_share_form(
        _Form(
            credential=[ONE, TWO, ONE],
            recipientLabel=[" Bakkerij Jansen "],
            purpose=["sollicitatie"],
            days=["90"],
            singleUse=["yes"],
        )
    )
    assert form.wrong_fields == ()
    request = form.to_request(now=NOW, words=DUTCH)
    assert request.credential_ids == (UUID(ONE), UUID(TWO))
    assert (request.recipient_label, request.purpose) == ("Bakkerij Jansen", "sollicitatie")
    assert request.expires_at == NOW + timedelta(days=90)
    assert request.is_single_use


def test_what_is_left_open_is_left_out() -> None:
    request = read_share_form(_Form(credential=[ONE])).to_request(now=NOW, words=DUTCH)
    assert (request.recipient_label, request.purpose, request.is_single_use) == (None, None, False)
    assert request.expires_at == NOW + timedelta(days=DEFAULT_DAYS)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "credential"),
        ({"credential": ["geen-id"]}, "credential"),
        ({"credential": [str(UUID(int=number)) for number in range(51)]}, "credential"),
        ({"credential": [ONE], "days": ["31"]}, "days"),
        ({"credential": [ONE], "days": ["999999999999"]}, "days"),
        ({"credential": [ONE], "recipientLabel": ["x" * 101]}, "recipientLabel"),
        ({"credential": [ONE], "recipientLabel": ["a\u202eb"]}, "recipientLabel"),
        ({"credential": [ONE], "purpose": ["x" * 201]}, "purpose"),
    ],
)
def test_each_mistake_names_its_field(fields: dict[str, list[object]], wrong: str) -> None:
    assert read_share_form(_Form(**fields)).wrong_fields == (wrong,)


def test_an_uploaded_file_in_a_field_is_not_read() -> None:
    assert read_share_form(_Form(credential=[object()])).wrong_fields == ("credential",)
