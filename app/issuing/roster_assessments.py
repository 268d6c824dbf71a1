"""The columns of a roster that say how a worker was assessed; all optional, as the level decides what is needed."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from app.assessing.assessment import NO_ASSESSMENT, Assessment, Reference, Standard, Vraak

POINTS: Final = ("variation", "relevance", "authenticity", "actuality", "quantity")
MANDATES: Final = ("assessor", "secondAssessor")
ASSESSMENT_COLUMNS: Final = (
    *("assessor", "method", "standard", "reasons", *POINTS),
    *("secondAssessor", "secondRole", "noConflict", "qualityScheme"),
    *("confirmerRelation", "registerName", "registerNumber"),
)
ANSWERS: Final = {"ja": True, "yes": True, "nee": False, "no": False}
ASSESSMENT_POINTERS: Final = {
    "/assessment/mandateId": "assessor",
    "/assessment/method": "method",
    "/assessment/standard/name": "standard",
    "/assessment/reasons": "reasons",
    **{f"/assessment/checklist/{point}": point for point in POINTS},
    "/assessment/secondMandateId": "secondAssessor",
    "/assessment/secondRole": "secondRole",
    "/assessment/secondDeclaresNoConflict": "noConflict",
    "/assessment/qualityScheme": "qualityScheme",
    "/assessment/confirmerRelation": "confirmerRelation",
    "/assessment/reference": "registerName",
    "/assessment/reference/name": "registerName",
    "/assessment/reference/number": "registerNumber",
}
_ANSWER_FAULT: Final = ("invalid", "Answer with ja or nee, yes or no.")
_MANDATE_FAULT: Final = ("invalid", "Use the id of the mandate, such as the list of mandates gives it.")


def read_assessment(cells: Mapping[str, str]) -> tuple[Assessment | None, list[tuple[str, str, str]]]:
    """What a row says of its assessment, None for nothing; and its faults as (column, code, detail)."""
    faults: list[tuple[str, str, str]] = []
    answers = {name: _read_answer(cells, name, faults) for name in (*POINTS, "noConflict")}
    first, second = (_read_mandate(cells, name, faults) for name in MANDATES)
    standard, register = cells.get("standard"), cells.get("registerName")
    given = Assessment(
        method=cells.get("method") or None,
        standard=Standard(standard) if standard else None,
        reasons=cells.get("reasons") or None,
        checklist=Vraak(**{point: answers[point] for point in POINTS}),
        assessor_mandate_id=first,
        second_mandate_id=second,
        second_declares_no_conflict=bool(answers["noConflict"]),
        second_role=cells.get("secondRole") or None,
        quality_scheme=cells.get("qualityScheme") or None,
        confirmer_relation=cells.get("confirmerRelation") or None,
        reference=Reference(register, cells.get("registerNumber") or None) if register else None,
    )
    return (None if given == NO_ASSESSMENT else given), faults


def _read_answer(cells: Mapping[str, str], column: str, faults: list[tuple[str, str, str]]) -> bool | None:
    text = cells.get(column, "")
    answer = ANSWERS.get(text.lower())
    if text and answer is None:
        faults.append((column, *_ANSWER_FAULT))
    return answer


def _read_mandate(cells: Mapping[str, str], column: str, faults: list[tuple[str, str, str]]) -> UUID | None:
    text = cells.get(column, "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        faults.append((column, *_MANDATE_FAULT))
        return None
