"""What a follower is told: the gravest first, and of what is not shown nothing else."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from app.following.schemas import EventType
from app.following.states import EVENT_TYPES, FollowedState, judge_state, type_of
from app.issuing.standings import Standing

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def judge(state: Any = "active", *, is_shown: bool = True, **known: datetime | None) -> FollowedState:
    standing = Standing(state, known.get("valid_until"), UUID(int=1), NOW - 2 * HOUR)
    return judge_state(standing, is_shown=is_shown, compromised_at=known.get("compromised_at"), now=NOW)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (judge(), "active"),
        (judge("suspended"), "suspended"),
        (judge("revoked"), "revoked"),
        (judge(valid_until=NOW), "expired"),
        (judge(valid_until=NOW + HOUR), "active"),
        (judge(compromised_at=NOW - 2 * HOUR), "key_compromised"),
        (judge(compromised_at=NOW - HOUR), "active"),
        (judge("revoked", is_shown=False), "no_longer_shared"),
        (judge("revoked", compromised_at=NOW - 3 * HOUR, valid_until=NOW), "revoked"),
        (judge("suspended", compromised_at=NOW - 3 * HOUR), "key_compromised"),
        (judge("suspended", valid_until=NOW), "suspended"),
    ],
)
def test_one_word_says_how_a_credential_stands(found: FollowedState, expected: str) -> None:
    assert found == expected


def test_every_change_has_a_type_that_the_description_knows() -> None:
    assert set(EVENT_TYPES) == set(EventType.__args__)  # type: ignore[attr-defined]
    for before, after in product(FollowedState, repeat=2):
        assert type_of(before, after) in EVENT_TYPES


def test_what_is_shown_again_is_not_called_reinstated() -> None:
    assert type_of(FollowedState.NO_LONGER_SHARED, FollowedState.ACTIVE) == "credential.shared_again"
    assert type_of(FollowedState.SUSPENDED, FollowedState.ACTIVE) == "credential.reinstated"
