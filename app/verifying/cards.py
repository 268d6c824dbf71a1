"""From judgements to the cards and lines of the pages, in the words of wording.py."""

from dataclasses import replace
from datetime import date, datetime

from app.credentials.model import Alignment, Evidence, ValidationLevel
from app.credentials.report import Check, Outcome, VerificationReport
from app.credentials.skill_match import OWN_TERM_TYPE, read_target_type
from app.holding.levels import level_in_language
from app.holding.signed_codes import tell_evidence
from app.holding.wording import Phrasebook, local_date
from app.platform.text import is_web_address
from app.settings import Settings
from app.trust.issuer_pages import issuer_address
from app.verifying.assessment_lines import build_assessment
from app.verifying.page_models import (
    AlignmentLine,
    CheckLine,
    CredentialCard,
    EvidenceLine,
    LevelBadge,
)
from app.verifying.report import Facts, Judgement, disclosure_of, facts_of
from app.verifying.wording import (
    CHECK_LABELS,
    NEWER_NOTE,
    OLDER_NOTE,
    OUTCOME_WORDS,
    VERDICT_TITLES,
    check_sentence,
    deciding_sentence,
    issuer_note,
    recognition_sentence,
)


def build_card(judgement: Judgement, phrasebook: Phrasebook, settings: Settings) -> CredentialCard:
    """The card of one credential: as many facts as the verdict allows, and why it got that verdict."""
    report = judgement.report
    card = CredentialCard(
        verdict=report.verdict.value,
        verdict_title=phrasebook.translate(VERDICT_TITLES[report.verdict.value]),
        reason=None if report.is_valid else deciding_sentence(report).in_words(phrasebook),
        disclosure=disclosure_of(report),
        checks=tuple(build_check_line(check, report, phrasebook) for check in report.checks),
        notes=(phrasebook.translate(NEWER_NOTE),) if judgement.has_newer else (),
    )
    facts = facts_of(judgement)
    if facts is None:
        return card
    page = issuer_address(settings, facts.issuer_did) if facts.registered else None
    return replace(_with_facts(card, facts, report, phrasebook), issuer_page=page)


def build_check_line(check: Check, report: VerificationReport, phrasebook: Phrasebook) -> CheckLine:
    """One check in words."""
    return CheckLine(
        check=check.name,
        code=check.code,
        outcome=check.outcome.value,
        outcome_word=phrasebook.translate(OUTCOME_WORDS[check.outcome.value]),
        label=phrasebook.translate(CHECK_LABELS[check.name]),
        sentence=check_sentence(check, report).in_words(phrasebook),
    )


def build_level(level: ValidationLevel | None, phrasebook: Phrasebook) -> LevelBadge | None:
    """The level in the visitor's language when it is a rung of our ladder, else as it was signed."""
    if level is None:
        return None
    words = level_in_language(level, phrasebook.language)
    return LevelBadge(number=level.number, name=words.name, meaning=words.meaning)


def _with_facts(
    card: CredentialCard, facts: Facts, report: VerificationReport, phrasebook: Phrasebook
) -> CredentialCard:
    registration = next(check for check in report.checks if check.name == "issuer_registered")
    note = issuer_note(registration.code, facts.registered, phrasebook)
    return replace(
        card,
        title=facts.title,
        description=facts.description,
        criteria=tuple(line.strip() for line in (facts.criteria or "").splitlines() if line.strip()),
        level=build_level(facts.level, phrasebook),
        holder_name=facts.holder_name,
        issuer_name=facts.issuer_name or facts.issuer_did,
        issuer_website=facts.issuer_website,
        issuer_note=note,
        issuer_is_registered=registration.outcome is Outcome.PASSED,
        assessor_role=facts.assessor_role,
        assessed_on=_optional_date(facts.assessed_at),
        valid_from=local_date(facts.valid_from),
        valid_until=_optional_date(facts.valid_until),
        evidence=tuple(_evidence_line(evidence, phrasebook) for evidence in facts.evidence),
        alignments=tuple(_alignment_line(alignment) for alignment in facts.alignments),
        second_role=facts.assessment.second_role if facts.assessment else None,
        recognised=tuple(recognition_sentence(one, phrasebook) for one in facts.recognitions),
        last_shown_on=_optional_date(facts.last_shown_at),
        assessment=build_assessment(facts.assessment, phrasebook),
        notes=(*card.notes, *((phrasebook.translate(OLDER_NOTE),) if facts.supersedes else ())),
    )


def _optional_date(instant: datetime | None) -> date | None:
    return None if instant is None else local_date(instant)


def _evidence_line(evidence: Evidence, phrasebook: Phrasebook) -> EvidenceLine:
    name = evidence.name and tell_evidence(evidence.name, phrasebook)
    return EvidenceLine(name=name, summary=evidence.narrative, kind=evidence.genre)


def _alignment_line(alignment: Alignment) -> AlignmentLine:
    match = read_target_type(alignment.target_type)
    is_own_term = match is not None and match.kind == OWN_TERM_TYPE
    is_link = is_web_address(alignment.target_url) and not is_own_term
    return AlignmentLine(
        name=alignment.target_name,
        url=alignment.target_url if is_link else None,
        framework=alignment.target_framework,
        code=alignment.target_code,
        language=match.language if match else None,
        meaning=alignment.target_description,
        is_own_term=is_own_term,
    )
