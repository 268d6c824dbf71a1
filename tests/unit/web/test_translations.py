"""Which language a visitor gets, and how dates and times are said in it."""

from datetime import UTC, date, datetime

import pytest
from starlette.requests import Request

from app.web.translations import date_text, language_of, time_text, translate


def visit(query: str = "", accepts: str | None = None) -> Request:
    headers = [] if accepts is None else [(b"accept-language", accepts.encode("latin-1"))]
    return Request({"type": "http", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("query", "accepts", "language"),
    [
        ("", None, "nl"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr-FR, EN;q=0.5, nl;q=0.1", "en"),
        ("", "fr,de;q=0.5", "nl"),
        ("taal=en", "nl", "en"),
        ("taal=nl", "en", "nl"),
        ("taal=xx", "en", "en"),
        ("", "x" * 300 + ",en", "nl"),
    ],
)
def test_what_the_visitor_chose_counts_then_the_browser_then_dutch(
    query: str, accepts: str | None, language: str
) -> None:
    assert language_of(visit(query, accepts)) == language


def test_dates_and_times_are_those_of_the_clock_in_amsterdam() -> None:
    late = datetime(2026, 7, 31, 22, 5, tzinfo=UTC)
    assert (date_text(late, "nl"), time_text(late, "nl")) == ("1 augustus 2026", "00:05")
    assert date_text(date(2026, 7, 31), "en") == "31 July 2026"
    assert time_text(datetime(2026, 1, 1, 12, 0, tzinfo=UTC), "nl") == "13:00"


def test_a_text_without_a_translation_stays_as_it_is() -> None:
    assert translate("Deze pagina bestaat niet", "en") != "Deze pagina bestaat niet"
    assert translate("Deze pagina bestaat niet", "nl") == "Deze pagina bestaat niet"
    assert translate("Nergens vertaald 123", "en") == "Nergens vertaald 123"
