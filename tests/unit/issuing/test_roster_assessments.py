"""What a row of a roster says of an assessment, in the columns of the roster."""

import pytest

from app.assessing.assessment import Reference, Standard
from app.demo.assessors import ANSWERS, assess, write_cells
from app.issuing.roster_assessments import (
    ASSESSMENT_COLUMNS,
    ASSESSMENT_POINTERS,
    MANDATES,
    POINTS,
    read_assessment,
)
from tests.unit.issuing import cases


def test_a_row_without_assessment_has_none() -> None:
    assert read_assessment({}) == (None, [])
    assert read_assessment(dict.fromkeys(ASSESSMENT_COLUMNS, "")) == (None, [])


def test_a_row_says_what_a_call_says() -> None:
    cells = {**write_cells(cases.MANDATES, 4), **write_cells(cases.MANDATES, 1)}
    assert read_assessment(cells) == (assess(cases.MANDATES), [])


def test_a_standard_and_a_register_go_by_their_names() -> None:
    assessment, _ = read_assessment({"standard": "Vakstandaard", "registerName": "Register"})
    assert assessment is not None
    assert (assessment.standard, assessment.reference) == (Standard("Vakstandaard"), Reference("Register"))


@pytest.mark.parametrize("text", ["ja", "JA", "yes", "Yes"])
def test_yes_is_said_in_two_languages(text: str) -> None:
    assessment, faults = read_assessment(dict.fromkeys(POINTS, text))
    assert (assessment and assessment.checklist, faults) == (ANSWERS, [])


@pytest.mark.parametrize("column", [*POINTS, "noConflict", *MANDATES])
def test_what_is_no_answer_or_mandate_is_told_at_its_column(column: str) -> None:
    _, faults = read_assessment({column: "misschien"})
    assert [(name, code) for name, code, _ in faults] == [(column, "invalid")]


def test_every_fault_of_an_assessment_has_its_column() -> None:
    assert set(ASSESSMENT_POINTERS.values()) == set(ASSESSMENT_COLUMNS)
