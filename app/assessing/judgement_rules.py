"""When a judgement may be signed, and what comes of it. Pure: no clock, no database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.assessing.assessment import (
    Assessment,
    EvidenceItem,
    Mandate,
    Mastery,
    Scope,
    Standard,
    find_shortfalls,
)
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.judgement_answers import Answers, Conflict, Rating
from app.assessing.periods import add_months
from app.assessing.validation_levels import load_ladder
from app.platform.errors import FieldError


class Outcome(StrEnum):
    """What a judgement says. A not-yet is private for ever."""

    met = "met"
    not_yet = "not-yet"


class KindOfEvidence(EvidenceItem, Protocol):
    """Evidence as these rules see it: its kind too, and who confirms it."""

    @property
    def kind(self) -> EvidenceKind: ...

    @property
    def relation(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a published version of a skill set asks for one achievement."""

    skill_set_id: UUID
    achievement_id: UUID
    version: int
    criterion_ids: tuple[UUID, ...]
    kinds: tuple[EvidenceKind, ...] = tuple(EvidenceKind)
    at_least: int = 1
    not_older_than_months: int | None = None
    standard: Standard | None = None
    quality_scheme: str | None = None
    mastery_levels: tuple[Mastery, ...] = ()

    @property
    def scope(self) -> Scope:
        """What is awarded."""
        return Scope(self.achievement_id, self.skill_set_id)

    @property
    def seen_at_least(self) -> int:
        """How many criteria have to be seen: more than half of them."""
        return len(self.criterion_ids) // 2 + 1


@dataclass(frozen=True, slots=True)
class Judging:
    """What is judged: a claim's level, the evidence for it, and by which mandate."""

    level: int
    requirements: Requirements
    evidence: Sequence[KindOfEvidence]
    mandates: Mapping[UUID, Mandate]
    mandate_id: UUID
    now: datetime


def outcome_of(answers: Answers, criterion_ids: Sequence[UUID], seen_at_least: int) -> Outcome | None:
    """Met when all that was seen is a yes and enough was seen; None while too little was seen.

    What could not be seen is no fail (mission, section 1: assessors' practice).
    """
    ratings = [found.rating for one in criterion_ids if (found := answers.rating(one)) is not None]
    if Rating.not_yet in ratings:
        return Outcome.not_yet
    return Outcome.met if ratings.count(Rating.yes) >= seen_at_least else None


def assessment_of(
    answers: Answers, requirements: Requirements, *, mandate_id: UUID, judged_at: datetime | None
) -> Assessment:
    """How somebody was assessed, as a credential may tell it, without the second person."""
    mastery = next((one for one in requirements.mastery_levels if one.code == answers.text("mastery")), None)
    return Assessment(
        method=answers.method,
        standard=requirements.standard,
        reasons=answers.text("reasons"),
        checklist=answers.checklist,
        assessor_mandate_id=mandate_id,
        quality_scheme=requirements.quality_scheme,
        reference=answers.reference,
        mastery=mastery,
        judged_at=judged_at,
    )


def find_relation(evidence: Sequence[KindOfEvidence]) -> str | None:
    """How the one who made the newest statement knows the worker."""
    told = [item for item in evidence if item.kind is EvidenceKind.statement and item.seen_on]
    newest = max(told, key=lambda item: item.seen_on or date.min, default=None)
    return newest.relation if newest else None


def find_signing_faults(answers: Answers, judging: Judging) -> list[FieldError]:
    """Everything that still lacks before this may be signed, all at once; the second person comes later."""
    return [*_answer_faults(answers, judging), *_outcome_faults(answers, judging)]


def _answer_faults(answers: Answers, judging: Judging) -> Iterator[FieldError]:
    for criterion_id in judging.requirements.criterion_ids:
        if answers.rating(criterion_id) is None:
            yield FieldError(
                f"/criterion:{criterion_id}", "missing", "Answer this: yes, not yet or not seen."
            )
    if answers.conflict is not Conflict.none:
        detail = "Say that you have no interest in the outcome, or hand the judgement over."
        yield FieldError("/conflict", "conflict_not_excluded", detail)
    for key in ("role", "name"):
        if answers.text(key) is None:
            yield FieldError(f"/{key}", "missing", "Fill this in before you sign.")


def _outcome_faults(answers: Answers, judging: Judging) -> Iterator[FieldError]:
    wanted = judging.requirements
    outcome = outcome_of(answers, wanted.criterion_ids, wanted.seen_at_least)
    if outcome is Outcome.met:
        yield from _evidence_faults(judging)
        told = assessment_of(answers, wanted, mandate_id=judging.mandate_id, judged_at=judging.now)
        given = replace(told, confirmer_relation=find_relation(judging.evidence))
        yield from find_first_shortfalls(judging, given)
    elif outcome is Outcome.not_yet:
        for key, detail in (
            ("reasons", "Say why it is not yet enough, so that the worker understands."),
            ("next-step", "Say what the worker can do next."),
        ):
            if answers.text(key) is None:
                yield FieldError(f"/{key}", "missing", detail)
    elif all(answers.rating(one) for one in wanted.criterion_ids):
        detail = f"Too little was seen: {wanted.seen_at_least} of these at least. Look again another time."
        yield FieldError("/criteria", "too_little_seen", detail)


def find_first_shortfalls(judging: Judging, given: Assessment) -> list[FieldError]:
    """What the level needs of the first person: all of the one rule but the second."""
    found = find_shortfalls(
        judging.level,
        given,
        judging.evidence,
        judging.mandates,
        scope=judging.requirements.scope,
        now=judging.now,
    )
    return [fault for fault in found if not fault.pointer.startswith("/assessment/second")]


def _evidence_faults(judging: Judging) -> Iterator[FieldError]:
    wanted = judging.requirements
    if count_usable_evidence(wanted, judging.evidence, judging.now) < wanted.at_least:
        detail = f"This skill set asks for {wanted.at_least} pieces of evidence of its kinds, recent enough."
        yield FieldError("/evidence", "too_little_evidence", detail)


def count_usable_evidence(wanted: Requirements, evidence: Sequence[KindOfEvidence], now: datetime) -> int:
    """How many pieces count: of a kind that is asked, and not too old."""
    return sum(item.kind in wanted.kinds and _is_fresh(item, wanted, now) for item in evidence)


def _is_fresh(item: KindOfEvidence, wanted: Requirements, now: datetime) -> bool:
    months = wanted.not_older_than_months
    if months is None or item.seen_on is None:
        return months is None
    return add_months(item.seen_on, months) >= now.date()


def needs_second_person(level: int) -> bool:
    """Whether this level asks for a second, independent person."""
    rung = load_ladder().find_level(level)
    return rung is not None and rung.minimum.second_person


def needs_judgement(level: int) -> bool:
    """Whether this level asks for an assessor at all."""
    rung = load_ladder().find_level(level)
    return rung is not None and rung.minimum.judgement
