"""What an assessor sends: read from the fields of a form, never an error, always an answer with what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from app.assessing.assessment import Vraak
from app.assessing.judgement_answers import (
    CRITERION,
    REMARK,
    VRAAK,
    CriterionRating,
    Method,
    Rating,
    Value,
    find_answer_fault,
)
from app.assessing.judging_wording import FIELD_PROBLEMS, NOT_PLAIN, TOO_LONG
from app.assessing.skill_set_content import RatingWord

ALL_POINTS: Final = "all"
EACH_POINT: Final = "each"
_MOST_VERSION: Final = 10**9
_MOST_KEPT: Final = 4000


class Fields(Protocol):
    """The fields of a posted form."""

    def getlist(self, key: str) -> Iterable[object]: ...


@dataclass
class Filled:
    """What was filled in: answers to keep, and by field the sentence (Dutch) that says what is wrong."""

    answers: dict[str, Value] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def take_text(self, name: str, text: str, *, is_needed: bool) -> None:
        """A text answer; an empty one is kept too, as it may take the place of another."""
        fault = find_answer_fault(name, text)
        if fault is not None:
            self.problems[name] = TOO_LONG if fault.code == "too_long" else NOT_PLAIN
            return
        self.answers[name] = text
        if is_needed and not text:
            self.problems[name] = FIELD_PROBLEMS[name]


@dataclass(frozen=True, slots=True)
class FilledReasons:
    """The page with reasons as it was sent; `observation` is what was seen, where evidence lacks."""

    filled: Filled
    texts: Mapping[str, str]
    points_choice: str
    observation: str
    seen_on: date | None


def text_of(fields: Fields, name: str) -> str:
    """The text of a field, with one kind of line end; empty when it was not sent."""
    sent = [value for value in fields.getlist(name) if isinstance(value, str)]
    return sent[0].replace("\r\n", "\n").strip()[:_MOST_KEPT] if sent else ""


def version_of(fields: Fields) -> int:
    """The version that the page was made with; 0 for none, so that it never takes the place of a newer answer."""
    text = text_of(fields, "version")
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    return min(int(text), _MOST_VERSION) if is_number else 0


def read_question(
    fields: Fields, criterion_id: UUID, words: Iterable[RatingWord], kept: str | None
) -> Filled:
    """One criterion: the word whose button was pressed, `kept` when it was another button; and the remark."""
    filled = Filled()
    remark = text_of(fields, "remark")
    filled.take_text(f"{REMARK}{criterion_id}", remark, is_needed=False)
    if filled.problems:
        filled.problems = {"remark": next(iter(filled.problems.values()))}
        remark = ""
    chosen = text_of(fields, "word") or kept
    word = next((one for one in words if one.code == chosen), None)
    if word is not None:
        rating = Rating(word.counts_as.value)
        filled.answers[f"{CRITERION}{criterion_id}"] = CriterionRating(rating, remark or None, word.code)
    return filled


def read_reasons(
    fields: Fields, *, is_met: bool, masteries: Iterable[str], asks_reference: bool, asks_observation: bool
) -> FilledReasons:
    """The page with reasons, for a judgement that is met or for one that says not yet."""
    filled = Filled()
    names = ["reasons"] if is_met else ["reasons", "next-step"]
    if asks_reference and is_met:
        names += ["reference-name", "reference-number", "reference-url"]
    texts = {name: text_of(fields, name) for name in names}
    for name, text in texts.items():
        is_needed = name in {"reasons", "next-step", "reference-name"}
        filled.take_text(name, text, is_needed=is_needed)
    choice = ""
    if is_met:
        _read_choices(fields, filled, masteries)
        choice = _read_points(fields, filled)
    observation, seen_on = "", None
    if is_met and asks_observation:
        observation, seen_on = _read_observation(fields, filled)
    return FilledReasons(filled, texts, choice, observation, seen_on)


def _read_points(fields: Fields, filled: Filled) -> str:
    choice = text_of(fields, "points")
    if choice == ALL_POINTS:
        filled.answers.update(dict.fromkeys(VRAAK, True))
        return choice
    given = {key: text_of(fields, key) for key in VRAAK} if choice == EACH_POINT else {}
    filled.answers.update({key: text == "yes" for key, text in given.items() if text in ("yes", "no")})
    if choice != EACH_POINT or len(filled.answers.keys() & set(VRAAK)) < len(VRAAK):
        filled.problems["points"] = FIELD_PROBLEMS["points"]
    return choice if choice == EACH_POINT else ""


def _read_choices(fields: Fields, filled: Filled, masteries: Iterable[str]) -> None:
    method = text_of(fields, "method")
    if method in list(Method):
        filled.answers["method"] = Method(method)
    else:
        filled.problems["method"] = FIELD_PROBLEMS["method"]
    mastery = text_of(fields, "mastery")
    if mastery in set(masteries):
        filled.answers["mastery"] = mastery


def _read_observation(fields: Fields, filled: Filled) -> tuple[str, date | None]:
    text = text_of(fields, "observation")
    checked = Filled()
    checked.take_text("reasons", text, is_needed=False)
    if checked.problems:
        filled.problems["observation"] = checked.problems["reasons"]
    elif not text:
        filled.problems["observation"] = FIELD_PROBLEMS["observation"]
    try:
        seen_on = date.fromisoformat(text_of(fields, "seen-on"))
    except ValueError:
        filled.problems["seen-on"] = FIELD_PROBLEMS["seen-on"]
        return text, None
    return text, seen_on


def points_choice_of(checklist: Vraak) -> str:
    """Which of the two choices the answers so far stand for; empty when none were given."""
    if checklist.open_points:
        return EACH_POINT if len(checklist.open_points) < len(VRAAK) else ""
    return ALL_POINTS if all(_answers(checklist)) else EACH_POINT


def _answers(checklist: Vraak) -> list[bool | None]:
    return [getattr(checklist, key.partition(":")[2]) for key in VRAAK]
