"""From a case to the typed pages of judging_page_models.py: the questions one by one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.assessing.cases import Case, code_of
from app.assessing.dossier_states import ClaimState
from app.assessing.evidence import Evidence
from app.assessing.judge import Judgement
from app.assessing.judgement_answers import NO_ANSWERS, VRAAK, Answers, Conflict, Method
from app.assessing.judgement_rules import Outcome, count_usable_evidence, outcome_of
from app.assessing.judging_forms import points_choice_of
from app.assessing.judging_page_models import (
    CaseHead,
    CaseLine,
    CasesPage,
    Choice,
    EvidenceCard,
    FieldProblem,
    MandateLine,
    PointLine,
    QuestionPage,
    ReasonsPage,
    StartPage,
    WordButton,
)
from app.assessing.judging_wording import KINDS, METHODS, POINTS, RELATION_NAMES, Speech
from app.assessing.mandates import Mandate
from app.assessing.validation_levels import load_ladder

_HOME: Final = ZoneInfo("Europe/Amsterdam")
TEXT_FIELDS: Final = ("reasons", "next-step", "reference-name", "reference-number", "reference-url")


def cases_address(slug: str) -> str:
    """Where the requests of a desk stand."""
    return f"/desk/{slug}/judge"


def case_address(slug: str, claim_id: UUID) -> str:
    """The address of a case: what a QR code shows, and where somebody goes on."""
    return f"{cases_address(slug)}/{claim_id}"


def next_address(case: Case, slug: str) -> str:
    """The first question of a draft that is open, then the reasons, then the summary."""
    base, answers = case_address(slug, case.claim.id), _answers(case)
    for number, criterion in enumerate(case.achievement.criteria, start=1):
        if answers.rating(criterion.id) is None:
            return f"{base}/{number}"
    return f"{base}/summary" if _has_reasons(case) else f"{base}/reasons"


def case_head(case: Case, slug: str, speech: Speech) -> CaseHead:
    """Whom and what it is about."""
    return CaseHead(
        worker=worker_of(case),
        skill=case.achievement.name[speech.key],
        level=level_name(case.claim.level_asked, speech),
        base=case_address(slug, case.claim.id),
        back=cases_address(slug),
    )


def worker_of(case: Case) -> str:
    """The name of the worker, or what the partnership calls them."""
    return case.candidate.name or case.candidate.reference


def level_name(number: int, speech: Speech) -> str:
    """The number of a level with its name."""
    level = load_ladder().find_level(number)
    return f"{number} – {level.name[speech.key]}" if level else str(number)


def build_cases_page(
    cases: Sequence[Case], mandates: Iterable[MandateLine], slug: str, speech: Speech, *, typed: str
) -> CasesPage:
    """What waits, narrowed to what was typed of a name or skill."""
    lines = [_case_line(case, slug, speech) for case in cases]
    wanted = typed.casefold()
    shown = [line for line in lines if wanted in f"{line.worker}\n{line.skill}\n{line.code}".casefold()]
    return CasesPage(tuple(shown), tuple(mandates), typed, is_filtered=len(shown) < len(lines))


def mandate_line(mandate: Mandate, name: str, speech: Speech, *, now: datetime) -> MandateLine:
    """What somebody may judge."""
    ends_at = min(filter(None, (mandate.valid_until, mandate.revoked_at)))
    days = (ends_at - now).days
    return MandateLine(name, level_name(mandate.highest_level, speech), ends_at, days)


def build_start_page(
    case: Case,
    evidence: Sequence[Evidence],
    slug: str,
    speech: Speech,
    *,
    now: datetime,
    problems: Iterable[FieldProblem] = (),
) -> StartPage:
    """Who and what, before anything is answered."""
    return StartPage(
        head=case_head(case, slug, speech),
        description=case.achievement.description[speech.key],
        words=case.words,
        questions=len(case.achievement.criteria) + 1,
        evidence=evidence_cards(evidence, slug, speech),
        mandate_until=case.mandate.valid_until if case.mandate else None,
        is_mandate_over=not case.has_mandate_at(now),
        is_appeal=case.is_appeal,
        problems=tuple(problems),
    )


def build_question_page(
    case: Case,
    evidence: Sequence[Evidence],
    number: int,
    slug: str,
    speech: Speech,
    *,
    remark: str | None = None,
    problems: Iterable[FieldProblem] = (),
) -> QuestionPage:
    """One criterion, with what was answered before; `remark` is what was typed just now."""
    criterion, answers = case.achievement.criteria[number - 1], _answers(case)
    head = case_head(case, slug, speech)
    rating = answers.rating(criterion.id)
    chosen = rating.word if rating else None
    return QuestionPage(
        head=head,
        number=number,
        total=len(case.achievement.criteria) + 1,
        criterion=criterion.text[speech.key],
        words=tuple(
            WordButton(
                word.code,
                word.label[speech.key],
                word.meaning[speech.key],
                word.counts_as,
                word.code == chosen,
            )
            for word in case.skill_set.content.rating_words
        ),
        remark=(answers.remark(criterion.id) or "") if remark is None else remark,
        photos=sum(item.file_id is not None for item in evidence),
        version=case.judgement.next_version if case.judgement else 0,
        previous=f"{head.base}/{number - 1}" if number > 1 else "",
        problems=tuple(problems),
    )


def build_reasons_page(
    case: Case,
    evidence: Sequence[Evidence],
    slug: str,
    speech: Speech,
    *,
    now: datetime,
    typed: Mapping[str, str] | None = None,
    problems: Iterable[FieldProblem] = (),
) -> ReasonsPage:
    """The questions after the criteria; `typed` are texts that were sent and could not be kept."""
    answers, head = _answers(case), case_head(case, slug, speech)
    wanted = case.requirements(speech.key)
    total = len(wanted.criterion_ids)
    texts = {name: answers.text(name) or "" for name in TEXT_FIELDS} | {"observation": "", "seen-on": ""}
    lacking = max(0, wanted.at_least - count_usable_evidence(wanted, evidence, now))
    ratings = [found.rating.value for one in wanted.criterion_ids if (found := answers.rating(one))]
    return ReasonsPage(
        head=head,
        number=total + 1,
        outcome=draft_outcome(case) or "",
        seen=ratings.count("yes") + ratings.count("not-yet"),
        seen_at_least=wanted.seen_at_least,
        texts=texts | dict(typed or {}),
        points=point_lines(answers, speech),
        points_choice=(typed or {}).get("points") or points_choice_of(answers.checklist),
        methods=_choices(METHODS, answers.method, speech),
        masteries=tuple(
            Choice(one.code, one.name, one.descriptor, one.code == answers.text("mastery"))
            for one in wanted.mastery_levels
        ),
        asks_reference=asks_reference(case),
        asks_observation=lacking == 1 and "observation" in wanted.kinds,
        evidence_lacking=lacking,
        today=now.astimezone(_HOME).date().isoformat(),
        version=case.judgement.next_version if case.judgement else 0,
        previous=f"{head.base}/{total}",
        problems=tuple(problems),
    )


def draft_outcome(case: Case) -> Outcome | None:
    """What the ratings so far come to."""
    wanted = case.requirements("nl")
    return outcome_of(_answers(case), wanted.criterion_ids, wanted.seen_at_least)


def asks_reference(case: Case) -> bool:
    """Whether the level asks where a recognition is written down."""
    level = load_ladder().find_level(case.claim.level_asked)
    return level is not None and level.minimum.reference


def point_lines(answers: Answers, speech: Speech) -> tuple[PointLine, ...]:
    """The five points with their answers."""
    given = {True: "yes", False: "no", None: ""}
    return tuple(
        PointLine(key, speech.translate(POINTS[point]), given[getattr(answers.checklist, point)])
        for key in VRAAK
        for point in [key.partition(":")[2]]
    )


def evidence_cards(evidence: Sequence[Evidence], slug: str, speech: Speech) -> tuple[EvidenceCard, ...]:
    """What there is to look at."""
    return tuple(
        EvidenceCard(
            kind=speech.translate(KINDS[item.kind]),
            summary=item.summary,
            seen_on=item.seen_on,
            confirmer=item.confirmer,
            relation=speech.translate(RELATION_NAMES[item.relation]) if item.relation else None,
            address=_file_address(item, slug),
        )
        for item in evidence
    )


def _file_address(item: Evidence, slug: str) -> str | None:
    if item.file_id is None:
        return None
    return f"/desk/{slug}/dossiers/{item.dossier_id}/files/{item.file_id}/content"


def _case_line(case: Case, slug: str, speech: Speech) -> CaseLine:
    answers, criteria = _answers(case), case.achievement.criteria
    kinds = {ClaimState.second: "second", ClaimState.appealed: "appeal"}
    return CaseLine(
        kind="resume" if case.is_drafting else kinds.get(case.claim.state, "start"),
        worker=worker_of(case),
        skill=case.achievement.name[speech.key],
        code=code_of(case.claim.id),
        address=case_address(slug, case.claim.id),
        added_at=case.claim.added_at,
        level=level_name(case.claim.level_asked, speech),
        answered=sum(answers.rating(one.id) is not None for one in criteria),
        total=len(criteria) + 1,
    )


def _choices(names: Mapping[str, str], chosen: Method | None, speech: Speech) -> tuple[Choice, ...]:
    return tuple(Choice(code, speech.translate(name), None, code == chosen) for code, name in names.items())


def _has_reasons(case: Case) -> bool:
    answers, outcome = _answers(case), draft_outcome(case)
    if outcome is Outcome.not_yet:
        return bool(answers.text("reasons") and answers.text("next-step"))
    is_whole = bool(answers.text("reasons") and answers.method) and not answers.checklist.open_points
    return outcome is Outcome.met and is_whole


def _answers(case: Case) -> Answers:
    return case.judgement.answers if case.judgement else NO_ANSWERS


def has_declared(judgement: Judgement | None) -> bool:
    """Whether the person said that they have no interest in the outcome."""
    return judgement is not None and judgement.answers.conflict is Conflict.none
