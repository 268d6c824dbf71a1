"""What is kept, and for how long: the page names every table with people in it, and what it says removes them runs."""

from __future__ import annotations

import re

import pytest

from app.main import JOBS
from app.platform.context import Context
from app.platform.queue import SCHEDULES
from app.settings import ROOT
from tests.conftest import LogBook
from tests.contract.kept_tables import HERS, OF_PEOPLE

PAGE = (ROOT / "docs" / "developers" / "data-retention.md").read_text(encoding="utf-8")
ROWS = [row.split("|")[1:-1] for row in PAGE.splitlines() if row.startswith("| ")][1:]


def test_the_page_says_of_every_table_with_people_in_it_how_long_it_is_kept() -> None:
    named = {name for row in ROWS for name in re.findall(r"`([a-z_]+)`", row[1])}
    assert (HERS | OF_PEOPLE) - named == set()
    assert all(row[2].strip() for row in ROWS)


def test_what_removes_it_is_there() -> None:
    files = {name for row in ROWS for name in re.findall(r"`([a-z_]+/[a-z_/]+\.py)`", row[3])}
    assert files
    assert {name for name in files if not (ROOT / "app" / name).is_file()} == set()


@pytest.mark.parametrize("name", sorted(SCHEDULES))
async def test_every_job_at_a_set_time_does_its_work(context: Context, log_book: LogBook, name: str) -> None:
    assert JOBS
    _, handler = SCHEDULES[name]
    await handler(context)
    assert not [line for line in log_book.text.splitlines() if '"level":"error"' in line]
