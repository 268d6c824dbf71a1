"""Numbers as people type them, in the one form that telephones have in the world."""

import pytest

from app.platform.sms import InvalidPhone, read_phone
from tests.conftest import LogBook


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("06 12345678", "+31612345678"),
        ("0612345678", "+31612345678"),
        ("06-1234 5678", "+31612345678"),
        ("612345678", "+31612345678"),
        ("+31 6 12 34 56 78", "+31612345678"),
        ("+31 (0)6 12345678", "+31612345678"),
        ("+310612345678", "+31612345678"),
        ("0031612345678", "+31612345678"),
        (" (06) 12.34.56.78 ", "+31612345678"),
        ("+49 1512 3456789", "+4915123456789"),
        ("0048 512 345 678", "+48512345678"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, number: str) -> None:
    assert read_phone(typed) == number


@pytest.mark.abuse("A38")
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "06",
        "020 1234567",
        "+31201234567",
        "0900 1234567",
        "061234567",
        "06123456789",
        "112",
        "+0612345678",
        "+1234567890123456",
        "06 12345678, 06 87654321",
        "06 12345678\r\nX: y",
        "٠٦١٢٣٤٥٦٧٨",
        "sanne@werk.example",
        "0" * 5_000,
    ],
)
def test_what_is_no_mobile_number_is_refused_and_logged(typed: str, log_book: LogBook) -> None:
    with pytest.raises(InvalidPhone):
        read_phone(typed)
    assert log_book.one("sms.reject")["reason"] == "invalid_phone"
