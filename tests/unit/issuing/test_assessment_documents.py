"""A credential tells of an assessment what everybody may read, and is not signed without what its level needs."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.assessing.assessment import Assessment, Mastery, Reference, Standard
from app.assessing.validation_levels import load_ladder
from app.credentials.assessment import AssessmentSummary, MasteryLevel, NamedLink
from app.credentials.model import Profile
from app.demo.assessors import assess
from app.issuing.assessment_documents import (
    SECOND_ROLE,
    name_evidence,
    names_no_address,
    summarise,
    tells_level,
)
from app.issuing.documents import Slot, achievement_document, build_credential
from app.issuing.issue_requests import IssueRequest
from tests.unit.issuing.cases import MANDATES, NOW, REQUEST, SNAPSHOT, URL

GIVEN = assess(MANDATES)
SLOT = Slot(UUID(int=5), UUID(int=6), "Jan", UUID(int=7), 94567, NOW)


def _document(request: IssueRequest) -> dict[str, Any]:
    achievement = achievement_document(SNAPSHOT, public_url=URL)
    issuer = Profile("did:web:x", "X")
    return build_credential(
        request, SLOT, issuer=issuer, achievement=achievement, public_url=URL
    ).to_document()


def test_the_reasons_of_a_judgement_are_not_public() -> None:
    assert summarise(GIVEN, "assessment").reasons is None
    assert GIVEN.reasons is not None
    assert GIVEN.reasons not in str(_document(REQUEST))


def test_the_assessor_may_make_the_reasons_public() -> None:
    public = replace(GIVEN, has_public_reasons=True)
    assert _document(replace(REQUEST, assessment=public))["credentialSubject"]["narrative"] == GIVEN.reasons


def test_no_mandate_and_no_person_stands_in_a_credential() -> None:
    document = str(_document(replace(REQUEST, level=4)))
    assert str(MANDATES.first) not in document
    assert str(MANDATES.second) not in document


def test_what_was_not_assessed_is_not_told() -> None:
    assert summarise(None, "identification") == AssessmentSummary(phase="identification")


def test_standards_registers_and_mastery_are_told_by_name() -> None:
    given = Assessment(
        standard=Standard("Vakstandaard", "https://standaard.example"),
        reference=Reference("Diplomaregister"),
        mastery=Mastery("zelf", "Zelfstandig", "Zonder hulp."),
        second_mandate_id=MANDATES.second,
    )
    told = summarise(given, "certification")
    assert told.standard == NamedLink("Vakstandaard", "https://standaard.example")
    assert told.reference == NamedLink("Diplomaregister")
    assert told.mastery == MasteryLevel("zelf", "Zelfstandig", "Zonder hulp.")
    assert told.second_role == SECOND_ROLE
    numbered = summarise(replace(given, reference=Reference("Register", "7")), "certification")
    assert numbered.reference == NamedLink("Register, 7")


def test_a_credential_says_when_the_skill_was_last_shown() -> None:
    assert _document(REQUEST)["credentialSubject"]["activityEndDate"] == "2026-11-01T00:00:00Z"
    undated = replace(REQUEST, evidence=(replace(REQUEST.evidence[0], seen_on=None),))
    assert "activityEndDate" not in _document(undated)["credentialSubject"]


def test_a_credential_names_the_one_whose_place_it_takes() -> None:
    evidence = _document(replace(REQUEST, supersedes=UUID(int=9)))["evidence"]
    assert evidence[-1]["id"] == f"urn:uuid:{UUID(int=9)}"


def test_evidence_is_named_by_its_digest_and_never_by_an_address() -> None:
    named = name_evidence(UUID(int=5), 1, "00" * 32)
    assert named == "ni:///sha-256;" + "A" * 43
    assert names_no_address({"evidence": [{"id": named}, {"id": name_evidence(UUID(int=5), 2, None)}]})
    assert not names_no_address({"evidence": [{"id": "https://files.example/photo.jpg"}]})


@pytest.mark.parametrize("level", range(5))
def test_a_complete_document_tells_its_level(level: int) -> None:
    document = _document(replace(REQUEST, level=level))
    assert tells_level(document, level)
    assert not tells_level(document, level + 1)


@pytest.mark.parametrize("level", range(1, 5))
def test_a_document_without_an_assessment_is_not_signed(level: int) -> None:
    assert not tells_level(_document(replace(REQUEST, level=level, assessment=None)), level)


@pytest.mark.parametrize(
    ("level", "change"),
    [
        (1, {"confirmer_relation": None}),
        (2, {"method": None}),
        (2, {"checklist": replace(GIVEN.checklist, quantity=None)}),
        (3, {"second_mandate_id": None}),
        (3, {"quality_scheme": None}),
        (4, {"reference": None}),
    ],
)
def test_a_document_that_lacks_one_fact_is_not_signed(level: int, change: dict[str, Any]) -> None:
    request = replace(REQUEST, level=level, assessment=replace(GIVEN, **change))
    assert not tells_level(_document(request), level)


def test_a_document_without_evidence_is_not_signed_from_level_two() -> None:
    assert not tells_level(_document(replace(REQUEST, evidence=())), 2)
    assert tells_level(_document(replace(REQUEST, evidence=(), level=0)), 0)


def test_a_level_outside_the_ladder_is_never_signed() -> None:
    assert not tells_level(_document(REQUEST), len(load_ladder().levels))
    assert not tells_level({}, 99)
