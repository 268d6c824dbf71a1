"""What the pages of an assessor show, in one language."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A field that is not right yet, and what to do about it. `address` is a page, where it is not this one."""

    field: str
    sentence: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A request that waits. `kind` is start, resume, appeal or second; `answered` of `total` questions are done."""

    kind: str
    worker: str
    skill: str
    code: str
    address: str
    added_at: datetime
    level: str
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class MandateLine:
    """What the assessor may judge, until when. `days_left` is negative when it is over."""

    name: str
    level: str
    until: datetime
    days_left: int


@dataclass(frozen=True, slots=True)
class CasesPage:
    """The requests that wait, those that match what was typed."""

    lines: tuple[CaseLine, ...]
    mandates: tuple[MandateLine, ...]
    typed: str
    is_filtered: bool


@dataclass(frozen=True, slots=True)
class EvidenceCard:
    """A piece of evidence; `address` is its file."""

    kind: str
    summary: str
    seen_on: date
    confirmer: str | None
    relation: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class CaseHead:
    """Whom and what every page of a case is about."""

    worker: str
    skill: str
    level: str
    base: str
    back: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """Before the first question: who, what, how many questions, by which mandate."""

    head: CaseHead
    description: str
    words: str
    questions: int
    evidence: tuple[EvidenceCard, ...]
    mandate_until: datetime | None
    is_mandate_over: bool
    is_appeal: bool
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class WordButton:
    """One of the words of a rating, what it means, and whether it was chosen before."""

    code: str
    label: str
    meaning: str
    counts_as: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One criterion."""

    head: CaseHead
    number: int
    total: int
    criterion: str
    words: tuple[WordButton, ...]
    remark: str
    photos: int
    version: int
    previous: str
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class PointLine:
    """One of the five points on which evidence is judged; `answer` is "yes", "no" or empty."""

    name: str
    sentence: str
    answer: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose."""

    code: str
    name: str
    more: str | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ReasonsPage:
    """The last questions. `outcome` is met, not-yet, or empty when too little was seen for either."""

    head: CaseHead
    number: int
    outcome: str
    seen: int
    seen_at_least: int
    texts: dict[str, str]
    points: tuple[PointLine, ...]
    points_choice: str
    methods: tuple[Choice, ...]
    masteries: tuple[Choice, ...]
    asks_reference: bool
    asks_observation: bool
    evidence_lacking: int
    today: str
    version: int
    previous: str
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class RatingLine:
    """A criterion with what was answered."""

    number: int
    criterion: str
    word: str | None
    counts_as: str
    remark: str | None
    address: str


@dataclass(frozen=True, slots=True)
class JudgementCard:
    """A whole judgement, to read."""

    outcome: str
    ratings: tuple[RatingLine, ...]
    reasons: str
    next_step: str
    method: str | None
    mastery: str | None
    points: tuple[PointLine, ...]
    reference: str | None
    role: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """What is signed: everything once more. `lacks` leads to what is still open; with any of it nobody signs."""

    head: CaseHead
    card: JudgementCard
    evidence: tuple[EvidenceCard, ...]
    needs_second: bool
    is_mandate_over: bool
    mandate_until: datetime | None
    lacks: tuple[FieldProblem, ...]
    name: str
    role: str
    version: int
    reasons_address: str
    is_changed: bool = False
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class DonePage:
    """After a signature, a hand-over, or when there is nothing to judge. `what` says which."""

    what: str
    back: str
    head: CaseHead | None = None


@dataclass(frozen=True, slots=True)
class SecondPage:
    """What a second person reads, and the form under it."""

    head: CaseHead
    card: JudgementCard
    evidence: tuple[EvidenceCard, ...]
    mandate_until: datetime | None
    role: str
    reason: str
    conflict: str
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """What a supervisor confirms by a link."""

    organisation_name: str
    worker: str | None
    skill: str
    observation: str
    seen_on: date
    action: str
    relations: tuple[Choice, ...]
    name: str = ""
    words: str = ""
    is_confirmed: bool = False
    problems: tuple[FieldProblem, ...] = ()
