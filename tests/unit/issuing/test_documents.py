"""The last check before signing sees every difference between a document and its ledger row."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.credentials.model import Profile
from app.issuing.documents import (
    Expected,
    Slot,
    achievement_document,
    build_credential,
    find_closed_rule_faults,
)
from tests.unit.issuing.cases import NOW, REQUEST, SNAPSHOT, URL

SLOT = Slot(UUID(int=5), UUID(int=6), "Jan", UUID(int=7), 94567, NOW)
EXPECTED = Expected(UUID(int=5), "did:web:x", UUID(int=7), 94567, NOW, None, 3, 2)


def document() -> dict[str, Any]:
    return build_credential(
        REQUEST,
        SLOT,
        issuer=Profile("did:web:x", "X"),
        achievement=achievement_document(SNAPSHOT, public_url=URL),
        public_url=URL,
    ).to_document()


def test_the_planned_document_keeps_all_rules() -> None:
    assert find_closed_rule_faults(document(), EXPECTED, public_url=URL) == []


def test_criteria_become_one_narrative_and_the_version_is_in_the_address() -> None:
    achievement = document()["credentialSubject"]["achievement"]
    assert achievement["criteria"]["narrative"] == "Kijkt om.\nRemt."
    assert achievement["id"] == f"{URL}/achievements/{UUID(int=1)}/3"


def test_a_credential_describes_the_level_it_reached_and_no_other() -> None:
    subject = document()["credentialSubject"]
    levels = subject["achievement"]["resultDescription"][0]["rubricCriterionLevel"]
    assert [rung["id"] for rung in levels] == [subject["result"][0]["achievedLevel"]]
    assert levels[0]["description"]


def test_a_badge_names_one_status_and_that_is_revocation() -> None:
    entry = document()["credentialStatus"]
    assert (entry["statusPurpose"], entry["statusListIndex"]) == ("revocation", "94567")


def test_a_row_of_the_profile_before_named_both_purposes_and_may_still_be_completed() -> None:
    one = document()["credentialStatus"]
    both = [one, {**one, "statusPurpose": "suspension"}]
    both[1]["statusListCredential"] = one["statusListCredential"].replace("revocation", "suspension")
    before = replace(EXPECTED, profile_version=1, level=0)
    assert find_closed_rule_faults({**document(), "credentialStatus": both}, before, public_url=URL) == []
    assert find_closed_rule_faults(document(), before, public_url=URL) == ["status"]


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        (("id",), "urn:uuid:00000000-0000-0000-0000-000000000009", "id"),
        (("issuer", "id"), "did:web:y", "issuer"),
        (("iss",), "did:web:y", "issuer"),
        (("jti",), "urn:uuid:1", "id"),
        (("validFrom",), "2020-01-01T00:00:00Z", "valid_from"),
        (("validUntil",), "2099-01-01T00:00:00Z", "valid_until"),
        (("@context",), ["https://evil.example"], "context"),
        (("proof",), {}, "members"),
        (("credentialStatus",), [], "status"),
        (("credentialSubject", "result"), [], "level"),
        (("evidence",), [{"id": "https://files.example/photo.jpg", "type": ["Evidence"]}], "evidence"),
    ],
)
def test_any_difference_is_named(path: tuple[str, ...], value: object, rule: str) -> None:
    changed: Any = deepcopy(document())
    node = changed
    for name in path[:-1]:
        node = node[name]
    node[path[-1]] = value
    assert rule in find_closed_rule_faults(changed, EXPECTED, public_url=URL)


def test_another_index_or_profile_version_is_named() -> None:
    moved = Expected(UUID(int=5), "did:web:x", UUID(int=7), 1, datetime(2026, 1, 1, tzinfo=UTC), None, 4, 2)
    assert find_closed_rule_faults(document(), moved, public_url=URL) == ["profile", "valid_from", "status"]
