"""ESCO's own files become facts; a broken one is refused with its name and line."""

from pathlib import Path

import pytest

from app.ontologies.errors import UnreadableFramework
from app.ontologies.esco_files import read_esco, version_in_name
from app.ontologies.facts import ConceptFact, Fact, LinkFact, TextFact
from tests.vocabularies import ESCO, as_csv, english, requires, skill, write_archive


def read(path: Path) -> list[Fact]:
    return list(read_esco(path, on_bytes=lambda count: None))


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("ESCO dataset - v1.2.0 - classification - nl - csv.zip", "1.2.0"),
        ("ESCO dataset - v1.2 - classification - en - csv.zip", "1.2"),
        ("ESCO_dataset_v1.1.1_nl.zip", None),
        ("esco.zip", None),
    ],
)
def test_the_version_stands_in_the_original_name(name: str, version: str | None) -> None:
    assert version_in_name(Path(name)) == version


def test_an_archive_becomes_concepts_texts_and_links(tmp_path: Path) -> None:
    read_bytes: list[int] = []
    facts = list(read_esco(english(tmp_path), on_bytes=read_bytes.append))
    concepts = {fact.uri.rsplit("/", 1)[1]: fact for fact in facts if isinstance(fact, ConceptFact)}
    assert {name: fact.kind for name, fact in concepts.items()} == {
        "drive": "skill",
        "weld": "skill",
        "cafe": "knowledge",
        "driver": "occupation",
    }
    assert (concepts["driver"].code, concepts["cafe"].reuse_level) == ("8344.1", "sector-specific")
    assert LinkFact(f"{ESCO}/occupation/driver", "requires-essential", f"{ESCO}/skill/drive") in facts
    names = {fact.text for fact in facts if isinstance(fact, TextFact) and fact.role == "alternative"}
    assert names == {"operate fork lift truck", "drive lift truck"}
    collected = [
        (fact.uri, fact.text) for fact in facts if isinstance(fact, TextFact) and fact.role == "collection"
    ]
    assert collected == [(f"{ESCO}/skill/weld", "transversal")]
    assert sum(read_bytes) > 0


def test_a_concept_that_is_not_released_is_withdrawn(tmp_path: Path) -> None:
    rows = as_csv([skill("old", "old", status="obsolete")])
    [fact] = [
        fact
        for fact in read(write_archive(tmp_path, "en", {"skills": rows}))
        if isinstance(fact, ConceptFact)
    ]
    assert fact.is_withdrawn


def test_a_formula_is_a_text_like_any_other(tmp_path: Path) -> None:
    rows = as_csv([skill("x", "=cmd|'/c calc'!A1", altLabels="<script>alert(1)</script>")])
    texts = [
        fact.text
        for fact in read(write_archive(tmp_path, "en", {"skills": rows}))
        if isinstance(fact, TextFact)
    ]
    assert texts == ["=cmd|'/c calc'!A1", "<script>alert(1)</script>"]


HEAD = as_csv([skill("a", "a")]).splitlines()[0]


@pytest.mark.parametrize(
    ("table", "text", "words"),
    [
        ("skills", "conceptUri,preferredLabel\nx,y\n", "skills_en.csv: the column altLabels is missing"),
        ("skills", HEAD + "\nonly,three,fields\n", "line 2: the row has not as many fields"),
        ("skills", HEAD + ",".join([""] * 30) + "\n" + ",".join(["x"] * 60), "fields|missing|URI"),
        ("skills", as_csv([skill("a", "a", conceptUri="http://elsewhere.example/x")]), "line 2: this is no URI of ESCO"),
        ("skills", as_csv([skill("a", "a", conceptUri=f"{ESCO}/skill/a b")]), "no URI of ESCO"),
        ("skills", HEAD + '\n"never closed\n', "skills_en.csv, line"),
        ("skills", HEAD + "\n" + '"' + "x" * 200_000 + '"' + "," * 12 + "\n", "field larger than field limit"),
        ("occupationSkillRelations", as_csv([requires("a", "b", "perhaps")]), "essential or optional"),
        ("somethingElse", "a,b\n", "none of the CSV files of ESCO"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_at_its_line(tmp_path: Path, table: str, text: str, words: str) -> None:
    with pytest.raises(UnreadableFramework, match=words):
        read(write_archive(tmp_path, "en", {table: text}))
