"""Every ESCO concept that the sample vocabulary names exists in ESCO 1.2.0 under that label."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
ARCHIVE = ROOT.parent / "shared" / "data" / "esco" / "ESCO dataset - v1.2.0 - classification - en - csv.zip"
VOCABULARY = ROOT / "app" / "ontologies" / "data" / "sample_vocabulary.json"

pytestmark = pytest.mark.skipif(not ARCHIVE.exists(), reason="the ESCO 1.2.0 archive is not on this machine")


@pytest.fixture(scope="module")
def esco_labels() -> dict[str, str]:
    csv.field_size_limit(1_000_000)
    with zipfile.ZipFile(ARCHIVE) as archive, archive.open("skills_en.csv") as file:
        rows = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
        return {row["conceptUri"]: row["preferredLabel"] for row in rows}


def _skills() -> list[dict[str, Any]]:
    skills: list[dict[str, Any]] = json.loads(VOCABULARY.read_bytes())["skills"]
    return skills


def test_the_archive_is_esco_1_2_0(esco_labels: dict[str, str]) -> None:
    assert len(esco_labels) == 13_939


def test_every_concept_resolves_with_its_preferred_label(esco_labels: dict[str, str]) -> None:
    named = {skill["esco"]["uri"]: skill["esco"]["label"] for skill in _skills()}
    assert named == {uri: esco_labels.get(uri) for uri in named}
