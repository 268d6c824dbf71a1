"""What no credential of ours can say: where evidence of a person lies, and that somebody failed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.assessing.assessment import Mastery
from app.assessing.dossier_states import TRANSITIONS, ClaimAct, ClaimState
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.judgement_answers import Method
from app.credentials.assessment import RESULT_TYPES
from app.credentials.formats.skill_claims import FIRST_SKILL_TYPE, SKILL_TYPE
from app.credentials.model import Profile
from app.demo.assessors import assess
from app.issuing.documents import (
    Expected,
    Slot,
    achievement_document,
    build_credential,
    find_closed_rule_faults,
)
from app.issuing.issue_requests import EvidenceSummary, IssueRequest, find_faults
from tests.unit.issuing.cases import MANDATES, NOW, REQUEST, SNAPSHOT, URL

SLOT = Slot(UUID(int=5), UUID(int=6), "Jan", UUID(int=7), 94567, NOW)
DAY = date(2026, 11, 1)
# What a piece of evidence may have beside its type; the name is its kind.
MEMBERS = {"id", "type", "name", "narrative", "genre"}
TYPES = {
    "VerifiableCredential",
    "OpenBadgeCredential",
    "AchievementSubject",
    "Achievement",
    "Profile",
    "Alignment",
}
TYPES |= {"Result", "ResultDescription", "RubricCriterionLevel", "Evidence", "BitstringStatusListEntry"}
TYPES |= {
    "1EdTechJsonSchemaValidator2019",
    "IdentityObject",
    "Competency",
    "ext:ValidationLevel",
    *RESULT_TYPES,
}
FAILING = re.compile(
    r"fail|not.?yet|nog.?niet|onvoldoende|insufficient|reject|gezakt|negative", re.IGNORECASE
)


def document(request: IssueRequest) -> dict[str, Any]:
    achievement = achievement_document(SNAPSHOT, public_url=URL)
    issuer = Profile("did:web:x", "X")
    made = build_credential(request, SLOT, issuer=issuer, achievement=achievement, public_url=URL)
    return made.to_document()


def values(node: object, *names: str) -> Iterator[str]:
    """Every text under one of these names, or every text when none is named."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from values(value, *names) if name not in names else values(value)
    elif isinstance(node, list):
        for one in node:
            yield from values(one, *names)
    elif isinstance(node, str) and not names:
        yield node


def typed(node: object) -> Iterator[str]:
    """Every word that says what something is."""
    if isinstance(node, dict):
        for name in ("type", "achievementType", "resultType"):
            found = node.get(name, [])
            yield from found if isinstance(found, list) else [found]
        for value in node.values():
            yield from typed(value)
    elif isinstance(node, list):
        for one in node:
            yield from typed(one)


@pytest.mark.parametrize("kind", list(EvidenceKind))
@pytest.mark.parametrize("digest", [None, "ab" * 32])
def test_evidence_of_every_kind_is_kind_day_digest_and_summary_and_no_address(
    kind: EvidenceKind, digest: str | None
) -> None:
    request = replace(REQUEST, evidence=(EvidenceSummary(kind.value, "Zelf gezien.", DAY, digest),))
    signed = document(request)
    [evidence] = signed["evidence"]
    assert set(evidence) == MEMBERS
    assert (evidence["name"], evidence["genre"]) == (kind.value, kind.value)
    assert evidence["narrative"] == "Zelf gezien. (2026-11-01)"
    assert not any(re.search(r"https?:", text) for text in values(evidence))
    assert evidence["id"].startswith("ni:///sha-256;" if digest else "urn:uuid:")


@pytest.mark.parametrize("member", ["url", "image", "file", "href"])
def test_evidence_with_an_address_is_not_signed(member: str) -> None:
    expected = Expected(UUID(int=5), "did:web:x", UUID(int=7), 94567, NOW, None, 3, 2)
    signed = document(REQUEST)
    assert find_closed_rule_faults(signed, expected, public_url=URL) == []
    signed["evidence"][0][member] = "https://files.example/photo.jpg"
    assert find_closed_rule_faults(signed, expected, public_url=URL) == ["evidence"]


@pytest.mark.parametrize("address", ["https://drive.example/x", "www.foto.example", "ftp://files.example"])
def test_a_summary_that_leads_to_evidence_is_refused(address: str) -> None:
    request = replace(REQUEST, level=0, evidence=(EvidenceSummary("photo", f"Zie {address} voor de foto."),))
    faults = find_faults(request, mandates={}, scope=None, now=NOW)
    assert [(fault.pointer, fault.code) for fault in faults] == [
        ("/evidence/0/summary", "address_in_evidence")
    ]


@pytest.mark.parametrize("level", range(5))
def test_no_type_of_a_credential_says_that_somebody_failed(level: int) -> None:
    mastery = Mastery("alone", "Zelfstandig", "Doet dit zonder hulp.")
    signed = document(replace(REQUEST, level=level, assessment=replace(assess(MANDATES), mastery=mastery)))
    assert set(typed(signed)) <= TYPES
    named = (*TYPES, SKILL_TYPE, FIRST_SKILL_TYPE, *Method)
    assert [word for word in named if FAILING.search(word)] == []
    assert not any(FAILING.search(text) for text in values(signed["credentialSubject"]["achievement"]))


def test_no_way_leads_from_a_not_yet_to_a_credential_but_through_a_new_judgement() -> None:
    issued_from = {state for (state, _), to in TRANSITIONS.items() if to is ClaimState.issued}
    assert issued_from == {ClaimState.validated}
    validating = {act for (_, act), to in TRANSITIONS.items() if to is ClaimState.validated}
    assert validating == {ClaimAct.confirm, ClaimAct.sign_met, ClaimAct.agree}
    assert not any(state is ClaimState.not_yet for (state, act) in TRANSITIONS if act in validating)
