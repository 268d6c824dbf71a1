"""No term that a JSON-LD reader would drop."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.credentials.errors import ContextNotAllowed, DataLoss
from app.credentials.vocabulary import KNOWN_TYPES, OPEN_BADGE, OPEN_BADGE_TERMS, ensure_known_terms
from tests.unit.credentials.cases import CREDENTIAL, VECTORS, needs

SCHEMA = VECTORS / "ob30-schemas" / "ob_v3p0_achievementcredential_schema.json"


def test_a_credential_of_ours_uses_known_terms_only() -> None:
    ensure_known_terms(CREDENTIAL.to_document(), OPEN_BADGE)
    ensure_known_terms(
        {"issuer": {"id": "a", "parentOrg": {"id": "b", "parentOrg": {"id": "c"}}}}, OPEN_BADGE
    )
    ensure_known_terms({"issuer": "did:web:a.example", "termsOfUse": ["https://a.example"]}, OPEN_BADGE)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(grade="A+"),
        lambda d: d["credentialSubject"].update(grade="A+"),
        lambda d: d["credentialSubject"]["achievement"].update({"@id": "x"}),
        lambda d: d["evidence"][0].update(score=1),
        lambda d: d["issuer"].update(name={"@value": "x", "grade": 1}),
        lambda d: d["issuer"].update(name=[{"@value": "x"}]),
        lambda d: d["credentialSubject"]["achievement"].update(tag=[["a"]]),
        lambda d: d.update(evidence=[["a"]]),
        lambda d: d.update(type=["VerifiableCredential", "OpenBadgeCredential", "Diploma"]),
        lambda d: d["issuer"].update(type="Ministry"),
        lambda d: d["issuer"]["parentOrg"].update(grade="A+"),
    ],
)
def test_a_term_without_meaning_is_data_loss(change: Callable[[dict[str, Any]], object]) -> None:
    document = CREDENTIAL.to_document()
    document["issuer"]["parentOrg"] = {"id": "https://a.example", "type": ["Profile"]}
    change(document)
    with pytest.raises(DataLoss):
        ensure_known_terms(document, OPEN_BADGE)
    with pytest.raises(DataLoss):
        OPEN_BADGE_TERMS.ensure_known(document)


@pytest.mark.parametrize("name", sorted(OPEN_BADGE))
@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "x",
        [],
        {},
        [7],
        ["x"],
        [{}],
        [[]],
        [None],
        {"grade": 1},
        [{"grade": 1}],
        {"type": "Profile"},
        {"type": []},
        ["x", {"grade": 1}],
        {"id": {}},
        {"@context": []},
    ],
)
def test_the_compiled_list_and_the_walk_agree(name: str, value: Any) -> None:
    document = {name: value}
    try:
        ensure_known_terms(document, OPEN_BADGE)
    except (DataLoss, ContextNotAllowed) as error:
        with pytest.raises(type(error)):
            OPEN_BADGE_TERMS.ensure_known(document)
    else:
        assert OPEN_BADGE_TERMS._closed.is_valid(document)


def test_a_type_that_cannot_be_a_name_is_data_loss() -> None:
    with pytest.raises(DataLoss):
        ensure_known_terms({"type": [["VerifiableCredential"]]}, OPEN_BADGE)
    with pytest.raises(DataLoss):
        ensure_known_terms({"type": 7}, OPEN_BADGE)


def test_a_context_inside_a_node_is_refused() -> None:
    with pytest.raises(ContextNotAllowed):
        ensure_known_terms({"issuer": {"@context": "https://evil.example"}}, OPEN_BADGE)


@needs(SCHEMA)
def test_every_allowed_term_is_in_the_official_schema() -> None:
    properties = json.loads(SCHEMA.read_bytes())["$defs"]
    root = json.loads(SCHEMA.read_bytes())["properties"]
    assert OPEN_BADGE.keys() <= root.keys()
    subject = OPEN_BADGE["credentialSubject"]
    assert subject.keys() <= properties["AchievementSubject"]["properties"].keys()
    assert subject["achievement"].keys() <= properties["Achievement"]["properties"].keys()
    assert OPEN_BADGE["issuer"].keys() <= properties["Profile"]["properties"].keys()
    assert "Achievement" in KNOWN_TYPES
