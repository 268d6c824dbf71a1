"""What a mandate covers, over every order of time; and what may not be granted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.permissions import Issuer
from app.assessing.mandates import Mandate, MandateRequest, ScopeKind, find_request_faults

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PERSON, SKILL_SET, ACHIEVEMENT = uuid4(), uuid4(), uuid4()
ISSUER = Issuer(uuid4(), "person:00000000-0000-4000-8000-000000000001", frozenset(), "Groen", "groen")
MANDATE = Mandate(
    id=uuid4(),
    person_id=PERSON,
    scope_kind=ScopeKind.skill_set,
    scope_id=SKILL_SET,
    highest_level=3,
    valid_from=NOW,
    valid_until=NOW + timedelta(days=365),
    granted_by=ISSUER.actor,
    granted_at=NOW,
)
REQUEST = MandateRequest(
    person_id=PERSON,
    scope_kind=ScopeKind.skill_set,
    scope_id=SKILL_SET,
    highest_level=3,
    valid_until=NOW + timedelta(days=365),
)
days = st.integers(min_value=0, max_value=40)


@pytest.mark.parametrize(
    ("kind", "scope", "covered"),
    [
        (ScopeKind.skill_set, SKILL_SET, True),
        (ScopeKind.skill_set, ACHIEVEMENT, False),
        (ScopeKind.achievement, ACHIEVEMENT, True),
        (ScopeKind.achievement, SKILL_SET, False),
    ],
)
def test_a_mandate_covers_its_own_skill_set_or_achievement(
    kind: ScopeKind, scope: UUID, covered: bool
) -> None:
    mandate = replace(MANDATE, scope_kind=kind, scope_id=scope)
    assert mandate.covers(ACHIEVEMENT, SKILL_SET, 2, NOW) is covered


def test_a_mandate_for_a_skill_set_covers_no_achievement_without_one() -> None:
    assert not MANDATE.covers(ACHIEVEMENT, None, 2, NOW)


@pytest.mark.parametrize(("level", "covered"), [(0, True), (3, True), (4, False)])
def test_a_mandate_covers_levels_up_to_its_highest(level: int, covered: bool) -> None:
    assert MANDATE.covers(ACHIEVEMENT, SKILL_SET, level, NOW) is covered


def test_a_mandate_ends_at_its_end_and_not_later() -> None:
    end, tick = MANDATE.valid_until, timedelta(microseconds=1)
    assert MANDATE.runs_at(end - tick)
    assert not MANDATE.runs_at(end)
    assert not MANDATE.runs_at(NOW - tick)


@given(begin=days, length=st.integers(min_value=1, max_value=40), judged=days, revoked=days)
def test_an_end_by_revocation_takes_nothing_back_and_gives_nothing(
    begin: int, length: int, judged: int, revoked: int
) -> None:
    def day(number: int) -> datetime:
        return NOW + timedelta(days=number)

    running = replace(MANDATE, valid_from=day(begin), valid_until=day(begin + length))
    ended = replace(running, revoked_at=day(revoked), revoked_by="person:x")
    was_covered = running.covers(ACHIEVEMENT, SKILL_SET, 3, day(judged))
    is_covered = ended.covers(ACHIEVEMENT, SKILL_SET, 3, day(judged))
    assert is_covered == (was_covered and judged < revoked)
    assert was_covered == (begin <= judged < begin + length)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"person_id": UUID(ISSUER.actor.removeprefix("person:"))}, "/personId", "oneself"),
        ({"highest_level": 5}, "/highestLevel", "unknown_level"),
        ({"valid_from": NOW - timedelta(microseconds=1)}, "/validFrom", "past"),
        ({"valid_until": NOW}, "/validUntil", "range"),
        ({"valid_until": datetime(2028, 5, 23, 12, 0, 1, tzinfo=UTC)}, "/validUntil", "too_long"),
        ({"valid_from": datetime(9999, 12, 1, tzinfo=UTC)}, "/validUntil", "range"),
    ],
)
def test_each_fault_names_its_field(change: dict[str, object], pointer: str, code: str) -> None:
    [fault] = find_request_faults(replace(REQUEST, **change), issuer=ISSUER, now=NOW)  # type: ignore[arg-type]
    assert (fault.pointer, fault.code) == (pointer, code)


def test_an_empty_form_gets_every_fault_at_once() -> None:
    empty = MandateRequest(None, None, None, None, None)
    faults = find_request_faults(empty, issuer=ISSUER, now=NOW)
    assert {fault.code for fault in faults} == {"missing"}
    assert [fault.pointer for fault in faults] == [
        "/personId", "/scopeKind", "/scopeId", "/highestLevel", "/validUntil",
    ]  # fmt: skip


def test_eighteen_months_are_granted() -> None:
    longest = replace(REQUEST, valid_until=datetime(2028, 5, 23, 12, tzinfo=UTC))
    assert find_request_faults(longest, issuer=ISSUER, now=NOW) == []
