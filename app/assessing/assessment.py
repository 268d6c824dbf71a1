"""What a validation level needs at least, and what an assessment lacks of it: the one rule before anything is issued.

Pure: no clock and no database. A direct call, a roster and a dossier all answer to `find_shortfalls`, and the ladder's
data file (`validation_levels.py`) says what a level needs, so that another ladder needs no other code.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID

from app.assessing.validation_levels import LadderLevel, load_ladder
from app.platform.errors import FieldError


@dataclass(frozen=True, slots=True)
class Vraak:
    """The five points of EVC practice on which evidence is judged; None is a question left open."""

    variation: bool | None = None
    relevance: bool | None = None
    authenticity: bool | None = None
    actuality: bool | None = None
    quantity: bool | None = None

    @property
    def open_points(self) -> tuple[str, ...]:
        """The names of the points that nobody answered."""
        return tuple([name for name in self.__slots__ if getattr(self, name) is None])


@dataclass(frozen=True, slots=True)
class Standard:
    """What somebody was measured against: its name and, where it is published, its address."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a formal recognition is written down: a register or document, and the number in it."""

    name: str
    number: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Mastery:
    """How well somebody can do it, in a word of the skill set, with what that word means."""

    code: str
    name: str
    descriptor: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """How somebody was assessed. `reasons` is for the file, and public only where `has_public_reasons`.

    `confirmer_relation` says who confirms a level 1, such as a colleague or a client: never a name.
    `judged_at` and `second_judged_at` are the moments that the service itself saw, in a dossier; None elsewhere.
    """

    method: str | None = None
    standard: Standard | None = None
    reasons: str | None = None
    checklist: Vraak = Vraak()
    assessor_mandate_id: UUID | None = None
    second_mandate_id: UUID | None = None
    second_declares_no_conflict: bool = False
    second_role: str | None = None
    quality_scheme: str | None = None
    confirmer_relation: str | None = None
    reference: Reference | None = None
    has_public_reasons: bool = False
    mastery: Mastery | None = None
    judged_at: datetime | None = None
    second_judged_at: datetime | None = None

    @property
    def mandate_ids(self) -> tuple[UUID, ...]:
        """The mandates that are named, the assessor's first."""
        named = (self.assessor_mandate_id, self.second_mandate_id)
        return tuple(mandate_id for mandate_id in named if mandate_id is not None)


class EvidenceItem(Protocol):
    """A piece of evidence as the rule sees it: a summary, and the day on which it was seen."""

    @property
    def summary(self) -> str: ...

    @property
    def seen_on(self) -> date | None: ...


class Mandate(Protocol):
    """Somebody's right to assess: whose it is, and what it covers at a moment (`mandates.py`)."""

    @property
    def person_id(self) -> UUID: ...

    def covers(self, achievement_id: UUID, skill_set_id: UUID | None, level: int, at: datetime) -> bool: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """What is being awarded: an achievement, and the skill set it belongs to, if any."""

    achievement_id: UUID
    skill_set_id: UUID | None = None


NO_ASSESSMENT: Final = Assessment()
_PLACE: Final = "/assessment"


def find_shortfalls(
    level: int,
    assessment: Assessment | None,
    evidence: Sequence[EvidenceItem],
    mandates: Mapping[UUID, Mandate],
    *,
    scope: Scope,
    now: datetime,
) -> list[FieldError]:
    """Everything the level needs and this assessment lacks, all at once; empty when it may be issued.

    `mandates` are those of the organisation, by id. A mandate must run at the moment of the judgement where the service
    saw that moment, else `now`: who says to have judged before, says so without proof.
    Pointers are those of the body that issues a credential.
    """
    rung = load_ladder().find_level(level)
    if rung is None:
        return [_unknown_level()]
    given = assessment or NO_ASSESSMENT
    return [
        *_statement_faults(rung, given, evidence),
        *_evidence_faults(rung, evidence),
        *_mandate_faults(rung, given, mandates, scope, now),
        *_judgement_faults(rung, given),
        *_second_faults(rung, given, mandates, scope, now),
        *_recognition_faults(rung, given),
    ]


def _unknown_level() -> FieldError:
    highest = load_ladder().levels[-1].number
    return FieldError("/level", "unknown_level", f"Use a level from 0 to {highest}.")


def _statement_faults(
    rung: LadderLevel, given: Assessment, evidence: Sequence[EvidenceItem]
) -> Iterator[FieldError]:
    if not rung.minimum.statement:
        return
    if not any(_is_told(item.summary) and item.seen_on for item in evidence):
        detail = f"Level {rung.number} needs one statement with its date: a summary and the day."
        yield FieldError("/evidence", "statement_required", detail)
    if not _is_told(given.confirmer_relation):
        detail = "Say how the person who confirms knows the worker, such as colleague, manager or client."
        yield FieldError(f"{_PLACE}/confirmerRelation", "relation_required", detail)


def _evidence_faults(rung: LadderLevel, evidence: Sequence[EvidenceItem]) -> Iterator[FieldError]:
    if rung.minimum.evidence and not any(_is_told(item.summary) for item in evidence):
        detail = f"Level {rung.number} needs at least one piece of evidence: its kind and a summary."
        yield FieldError("/evidence", "evidence_required", detail)


def _mandate_faults(
    rung: LadderLevel, given: Assessment, mandates: Mapping[UUID, Mandate], scope: Scope, now: datetime
) -> Iterator[FieldError]:
    if rung.minimum.mandate:
        place = f"{_PLACE}/mandateId"
        yield from _find_mandate_fault(
            place, rung, given.assessor_mandate_id, mandates, scope, given.judged_at or now
        )


def _find_mandate_fault(
    place: str,
    rung: LadderLevel,
    mandate_id: UUID | None,
    mandates: Mapping[UUID, Mandate],
    scope: Scope,
    at: datetime,
) -> Iterator[FieldError]:
    if mandate_id is None:
        yield FieldError(place, "mandate_required", f"Level {rung.number} needs the mandate of this person.")
        return
    mandate = mandates.get(mandate_id)
    if mandate is None:
        yield FieldError(place, "unknown_mandate", "Your organisation has no such mandate.")
    elif not mandate.covers(scope.achievement_id, scope.skill_set_id, rung.number, at):
        detail = f"This mandate does not cover this achievement on level {rung.number} at that moment."
        yield FieldError(place, "mandate_not_valid", detail)


def _judgement_faults(rung: LadderLevel, given: Assessment) -> Iterator[FieldError]:
    if rung.minimum.judgement:
        if not _is_told(given.method):
            detail = "Say how was assessed, such as an observation at work."
            yield FieldError(f"{_PLACE}/method", "method_required", detail)
        if not _is_told(given.reasons):
            detail = f"Level {rung.number} needs the reasons of the judgement."
            yield FieldError(f"{_PLACE}/reasons", "reasons_required", detail)
    if rung.minimum.checklist:
        for point in given.checklist.open_points:
            place = f"{_PLACE}/checklist/{point}"
            yield FieldError(place, "checklist_open", "Answer this point of the checklist with yes or no.")


def _second_faults(
    rung: LadderLevel, given: Assessment, mandates: Mapping[UUID, Mandate], scope: Scope, now: datetime
) -> Iterator[FieldError]:
    if not rung.minimum.second_person:
        return
    place = f"{_PLACE}/secondMandateId"
    yield from _find_mandate_fault(
        place, rung, given.second_mandate_id, mandates, scope, given.second_judged_at or now
    )
    people = [mandates[mandate_id].person_id for mandate_id in given.mandate_ids if mandate_id in mandates]
    if len(people) != len(set(people)):
        detail = f"Level {rung.number} needs a second person, who is not the first."
        yield FieldError(place, "same_person", detail)
    if not given.second_declares_no_conflict:
        detail = "The second person must say that there is no conflict of interest."
        yield FieldError(f"{_PLACE}/secondDeclaresNoConflict", "conflict_not_excluded", detail)


def _recognition_faults(rung: LadderLevel, given: Assessment) -> Iterator[FieldError]:
    if rung.minimum.quality_scheme and not _is_told(given.quality_scheme):
        detail = f"Level {rung.number} needs the name of the quality scheme that you follow."
        yield FieldError(f"{_PLACE}/qualityScheme", "quality_scheme_required", detail)
    if rung.minimum.reference and not (given.reference and _is_told(given.reference.name)):
        detail = f"Level {rung.number} needs the register or document in which the recognition is written."
        yield FieldError(f"{_PLACE}/reference", "reference_required", detail)


def _is_told(text: str | None) -> bool:
    return text is not None and bool(text.strip())
