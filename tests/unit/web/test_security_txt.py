"""Where to report a weakness: in the form of RFC 9116, and only when somebody reads what is reported."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.settings import Settings
from app.web.security_txt import write_security_txt

NOW = datetime(2026, 11, 23, 14, 30, 15, tzinfo=UTC)
SETTINGS = Settings(public_url="https://passport.example", security_contact="mailto:meld@passport.example")


def fields_of(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_it_has_every_field_once_and_ends_each_line() -> None:
    text = write_security_txt(SETTINGS, NOW)
    assert text is not None and text.endswith("\n")
    assert fields_of(text) == {
        "Contact": "mailto:meld@passport.example",
        "Expires": "2027-05-22T00:00:00Z",
        "Preferred-Languages": "nl, en",
        "Canonical": "https://passport.example/.well-known/security.txt",
    }


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2099, 1, 1), timezones=st.just(UTC)))
def test_it_counts_for_more_than_a_month_and_less_than_a_year(now: datetime) -> None:
    expires = datetime.fromisoformat(fields_of(write_security_txt(SETTINGS, now) or "")["Expires"])
    assert timedelta(days=30) < expires - now < timedelta(days=365)


def test_without_a_contact_there_is_no_file() -> None:
    assert write_security_txt(Settings(), NOW) is None
