"""The official schema of Open Badges 3.0 and what we issue."""

import json
from pathlib import Path

import pytest

from app.credentials.schemas import SchemaRegistry, load_schemas
from app.credentials.skill_match import SkillMatch, write_target_type
from tests.unit.credentials.cases import CREDENTIAL, VECTORS, needs
from tests.unit.credentials.test_model import SMALLEST

FOLDER = VECTORS / "ob30-schemas"
FILE = FOLDER / "ob_v3p0_achievementcredential_schema.json"

pytestmark = needs(FILE)


@pytest.fixture(scope="module")
def schemas() -> SchemaRegistry:
    return load_schemas(FILE)


def test_what_we_issue_follows_the_official_schema(schemas: SchemaRegistry) -> None:
    for credential in (CREDENTIAL, SMALLEST):
        assert schemas.validate(credential.to_document()) == []
        assert schemas.is_valid(credential.to_document())


@pytest.mark.parametrize("match_type", ["exact", "close", "broad", "narrow"])
def test_a_type_that_tells_how_a_skill_matches_follows_the_schema(
    schemas: SchemaRegistry, match_type: str
) -> None:
    document = CREDENTIAL.to_document()
    [alignment, *_] = document["credentialSubject"]["achievement"]["alignment"]
    alignment["targetType"] = write_target_type(
        SkillMatch("ext:CompetentNLConcept", match_type, "en-GB", "knowledge")
    )
    assert schemas.validate(document) == []
    alignment["targetType"] = "CompetentNLConcept.exact.nl"
    assert schemas.validate(document) != []


def test_a_finding_names_the_place_and_never_the_value(schemas: SchemaRegistry) -> None:
    document = CREDENTIAL.to_document()
    document["credentialSubject"]["achievement"]["name"] = 4711
    document["id"] = ["secret"]
    assert not schemas.is_valid(document)
    findings = schemas.validate(document)
    assert "/credentialSubject/achievement/name: type" in findings
    assert "secret" not in str(findings)
    assert "4711" not in str(findings)


def test_findings_are_limited(schemas: SchemaRegistry) -> None:
    document = CREDENTIAL.to_document()
    document["evidence"] = [{}] * 100
    assert len(schemas.validate(document)) == 20


def test_the_schema_is_loaded_from_bytes_file_or_folder() -> None:
    for source in (FILE.read_bytes(), FILE, FOLDER):
        assert load_schemas(source).is_valid(CREDENTIAL.to_document())


def test_a_folder_without_the_schema_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_schemas(tmp_path)


def test_a_schema_that_points_elsewhere_is_not_fetched() -> None:
    schema = json.loads(FILE.read_bytes())
    schema["properties"]["name"] = {"$ref": "https://evil.example/schema.json"}
    with pytest.raises(Exception, match="never fetched"):
        SchemaRegistry(json.dumps(schema).encode())


@needs(VECTORS / "edubadges-obv3" / "credentials")
def test_the_real_dutch_badges_follow_the_schema(schemas: SchemaRegistry) -> None:
    files = sorted((VECTORS / "edubadges-obv3" / "credentials").glob("*.json"))
    assert len(files) == 30
    assert [file.name for file in files if schemas.validate(json.loads(file.read_bytes()))] == []
