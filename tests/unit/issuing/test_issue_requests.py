"""Everything wrong with a request is told at once; the digest tells requests apart."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from app.assessing.assessment import Assessment, Mandate, Mastery, Reference, Scope, Standard
from app.demo.assessors import assess
from app.issuing.issue_requests import EvidenceSummary, IssueRequest, find_faults
from tests.unit.issuing.cases import MANDATES, NOW, REQUEST, SNAPSHOT


@dataclass(frozen=True)
class Granted:
    """A mandate for one achievement, always running."""

    person_id: UUID

    def covers(self, achievement_id: UUID, skill_set_id: UUID | None, level: int, at: datetime) -> bool:
        return achievement_id == SNAPSHOT.id


GRANTED: dict[UUID, Mandate] = {
    MANDATES.first: Granted(UUID(int=31)),
    MANDATES.second: Granted(UUID(int=32)),
}


def _told(**said: object) -> dict[str, object]:
    return {"assessment": replace(assess(MANDATES), **said)}  # type: ignore[arg-type]


def codes(request: IssueRequest) -> dict[str, str]:
    faults = find_faults(request, mandates=GRANTED, scope=Scope(SNAPSHOT.id), now=NOW)
    return {fault.pointer: fault.code for fault in faults}


def test_a_good_request_has_no_faults() -> None:
    assert codes(REQUEST) == {}


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"reference": "123456782"}, "/recipient/reference", "unsafe_content"),
        ({"recipient_name": "Jan 111222333"}, "/recipient/name", "unsafe_content"),
        ({"assessor_role": "Rol 123456782"}, "/assessorRole", "unsafe_content"),
        ({"evidence": (EvidenceSummary("123456782", "x"),)}, "/evidence/0/kind", "unsafe_content"),
        ({"evidence": (EvidenceSummary("x", "1234.56.782"),)}, "/evidence/0/summary", "unsafe_content"),
        (_told(method="123456782"), "/assessment/method", "unsafe_content"),
        (_told(reasons="BSN 123456782"), "/assessment/reasons", "unsafe_content"),
        (_told(standard=Standard("123456782")), "/assessment/standard/name", "unsafe_content"),
        (_told(reference=Reference("x", "123456782")), "/assessment/reference/number", "unsafe_content"),
        (_told(mastery=Mastery("a", "x", "123456782")), "/assessment/mastery/descriptor", "unsafe_content"),
        ({"level": 5}, "/level", "unknown_level"),
        ({"level": -1}, "/level", "unknown_level"),
        ({"evidence": ()}, "/evidence", "evidence_required"),
        ({"assessed_on": date(2026, 11, 26)}, "/assessedOn", "date_in_future"),
        ({"assessed_on": date(1900, 1, 1)}, "/assessedOn", "date_too_early"),
        ({"valid_from": NOW - timedelta(days=60)}, "/validFrom", "before_assessment"),
        ({"valid_from": NOW + timedelta(days=20_000)}, "/validFrom", "date_too_late"),
        ({"valid_until": NOW}, "/validUntil", "not_after_start"),
        ({"valid_until": NOW + timedelta(days=20_000)}, "/validUntil", "date_too_late"),
    ],
)
def test_a_fault_is_told_at_its_place(change: dict[str, object], pointer: str, code: str) -> None:
    assert codes(replace(REQUEST, **change)).get(pointer) == code  # type: ignore[arg-type]


def test_all_faults_are_told_together() -> None:
    bad = replace(REQUEST, reference="123456782", level=9, assessed_on=date(2027, 1, 1))
    assert {"/recipient/reference", "/level", "/assessedOn"} <= codes(bad).keys()


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_no_level_is_issued_without_its_assessment(level: int) -> None:
    assert codes(replace(REQUEST, level=level)) == {}
    assert codes(replace(REQUEST, level=level, assessment=None)) != {}


def test_a_mandate_is_not_judged_for_an_achievement_that_is_not_there() -> None:
    request = replace(REQUEST, level=3, recipient_name="Jan 111222333")
    faults = find_faults(request, mandates=GRANTED, scope=None, now=NOW)
    assert [fault.pointer for fault in faults] == ["/recipient/name"]


def test_the_same_piece_of_evidence_is_named_once() -> None:
    seen = replace(REQUEST.evidence[0], digest="ab" * 32)
    assert codes(replace(REQUEST, evidence=(seen, REQUEST.evidence[0], seen))) == {
        "/evidence/2/digest": "told_twice"
    }


def test_markup_is_just_text() -> None:
    assert codes(replace(REQUEST, recipient_name="<b>Jan</b> <script>")) == {}


def test_the_digest_ignores_the_key_and_the_batch() -> None:
    assert REQUEST.digest == replace(REQUEST, key="other", batch_id=UUID(int=9)).digest


@pytest.mark.parametrize(
    "change",
    [
        {"reference": "W-2"},
        {"recipient_name": None},
        {"level": 3},
        {"valid_until": NOW + timedelta(days=9)},
        {"evidence": ()},
        {"achievement_version": 1},
        {"assessment": Assessment(method="observatie")},
        {"claim_id": UUID(int=3)},
        {"supersedes": UUID(int=4)},
        {"evidence": (replace(REQUEST.evidence[0], digest="00" * 32),)},
    ],
)
def test_the_digest_sees_every_other_change(change: dict[str, object]) -> None:
    assert REQUEST.digest != replace(REQUEST, **change).digest  # type: ignore[arg-type]


def test_the_same_instant_in_another_zone_is_the_same_request() -> None:
    until = NOW + timedelta(days=9)
    shifted = datetime.fromisoformat(until.isoformat().replace("12:00:00+00:00", "13:00:00+01:00"))
    assert replace(REQUEST, valid_until=until).digest == replace(REQUEST, valid_until=shifted).digest


def test_a_key_of_before_assessments_were_told_still_finds_its_credential() -> None:
    before = replace(REQUEST, assessment=None, evidence=(replace(REQUEST.evidence[0], seen_on=None),))
    assert before.digest.hex() == "d4a9cbae08fe8db43f631d79b6a7b8834f62edeaf79fab6c85c55f58e6eb2d8d"
