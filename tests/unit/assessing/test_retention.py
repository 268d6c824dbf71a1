"""What docs/developers/data-retention.md tells people about dossiers is what the sweeps keep to."""

import re
from datetime import UTC, datetime
from pathlib import Path

from app.assessing.appeals import APPEAL_PERIOD
from app.assessing.co_sign import LIFETIME
from app.assessing.retention import (
    MONTHS_AFTER_APPEAL,
    MONTHS_UNTOUCHED,
    YEARS_CLOSED,
    settled_before,
)
from app.assessing.upload_parts import KEPT_UNFINISHED

TABLE = Path(__file__).parents[3] / "docs" / "developers" / "data-retention.md"


def kept(what: str) -> str:
    """How long the row of the table that begins with these words says."""
    [row] = [line for line in TABLE.read_text().splitlines() if line.startswith(f"| {what}")]
    return row.split("|")[3].strip()


def number_before(word: str, text: str) -> int:
    found = re.search(rf"(\d+) {word}", text)
    assert found is not None, text
    return int(found[1])


def test_a_closed_dossier_is_kept_for_as_many_years_as_the_table_says() -> None:
    assert number_before("years", kept("dossiers, claims, evidence in words")) == YEARS_CLOSED


def test_files_go_as_many_months_after_the_period_of_appeal_as_the_table_says() -> None:
    told = kept("evidence files of closed dossiers")
    assert number_before("months", told) == MONTHS_AFTER_APPEAL
    assert number_before("weeks", told) * 7 == APPEAL_PERIOD.days
    assert number_before("months", kept("judgements that say not yet")) == MONTHS_AFTER_APPEAL


def test_an_untouched_dossier_is_withdrawn_after_the_months_that_the_table_says() -> None:
    assert number_before("months", kept("open dossiers in which nothing happens")) == MONTHS_UNTOUCHED


def test_links_and_unfinished_uploads_last_as_the_table_says() -> None:
    assert number_before("days", kept("links to confirm")) == LIFETIME.days
    assert kept("uploads that were not finished").startswith("a day ")
    assert KEPT_UNFINISHED.days == 1


def test_what_is_settled_is_beyond_appeal_and_three_months() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assert settled_before(now) == datetime(2026, 1, 20, tzinfo=UTC)
