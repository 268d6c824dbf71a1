"""Mail addresses: one form, and nothing that a mail server would read as more than one mailbox."""

import pytest

from app.accounts.addresses import clean_address
from app.platform.errors import InvalidInput


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("noor@regio.example", "noor@regio.example"),
        ("  Noor.de-Wit+desk@Regio-Zuid.Example ", "noor.de-wit+desk@regio-zuid.example"),
        ("o'neil@a.b.example", "o'neil@a.b.example"),
        ("zoë@bücher.example", "zoë@bücher.example"),
    ],
)
def test_an_address_has_one_form(given: str, kept: str) -> None:
    assert clean_address(given) == kept


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "noor",
        "noor@",
        "@regio.example",
        "noor@regio",
        "noor@regio.example, bas@regio.example",
        "noor@regio.example\r\nBcc: bas@regio.example",
        "noor\x00@regio.example",
        "noor\u202e@regio.example",
        "Noor <noor@regio.example>",
        '"noor"@regio.example',
        "noor@-regio.example",
        "noor@regio..example",
        "noor@[127.0.0.1]",
        "noor bas@regio.example",
        "x" * 65 + "@regio.example",
        "x@" + "y" * 60 + "." + "y" * 60 + "." + "y" * 60 + "." + "y" * 60 + "." + "y" * 60 + ".example",
    ],
)
def test_what_is_not_one_mailbox_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_address(wrong)
    assert refused.value.errors[0].code == "invalid_email"
