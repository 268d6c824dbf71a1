"""What a credential tells of an assessment survives its document, and nothing in it can be read in two ways."""

from copy import deepcopy
from dataclasses import fields, replace
from typing import Any

import pytest

from app.credentials.assessment import (
    RESULT_TYPES,
    AssessmentSummary,
    MasteryLevel,
    NamedLink,
    describe_facts,
    list_facts,
    read_assessment,
    read_descriptions,
    write_facts,
)
from app.credentials.errors import MalformedCredential
from app.credentials.model import Credential
from tests.unit.credentials.cases import ASSESSED, CREDENTIAL

assert ASSESSED.assessment is not None
SUMMARY: AssessmentSummary = ASSESSED.assessment
ACHIEVEMENT = "https://vaardig.example/achievements/1/2"
Node = dict[str, Any]


def _written(summary: AssessmentSummary) -> tuple[Node, list[Node]]:
    facts = list_facts(summary)
    descriptions = describe_facts([kind for kind, _, _ in facts], summary.mastery, ACHIEVEMENT)
    return {"resultDescription": descriptions}, write_facts(facts, summary.mastery, ACHIEVEMENT)


def test_every_fact_survives_the_document() -> None:
    assert Credential.from_document(ASSESSED.to_document()) == ASSESSED


@pytest.mark.parametrize("name", [field.name for field in fields(AssessmentSummary)])
def test_each_fact_stands_alone(name: str) -> None:
    only = AssessmentSummary(**{name: getattr(SUMMARY, name)})
    achievement, results = _written(only)
    assert read_assessment(read_descriptions(achievement), results, only.reasons) == only


def test_a_credential_without_an_assessment_has_none() -> None:
    document = CREDENTIAL.to_document()
    assert Credential.from_document(document).assessment is None
    assert [result["resultDescription"] for result in document["credentialSubject"]["result"]] == [
        f"{ACHIEVEMENT}#validation-level"
    ]


def test_the_types_are_those_that_open_badges_lets_others_add() -> None:
    descriptions = _written(SUMMARY)[0]["resultDescription"]
    assert {node["resultType"] for node in descriptions} == RESULT_TYPES
    assert all(node["resultType"].startswith("ext:") for node in descriptions)


def test_the_address_of_a_standard_is_an_alignment_of_its_result() -> None:
    _, results = _written(AssessmentSummary(standard=NamedLink("Vakstandaard", "https://standaard.example")))
    assert [node["targetUrl"] for node in results[0]["alignment"]] == ["https://standaard.example"]


def test_results_of_other_types_are_left_alone() -> None:
    achievement, results = _written(replace(SUMMARY, reasons=None))
    achievement["resultDescription"].append({"id": "urn:x", "resultType": "Percent", "name": "x"})
    others = [{"type": ["Result"], "value": "8"}, {"resultDescription": "urn:x", "value": "9"}]
    assert read_assessment(read_descriptions(achievement), [*others, *results], None) == replace(
        SUMMARY, reasons=None
    )


def test_a_fact_that_is_told_twice_is_refused() -> None:
    achievement, results = _written(SUMMARY)
    for result in results:
        with pytest.raises(MalformedCredential, match="twice"):
            read_assessment(read_descriptions(achievement), [*results, deepcopy(result)], None)


@pytest.mark.parametrize("value", ["variation=yes", "yes yes yes yes yes", "x" * 60])
def test_a_checklist_that_is_not_five_answers_is_refused(value: str) -> None:
    achievement, results = _written(AssessmentSummary(checklist=(True,) * 5))
    with pytest.raises(MalformedCredential, match="checklist"):
        read_assessment(read_descriptions(achievement), [{**results[0], "value": value}], None)


def test_a_checklist_has_five_answers() -> None:
    with pytest.raises(ValueError, match="shorter"):
        list_facts(AssessmentSummary(checklist=(True,) * 4))


def test_a_level_of_mastery_must_be_described() -> None:
    achievement, results = _written(AssessmentSummary(mastery=MasteryLevel("a", "A", "Met hulp.")))
    with pytest.raises(MalformedCredential, match="mastery"):
        read_assessment(read_descriptions(achievement), [{**results[0], "achievedLevel": "urn:other"}], None)


def test_a_level_of_mastery_without_a_descriptor_is_read() -> None:
    achievement, results = _written(AssessmentSummary(mastery=MasteryLevel("a", "A", "Met hulp.")))
    del achievement["resultDescription"][0]["rubricCriterionLevel"][0]["description"]
    summary = read_assessment(read_descriptions(achievement), results, None)
    assert summary == AssessmentSummary(mastery=MasteryLevel("a", "A", ""))
