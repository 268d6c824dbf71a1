"""Mail addresses of people: one form by which somebody is found again."""

import pytest

from app.accounts.addresses import clean_address
from app.platform.mail import InvalidEmail


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("noor@regio.example", "noor@regio.example"),
        ("  Noor.de-Wit+desk@Regio-Zuid.Example ", "noor.de-wit+desk@regio-zuid.example"),
        ("O'Neil@a.b.example", "o'neil@a.b.example"),
    ],
)
def test_an_address_has_one_form(given: str, kept: str) -> None:
    assert clean_address(given) == kept


@pytest.mark.parametrize(
    "wrong", ["", "noor", "noor@a.example, bas@a.example", "noor@a.example\r\nBcc: b@a.example"]
)
def test_what_is_not_one_mailbox_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidEmail):
        clean_address(wrong)
