"""What an assessor answers, one question at a time, each answer with a version so that the latest wins. Pure.

A key names a question: `criterion:<id>`, `vraak:<point>`, or a word of `TEXTS`; the value is text, a yes or no, or
for a criterion a rating with a remark. `remark:<id>` is what was written before a rating was chosen.
A late repeat of an older answer changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final

import orjson

from app.assessing.assessment import Reference, Vraak
from app.assessing.text_faults import find_text_fault
from app.platform.errors import FieldError, InvalidInput


class Rating(StrEnum):
    """What a rating counts as. "Not seen" says nothing about the worker, so it never counts as a fail."""

    yes = "yes"
    not_yet = "not-yet"
    not_seen = "not-seen"


class Method(StrEnum):
    """How somebody was assessed; an interview follows STARR."""

    observation = "observation"
    interview = "interview"
    work_product = "work-product"
    test = "test"


class Conflict(StrEnum):
    """What an assessor declares about their own interest in the outcome."""

    none = "none"
    conflict = "conflict"


# Texts by key, with the most characters each may have.
TEXTS: Final[Mapping[str, int]] = {
    "reasons": 2000,
    "next-step": 1000,
    "role": 200,
    "name": 200,
    "mastery": 64,
    "reference-name": 200,
    "reference-number": 100,
    "reference-url": 1000,
}
CHOICES: Final[Mapping[str, type[StrEnum]]] = {"method": Method, "conflict": Conflict}
VRAAK: Final = tuple(f"vraak:{point.name}" for point in fields(Vraak))
CRITERION: Final = "criterion:"
REMARK: Final = "remark:"
MOST_REMARK: Final = 1000
MOST_ANSWERS: Final = 60


@dataclass(frozen=True, slots=True)
class CriterionRating:
    """What an assessor saw of one criterion. `word` is the word of the skill set that was chosen."""

    rating: Rating
    remark: str | None = None
    word: str | None = None


Value = str | bool | CriterionRating


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. Of two with the same key the one with the higher version counts; of equals the later one."""

    value: Value
    version: int


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers so far, by key."""

    by_key: Mapping[str, Answer]

    def put(self, key: str, value: Value, version: int) -> "Answers":
        """With this answer, unless a newer one is kept. Raises InvalidInput."""
        fault = find_answer_fault(key, value)
        if fault is None and key not in self.by_key and len(self.by_key) >= MOST_ANSWERS:
            fault = FieldError("/key", "too_many", "A judgement has no more questions than this.")
        if fault is not None:
            raise InvalidInput("This answer was not saved.", errors=[fault])
        kept = self.by_key.get(key)
        if kept is not None and kept.version > version:
            return self
        return replace(self, by_key={**self.by_key, key: Answer(value, version)})

    def text(self, key: str) -> str | None:
        """A text that was answered; None for none and for an empty one."""
        found = self.by_key.get(key)
        return found.value.strip() or None if found and isinstance(found.value, str) else None

    def rating(self, criterion_id: object) -> CriterionRating | None:
        """What was answered for a criterion."""
        found = self.by_key.get(f"{CRITERION}{criterion_id}")
        return found.value if found and isinstance(found.value, CriterionRating) else None

    def remark(self, criterion_id: object) -> str | None:
        """What was written about a criterion, with or without a rating."""
        found = self.rating(criterion_id)
        written = f"{REMARK}{criterion_id}"
        if written in self.by_key:
            return self.text(written)
        return found.remark if found else None

    @property
    def checklist(self) -> Vraak:
        """The five points, None where no answer was given."""
        given = {key.partition(":")[2]: self.by_key[key].value for key in VRAAK if key in self.by_key}
        return Vraak(**{point: value is True for point, value in given.items()})

    @property
    def method(self) -> Method | None:
        """How was assessed."""
        found = self.text("method")
        return Method(found) if found else None

    @property
    def conflict(self) -> Conflict | None:
        """What was declared about a conflict of interest."""
        found = self.text("conflict")
        return Conflict(found) if found else None

    @property
    def reference(self) -> Reference | None:
        """Where a formal recognition is written down."""
        name = self.text("reference-name")
        return Reference(name, self.text("reference-number"), self.text("reference-url")) if name else None


NO_ANSWERS: Final = Answers({})


def find_answer_fault(key: str, value: Value) -> FieldError | None:
    """What is wrong with one answer."""
    if key.startswith(CRITERION) and isinstance(value, CriterionRating):
        return find_text_fault("/remark", value.remark or "", MOST_REMARK)
    if key.startswith(REMARK) and isinstance(value, str):
        return find_text_fault("/remark", value, MOST_REMARK)
    if key in VRAAK and isinstance(value, bool):
        return None
    if key in TEXTS and isinstance(value, str):
        return find_text_fault("/value", value, TEXTS[key])
    choices = CHOICES.get(key)
    if choices is not None and value in list(choices):
        return None
    return FieldError("/value", "invalid_answer", "This is no answer to this question.")


def write_answers(answers: Answers) -> str:
    """As JSON, to be sealed."""
    return orjson.dumps(
        {key: [answer.version, answer.value] for key, answer in answers.by_key.items()}
    ).decode()


def read_answers(text: str) -> Answers:
    """What `write_answers` wrote."""
    kept: dict[str, Any] = orjson.loads(text)
    return Answers({key: Answer(_read_value(value), version) for key, (version, value) in kept.items()})


def _read_value(value: Any) -> Value:
    if isinstance(value, dict):
        return CriterionRating(Rating(value["rating"]), value["remark"], value["word"])
    return value if isinstance(value, bool) else str(value)
