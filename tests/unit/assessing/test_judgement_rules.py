"""When a judgement may be signed: all answered, enough seen, evidence by the rules, and what the level needs."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.assessing.assessment import Mastery, Standard
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.judgement_answers import (
    NO_ANSWERS,
    VRAAK,
    Answers,
    Conflict,
    CriterionRating,
    Method,
    Rating,
)
from app.assessing.judgement_rules import (
    Judging,
    Outcome,
    Requirements,
    assessment_of,
    find_relation,
    find_signing_faults,
    needs_judgement,
    needs_second_person,
    outcome_of,
)
from app.assessing.mandates import Mandate, ScopeKind

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
CRITERIA = tuple(uuid4() for _ in range(5))
SKILL_SET, ACHIEVEMENT, MANDATE = uuid4(), uuid4(), uuid4()
WANTED = Requirements(
    skill_set_id=SKILL_SET,
    achievement_id=ACHIEVEMENT,
    version=1,
    criterion_ids=CRITERIA,
    standard=Standard("Profiel heftruckchauffeur"),
    quality_scheme="Werkwijze regio",
    mastery_levels=(Mastery("alone", "Zelfstandig", "Doet dit zonder hulp."),),
)
YES, NOT_YET, NOT_SEEN = Rating.yes, Rating.not_yet, Rating.not_seen


@dataclass(frozen=True)
class Item:
    kind: EvidenceKind = EvidenceKind.observation
    summary: str = "Reed twee uur."
    seen_on: date | None = date(2026, 9, 1)
    relation: str | None = None


def mandate(person_id: UUID) -> Mandate:
    return Mandate(
        MANDATE, person_id, ScopeKind.skill_set, SKILL_SET, 4, NOW, NOW + timedelta(days=1), "person:x", NOW
    )


def judging(level: int = 2, wanted: Requirements = WANTED, items: tuple[Item, ...] = (Item(),)) -> Judging:
    return Judging(level, wanted, items, {MANDATE: mandate(uuid4())}, MANDATE, NOW)


def answers(*ratings: Rating, **changes: str | None) -> Answers:
    texts = {"reasons": "Zag alles.", "role": "Praktijkopleider", "name": "Noor"} | changes
    found = NO_ANSWERS.put("conflict", Conflict.none, 1).put("method", Method.observation, 1)
    for criterion_id, rating in zip(CRITERIA, ratings, strict=False):
        found = found.put(f"criterion:{criterion_id}", CriterionRating(rating), 1)
    for point in VRAAK:
        found = found.put(point, True, 1)
    for key, text in texts.items():
        found = found.put(key.replace("_", "-"), text or "", 1)
    return found


def pointers(given: Answers, about: Judging) -> list[str]:
    return [fault.pointer for fault in find_signing_faults(given, about)]


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ((YES,) * 5, Outcome.met),
        ((YES, YES, YES, NOT_SEEN, NOT_SEEN), Outcome.met),
        ((YES, YES, NOT_SEEN, NOT_SEEN, NOT_SEEN), None),
        ((NOT_SEEN,) * 5, None),
        ((YES, YES, YES, YES, NOT_YET), Outcome.not_yet),
        ((NOT_YET, NOT_SEEN, NOT_SEEN, NOT_SEEN, NOT_SEEN), Outcome.not_yet),
        ((), None),
    ],
)
def test_met_is_when_all_that_was_seen_is_a_yes_and_enough_was_seen(
    ratings: tuple[Rating, ...], expected: Outcome | None
) -> None:
    assert outcome_of(answers(*ratings), CRITERIA, WANTED.seen_at_least) is expected


def test_a_complete_judgement_may_be_signed_and_says_what_the_credential_may_tell() -> None:
    given, about = answers(*(YES,) * 5, mastery="alone"), judging()
    assert find_signing_faults(given, about) == []
    told = assessment_of(given, WANTED, mandate_id=MANDATE, judged_at=NOW)
    assert (told.method, told.standard, told.reasons) == ("observation", WANTED.standard, "Zag alles.")
    assert told.mastery == WANTED.mastery_levels[0]
    assert (told.assessor_mandate_id, told.judged_at, told.second_mandate_id) == (MANDATE, NOW, None)


def test_every_criterion_the_role_the_name_and_the_conflict_must_be_answered() -> None:
    found = pointers(NO_ANSWERS, judging())
    assert found == [*(f"/criterion:{one}" for one in CRITERIA), "/conflict", "/role", "/name"]


def test_a_declared_conflict_is_never_signed() -> None:
    given = answers(*(YES,) * 5).put("conflict", Conflict.conflict, 2)
    assert pointers(given, judging()) == ["/conflict"]


def test_too_little_seen_is_no_fail_but_cannot_be_signed() -> None:
    assert pointers(answers(YES, *(NOT_SEEN,) * 4), judging()) == ["/criteria"]


def test_a_not_yet_needs_a_reason_and_a_next_step_and_no_evidence() -> None:
    ratings = (YES, NOT_YET, YES, YES, YES)
    assert pointers(answers(*ratings, reasons=None), judging(items=())) == ["/reasons", "/next-step"]
    assert pointers(answers(*ratings, next_step="Oefen dit een week."), judging(items=())) == []


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        (Item(), {"at_least": 2}),
        (Item(EvidenceKind.hours), {"kinds": (EvidenceKind.observation,)}),
        (Item(seen_on=date(2025, 8, 31)), {"not_older_than_months": 12}),
    ],
)
def test_evidence_counts_by_the_rules_of_the_skill_set(item: Item, wanted: dict[str, object]) -> None:
    about = judging(wanted=replace(WANTED, **wanted), items=(item,))  # type: ignore[arg-type]
    assert pointers(answers(*(YES,) * 5), about) == ["/evidence"]


def test_evidence_of_the_last_day_still_counts() -> None:
    about = judging(wanted=replace(WANTED, not_older_than_months=12), items=(Item(seen_on=date(2025, 9, 1)),))
    assert pointers(answers(*(YES,) * 5), about) == []


def test_the_first_person_answers_for_all_that_the_level_needs_but_the_second() -> None:
    bare = replace(WANTED, quality_scheme=None)
    given = answers(*(YES,) * 5, reasons=None)
    assert pointers(given, judging(3, bare)) == ["/assessment/reasons", "/assessment/qualityScheme"]
    assert pointers(answers(*(YES,) * 5), judging(4)) == ["/assessment/reference"]
    assert pointers(answers(*(YES,) * 5, reference_name="Register"), judging(4)) == []


def test_on_a_level_of_statements_the_newest_one_says_who_confirms() -> None:
    older = Item(EvidenceKind.statement, seen_on=date(2026, 8, 1), relation="client")
    newer = Item(EvidenceKind.statement, relation="manager")
    assert find_relation([newer, older, Item()]) == "manager"
    assert find_relation([Item()]) is None
    assert pointers(answers(*(YES,) * 5), judging(1, items=(newer,))) == []
    assert pointers(answers(*(YES,) * 5), judging(1)) == ["/assessment/confirmerRelation"]


def test_a_mandate_that_ended_does_not_carry_a_judgement() -> None:
    about = replace(judging(), now=NOW + timedelta(days=2))
    assert "/assessment/mandateId" in pointers(answers(*(YES,) * 5), about)


def test_levels_say_who_has_to_judge() -> None:
    assert [needs_judgement(level) for level in range(6)] == [False, False, True, True, True, False]
    assert [needs_second_person(level) for level in range(6)] == [False, False, False, True, True, False]
