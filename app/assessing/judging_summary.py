"""From a case to the pages where a judgement is read as a whole: before signing, after it, and by a second person."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.assessing.cases import Case
from app.assessing.evidence import Evidence
from app.assessing.judge import Judgement
from app.assessing.judgement_answers import Answers
from app.assessing.judgement_rules import Outcome, needs_second_person
from app.assessing.judging_page_models import (
    FieldProblem,
    JudgementCard,
    RatingLine,
    SecondPage,
    SummaryPage,
)
from app.assessing.judging_pages import case_head, draft_outcome, evidence_cards, point_lines
from app.assessing.judging_wording import LACKS, METHODS, Speech
from app.platform.errors import FieldError

# What is filled in on the page of the summary itself.
_HERE = frozenset({"/role", "/name", "/conflict"})


def build_summary_page(
    case: Case,
    judgement: Judgement,
    evidence: Sequence[Evidence],
    faults: Sequence[FieldError],
    slug: str,
    speech: Speech,
    *,
    now: datetime,
    name: str,
    role: str,
    is_changed: bool = False,
    problems: Iterable[FieldProblem] = (),
) -> SummaryPage:
    """Everything that is to be signed, and what still lacks."""
    head = case_head(case, slug, speech)
    lacks = (_lack(case, fault, head.base, speech) for fault in faults if fault.pointer not in _HERE)
    return SummaryPage(
        head=head,
        card=judgement_card(case, judgement, draft_outcome(case), head.base, speech),
        evidence=evidence_cards(evidence, slug, speech),
        needs_second=needs_second_person(case.claim.level_asked),
        is_mandate_over=not case.has_mandate_at(now),
        mandate_until=case.mandate.valid_until if case.mandate else None,
        lacks=tuple(dict.fromkeys(lacks)),
        name=name,
        role=role,
        version=judgement.version,
        reasons_address=f"{head.base}/reasons",
        is_changed=is_changed,
        problems=tuple(problems),
    )


def build_second_page(
    case: Case,
    first: Judgement,
    evidence: Sequence[Evidence],
    slug: str,
    speech: Speech,
    *,
    role: str,
    reason: str = "",
    conflict: str = "",
    problems: Iterable[FieldProblem] = (),
) -> SecondPage:
    """What the first person signed, for one who may agree with it."""
    head = case_head(case, slug, speech)
    return SecondPage(
        head=head,
        card=judgement_card(case, first, first.outcome, head.base, speech),
        evidence=evidence_cards(evidence, slug, speech),
        mandate_until=case.mandate.valid_until if case.mandate else None,
        role=role,
        reason=reason,
        conflict=conflict,
        problems=tuple(problems),
    )


def judgement_card(
    case: Case, judgement: Judgement, outcome: Outcome | None, base: str, speech: Speech
) -> JudgementCard:
    """A judgement in words."""
    answers = judgement.answers
    wanted = case.requirements(speech.key)
    mastery = next((one for one in wanted.mastery_levels if one.code == answers.text("mastery")), None)
    reference = answers.reference
    return JudgementCard(
        outcome=outcome or "",
        ratings=_rating_lines(case, answers, base, speech),
        reasons=answers.text("reasons") or "",
        next_step=(answers.text("next-step") or "") if outcome is Outcome.not_yet else "",
        method=speech.translate(METHODS[answers.method]) if answers.method else None,
        mastery=mastery.name if mastery else None,
        points=point_lines(answers, speech),
        reference=" ".join(filter(None, (reference.name, reference.number))) if reference else None,
        role=answers.text("role") or "",
        signed_at=judgement.signed_at,
    )


def _rating_lines(case: Case, answers: Answers, base: str, speech: Speech) -> tuple[RatingLine, ...]:
    given = case.skill_set.content.rating_words
    words = {word.code: word.label[speech.key] for word in given}
    # Who judges by the API may leave the word out: then the first that counts the same is the one.
    plain = {word.counts_as.value: word.label[speech.key] for word in reversed(given)}
    lines = []
    for number, criterion in enumerate(case.achievement.criteria, start=1):
        rating = answers.rating(criterion.id)
        lines.append(
            RatingLine(
                number=number,
                criterion=criterion.text[speech.key],
                word=words.get(rating.word or "") or plain.get(rating.rating.value) if rating else None,
                counts_as=rating.rating.value if rating else "",
                remark=rating.remark if rating else None,
                address=f"{base}/{number}?from=summary",
            )
        )
    return tuple(lines)


def _lack(case: Case, fault: FieldError, base: str, speech: Speech) -> FieldProblem:
    """What lacks, in a sentence, and the page where it is put right."""
    kind, _, criterion = fault.pointer.strip("/").partition(":")
    ids = [str(one.id) for one in case.achievement.criteria]
    if kind == "criterion" and criterion in ids:
        number = ids.index(criterion) + 1
        sentence = speech.translate(LACKS["criterion"]) % {"number": number}
        return FieldProblem(kind, sentence, f"{base}/{number}")
    last = fault.pointer.rsplit("/", 1)[-1]
    found = LACKS.get(fault.code) or LACKS.get(last) or LACKS["other"]
    return FieldProblem(last, speech.translate(found), f"{base}/reasons")
