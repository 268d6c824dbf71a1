"""Every level has its minimum, and every piece of it is missed when it is not there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.assessing.assessment import Assessment, Mandate, Reference, Scope, Standard, Vraak, find_shortfalls

NOW = datetime(2026, 10, 14, 8, tzinfo=UTC)
ACHIEVEMENT, OTHER_ACHIEVEMENT, SKILL_SET = UUID(int=1), UUID(int=2), UUID(int=3)
FIRST, SECOND, FIRST_AGAIN, ENDED, LOW = (UUID(int=number) for number in range(10, 15))
ONE_ACHIEVEMENT = Scope(ACHIEVEMENT)
ANSWERED = Vraak(variation=True, relevance=True, authenticity=True, actuality=False, quantity=True)


@dataclass(frozen=True)
class Seen:
    summary: str = "Voegt een muur van zes meter."
    seen_on: date | None = date(2026, 10, 1)


@dataclass(frozen=True)
class Granted:
    person_id: UUID
    highest_level: int = 4
    valid_until: datetime = NOW + timedelta(days=1)
    covered: tuple[UUID | None, ...] = field(default=(ACHIEVEMENT, SKILL_SET))

    def covers(self, achievement_id: UUID, skill_set_id: UUID | None, level: int, at: datetime) -> bool:
        is_in_scope = achievement_id in self.covered or (
            skill_set_id is not None and skill_set_id in self.covered
        )
        return is_in_scope and level <= self.highest_level and at < self.valid_until


ANNA, BRAM = UUID(int=20), UUID(int=21)
MANDATES: Mapping[UUID, Mandate] = {
    FIRST: Granted(ANNA),
    SECOND: Granted(BRAM),
    FIRST_AGAIN: Granted(ANNA),
    ENDED: Granted(BRAM, valid_until=NOW),
    LOW: Granted(BRAM, highest_level=1),
}
CONFIRMED = Assessment(confirmer_relation="leidinggevende")
ASSESSED = Assessment(
    method="observatie op de werkplek",
    standard=Standard("Vakstandaard voegen"),
    reasons="Werkt zelfstandig en netjes, op twee verschillende bouwplaatsen.",
    checklist=ANSWERED,
    assessor_mandate_id=FIRST,
)
VALIDATED = replace(
    ASSESSED, second_mandate_id=SECOND, second_declares_no_conflict=True, quality_scheme="EVC-kwaliteitscode"
)
RECOGNISED = replace(VALIDATED, reference=Reference("Register praktijkverklaringen", "2026-114"))
COMPLETE = {0: None, 1: CONFIRMED, 2: ASSESSED, 3: VALIDATED, 4: RECOGNISED}


def _codes(
    level: int,
    assessment: Assessment | None,
    *evidence: Seen,
    scope: Scope = ONE_ACHIEVEMENT,
    mandates: Mapping[UUID, Mandate] = MANDATES,
) -> list[tuple[str, str]]:
    found = find_shortfalls(level, assessment, evidence, mandates, scope=scope, now=NOW)
    return [(fault.pointer.removeprefix("/assessment"), fault.code) for fault in found]


@pytest.mark.parametrize("level", range(5))
def test_a_complete_assessment_meets_its_level(level: int) -> None:
    assert _codes(level, COMPLETE[level], Seen()) == []


def test_what_somebody_tells_about_themselves_needs_no_assessment() -> None:
    assert _codes(0, None) == []


@pytest.mark.parametrize("level", range(4))
def test_an_assessment_of_one_level_never_meets_the_next(level: int) -> None:
    assert _codes(level + 1, COMPLETE[level], Seen()) != []


def test_a_level_outside_the_ladder_is_no_level() -> None:
    assert _codes(5, RECOGNISED, Seen()) == [("/level", "unknown_level")]


@pytest.mark.parametrize("evidence", [(), (Seen(seen_on=None),), (Seen(summary="  "),)])
def test_a_confirmation_needs_a_statement_with_its_date(evidence: tuple[Seen, ...]) -> None:
    assert _codes(1, CONFIRMED, *evidence) == [("/evidence", "statement_required")]


@pytest.mark.parametrize("relation", [None, "", " "])
def test_a_confirmation_needs_the_relation_of_who_confirms(relation: str | None) -> None:
    given = replace(CONFIRMED, confirmer_relation=relation)
    assert _codes(1, given, Seen()) == [("/confirmerRelation", "relation_required")]


@pytest.mark.parametrize("level", [2, 3, 4])
@pytest.mark.parametrize("evidence", [(), (Seen(summary=" "),)])
def test_an_assessment_needs_evidence(level: int, evidence: tuple[Seen, ...]) -> None:
    assert _codes(level, COMPLETE[level], *evidence) == [("/evidence", "evidence_required")]


@pytest.mark.parametrize("level", [2, 3, 4])
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"method": None}, ("/method", "method_required")),
        ({"method": " "}, ("/method", "method_required")),
        ({"reasons": None}, ("/reasons", "reasons_required")),
        ({"reasons": "\n"}, ("/reasons", "reasons_required")),
        ({"assessor_mandate_id": None}, ("/mandateId", "mandate_required")),
        ({"assessor_mandate_id": UUID(int=99)}, ("/mandateId", "unknown_mandate")),
        ({"assessor_mandate_id": ENDED}, ("/mandateId", "mandate_not_valid")),
        ({"assessor_mandate_id": LOW}, ("/mandateId", "mandate_not_valid")),
    ],
)
def test_an_assessment_needs_a_mandate_and_a_reasoned_judgement(
    level: int, change: dict[str, object], fault: tuple[str, str]
) -> None:
    given = COMPLETE[level]
    assert given is not None
    found = _codes(level, replace(given, **change), Seen())  # type: ignore[arg-type]
    assert [entry for entry in found if entry[1] != "same_person"] == [fault]


@pytest.mark.parametrize("point", ["variation", "relevance", "authenticity", "actuality", "quantity"])
def test_an_assessment_needs_an_answer_to_every_point_of_the_checklist(point: str) -> None:
    given = replace(ASSESSED, checklist=replace(ANSWERED, **{point: None}))
    assert _codes(2, given, Seen()) == [(f"/checklist/{point}", "checklist_open")]


@pytest.mark.parametrize("level", [3, 4])
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"second_mandate_id": None}, ("/secondMandateId", "mandate_required")),
        ({"second_mandate_id": UUID(int=99)}, ("/secondMandateId", "unknown_mandate")),
        ({"second_mandate_id": ENDED}, ("/secondMandateId", "mandate_not_valid")),
        ({"second_mandate_id": FIRST}, ("/secondMandateId", "same_person")),
        ({"second_mandate_id": FIRST_AGAIN}, ("/secondMandateId", "same_person")),
        ({"second_declares_no_conflict": False}, ("/secondDeclaresNoConflict", "conflict_not_excluded")),
        ({"quality_scheme": None}, ("/qualityScheme", "quality_scheme_required")),
    ],
)
def test_a_validation_needs_an_independent_second_person_and_a_quality_scheme(
    level: int, change: dict[str, object], fault: tuple[str, str]
) -> None:
    given = COMPLETE[level]
    assert given is not None
    assert _codes(level, replace(given, **change), Seen()) == [fault]  # type: ignore[arg-type]


@pytest.mark.parametrize("reference", [None, Reference(" ")])
def test_a_formal_recognition_names_the_register_or_document(reference: Reference | None) -> None:
    assert _codes(4, replace(RECOGNISED, reference=reference), Seen()) == [
        ("/reference", "reference_required")
    ]


def test_a_mandate_for_another_achievement_is_none() -> None:
    scope = Scope(OTHER_ACHIEVEMENT)
    assert _codes(2, ASSESSED, Seen(), scope=scope) == [("/mandateId", "mandate_not_valid")]


def test_a_mandate_for_a_skill_set_covers_its_achievements() -> None:
    assert _codes(2, ASSESSED, Seen(), scope=Scope(OTHER_ACHIEVEMENT, SKILL_SET)) == []


def test_everything_that_lacks_is_said_at_once() -> None:
    found = _codes(4, None)
    assert len(found) == len(set(found)) == 13
    assert found[0] == ("/evidence", "evidence_required")
    assert found[-1] == ("/reference", "reference_required")
