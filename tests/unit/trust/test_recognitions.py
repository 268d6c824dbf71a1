"""When a recognition counts and what it covers, in every order of begin, end, withdrawal and credential."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.trust.recognitions import RecognisedScope, Recognition, find_mutual

START = datetime(2026, 1, 1, tzinfo=UTC)
SET = "https://passport.example/skill-sets/1f0e5d3c-0000-4000-8000-000000000001"
DAYS = st.integers(min_value=0, max_value=60)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def make(
    begin: int = 0,
    until: int | None = None,
    withdrawn: int | None = None,
    *,
    uri: str | None = SET,
    level: int = 3,
    by: str = "did:web:a.example",
    of: str = "did:web:b.example",
) -> Recognition:
    return Recognition(
        id=UUID(int=1),
        recogniser_did=by,
        recogniser_name="A",
        issuer_did=of,
        scope=RecognisedScope(uri, None if uri is None else "Heftruck", level),
        recognised_from=day(begin),
        recognised_until=None if until is None else day(until),
        recorded_at=day(begin),
        withdrawn_at=None if withdrawn is None else day(withdrawn),
        statement="",
    )


@given(begin=DAYS, until=st.none() | DAYS, withdrawn=st.none() | DAYS, given_on=DAYS)
def test_a_recognition_covers_exactly_what_was_given_while_it_counted(
    begin: int, until: int | None, withdrawn: int | None, given_on: int
) -> None:
    one = make(begin, until, withdrawn)
    expected = (
        begin <= given_on
        and (until is None or given_on < until)
        and (withdrawn is None or given_on < withdrawn)
    )
    assert one.covers([SET], 3, day(given_on)) is expected
    assert one.counts_at(day(given_on)) is expected


@given(begin=DAYS, given_on=DAYS, later=st.integers(min_value=1, max_value=60))
def test_what_was_covered_stays_covered_whatever_ends_later(begin: int, given_on: int, later: int) -> None:
    before = make(begin).covers([SET], 1, day(given_on))
    withdrawn = make(begin, withdrawn=given_on + later).covers([SET], 1, day(given_on))
    ended = make(begin, until=given_on + later).covers([SET], 1, day(given_on))
    assert before == withdrawn == ended


@given(until=st.none() | DAYS, withdrawn=st.none() | DAYS, left=DAYS, given_on=DAYS)
def test_who_left_the_register_recognises_nothing_after_it(
    until: int | None, withdrawn: int | None, left: int, given_on: int
) -> None:
    one = replace(make(0, until, withdrawn), registered_until=day(left))
    before = make(0, until, withdrawn).counts_at(day(given_on))
    assert one.counts_at(day(given_on)) is (before and given_on < left)


@given(level=st.integers(0, 4), highest=st.integers(1, 4))
def test_a_level_above_the_highest_is_not_covered(level: int, highest: int) -> None:
    assert make(level=highest).covers([SET], level, START) is (level <= highest)


@pytest.mark.parametrize(
    ("scope", "uri", "expected"),
    [
        (SET, SET, True),
        (SET, f"{SET}/7", True),
        (SET, f"{SET}0", False),
        (SET, "https://elders.example/x", False),
        (None, "https://elders.example/x", True),
    ],
)
def test_a_skill_set_covers_its_versions_and_nothing_that_begins_alike(
    scope: str | None, uri: str, expected: bool
) -> None:
    assert make(uri=scope).covers([uri], 3, START) is expected


@pytest.mark.parametrize(
    ("moment", "state"), [(-1, "planned"), (0, "active"), (4, "active"), (5, "withdrawn"), (20, "withdrawn")]
)
def test_the_state_follows_the_clock(moment: int, state: str) -> None:
    assert make(0, 10, 5).state_at(day(moment)) == state


def test_the_end_of_a_period_is_no_withdrawal() -> None:
    assert make(0, 10).state_at(day(10)) == "ended"


def test_recognition_is_mutual_only_while_both_count() -> None:
    one = make(0, by="did:web:a.example", of="did:web:b.example")
    back = make(5, 9, by="did:web:b.example", of="did:web:a.example")
    pair = frozenset({frozenset({"did:web:a.example", "did:web:b.example"})})
    assert [find_mutual([one, back], day(moment)) for moment in (4, 5, 9)] == [frozenset(), pair, frozenset()]
