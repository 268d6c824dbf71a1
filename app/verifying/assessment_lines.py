"""How somebody was assessed, as lines of a card in the words of wording.py."""

from collections.abc import Iterator

from app.credentials.assessment import AssessmentSummary
from app.holding.signed_codes import tell_method
from app.holding.wording import Phrasebook
from app.platform.text import is_web_address
from app.verifying.page_models import AssessmentLine
from app.verifying.wording import ASSESSMENT_LABELS, PHASES, POINT_WORDS


def build_assessment(summary: AssessmentSummary | None, phrasebook: Phrasebook) -> tuple[AssessmentLine, ...]:
    """The facts that are there, in a fixed order; the second person stands by the assessor, not here."""
    if summary is None:
        return ()
    return tuple(
        AssessmentLine(phrasebook.translate(ASSESSMENT_LABELS[name]), value, _web(url))
        for name, value, url in _facts(summary, phrasebook)
        if value
    )


def _facts(
    summary: AssessmentSummary, phrasebook: Phrasebook
) -> Iterator[tuple[str, str | None, str | None]]:
    yield "method", summary.method and tell_method(summary.method, phrasebook), None
    if summary.standard is not None:
        yield "standard", summary.standard.name, summary.standard.url
    for name, is_met in (("met", True), ("unmet", False)):
        yield name, _points(summary.checklist or (), is_met, phrasebook), None
    yield "quality_scheme", summary.quality_scheme, None
    yield "confirmer_relation", summary.confirmer_relation, None
    if summary.reference is not None:
        yield "reference", summary.reference.name, summary.reference.url
    if summary.mastery is not None:
        yield "mastery", ": ".join(filter(None, (summary.mastery.name, summary.mastery.descriptor))), None
    yield "reasons", summary.reasons, None
    phase = PHASES.get(summary.phase or "")
    yield "phase", phase and phrasebook.translate(phase), None


def _points(checklist: tuple[bool, ...], is_met: bool, phrasebook: Phrasebook) -> str:
    words = zip(POINT_WORDS, checklist, strict=False)
    return ", ".join(phrasebook.translate(word) for word, answer in words if answer is is_met)


def _web(url: str | None) -> str | None:
    return url if url is not None and is_web_address(url) else None
