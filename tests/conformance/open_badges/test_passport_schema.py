"""The passport schema judges badges as the official Open Badges 3.0 schema does."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

ROOT = Path(__file__).parents[3]
PASSPORT = ROOT / "schemas" / "passport" / "v1"
VECTORS = ROOT.parent / "shared" / "vectors"
OFFICIAL = VECTORS / "ob30-schemas" / "ob_v3p0_achievementcredential_schema.json"
EXAMPLES = sorted((PASSPORT / "examples").rglob("*.json"))
DUTCH_BADGES = sorted((VECTORS / "edubadges-obv3" / "credentials").glob("*.json"))

needs_official_schema = pytest.mark.skipif(
    not OFFICIAL.exists(), reason="the official Open Badges schema is not on this machine"
)


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_bytes())
    return document


def _validator(path: Path) -> jsonschema_rs.Draft201909Validator:
    return jsonschema_rs.Draft201909Validator(_read(path))


@pytest.fixture(scope="module")
def ours() -> jsonschema_rs.Draft201909Validator:
    return _validator(PASSPORT / "skills-passport.schema.json")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_each_example_is_judged_as_its_folder_says(
    path: Path, ours: jsonschema_rs.Draft201909Validator
) -> None:
    assert ours.is_valid(_read(path)) is (path.parent.name == "valid")


@needs_official_schema
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_official_schema_agrees_on_each_example(
    path: Path, ours: jsonschema_rs.Draft201909Validator
) -> None:
    assert _validator(OFFICIAL).is_valid(_read(path)) is ours.is_valid(_read(path))


@needs_official_schema
def test_thirty_dutch_badges_follow_both_schemas(ours: jsonschema_rs.Draft201909Validator) -> None:
    official = _validator(OFFICIAL)
    refused = [
        path.name
        for path in DUTCH_BADGES
        if not (ours.is_valid(_read(path)) and official.is_valid(_read(path)))
    ]
    assert len(DUTCH_BADGES) == 30
    assert refused == []
