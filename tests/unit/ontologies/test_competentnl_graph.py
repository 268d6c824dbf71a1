"""Statements of CompetentNL become facts; both names of its parts are understood."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.ontologies.competentnl_graph import (
    CNLO,
    PROV,
    RDF_TYPE,
    SKOS,
    SKOSXL,
    predicates_of_model,
    read_competentnl,
    read_statement,
    version_in_graph,
    words_of_model,
)
from app.ontologies.errors import UnreadableFramework
from app.ontologies.facts import ConceptFact, Fact, LinkFact
from app.ontologies.ntriples import Triple
from app.settings import COMPETENTNL_NAMESPACES
from tests.vocabularies import COMPETENTNL, COMPETENTNL_GRAPH

TASK = f"{COMPETENTNL}/uwv/id/occupationtask/1"
WORDS = words_of_model(COMPETENTNL_NAMESPACES)
OCCUPATION = f"{COMPETENTNL}/uwv/id/occupation/1"


def link(predicate: str, target: str, subject: str = OCCUPATION) -> list[Fact]:
    return list(read_statement(Triple(subject, predicate, target, "", ""), WORDS))


def say(predicate: str, text: str, language: str = "") -> list[Fact]:
    return list(read_statement(Triple(TASK, predicate, None, text, language), WORDS))


@pytest.mark.parametrize("space", COMPETENTNL_NAMESPACES)
def test_tasks_are_known_under_both_names(space: str) -> None:
    [fact] = link(RDF_TYPE, f"{space}OccupationTask", TASK)
    assert isinstance(fact, ConceptFact) and fact.kind == "task"
    assert link(f"{space}isCharacterizedByOccupationTask_Optional", TASK) == [
        LinkFact(OCCUPATION, "task-optional", TASK)
    ]


def test_an_occupation_has_one_form_of_its_uri() -> None:
    [fact] = link(RDF_TYPE, f"{CNLO}Occupation", f"{COMPETENTNL}/id/occupation/1")
    assert fact[0] == OCCUPATION


@pytest.mark.parametrize(
    ("predicate", "relation"),
    [
        (f"{CNLO}requiresHATEssential", "requires-essential"),
        (f"{CNLO}prescribesHATSomewhat", "requires-somewhat"),
        (f"{CNLO}narrowMatchESCO", "match:narrow"),
        (f"{CNLO}closeMatchONET", "match:close"),
        (f"{COMPETENTNL_NAMESPACES[0]}broadMatchTaxonomyItemESCOBeroep", "match:broad"),
        (f"{SKOS}broadMatch", "match:broad"),
        (f"{SKOSXL}altLabel", "xlink:alternative"),
    ],
)
def test_relations_and_matches_are_named_alike(predicate: str, relation: str) -> None:
    assert link(predicate, TASK) == [LinkFact(OCCUPATION, relation, TASK)]


def test_texts_without_a_language_are_dutch() -> None:
    [fact] = say(f"{SKOS}prefLabel", "Beton boren")
    assert fact[1:3] == ("nl", "label")
    [fact] = say(f"{SKOS}definition", "Drills", "en-GB")
    assert fact[1:3] == ("en", "definition")


@pytest.mark.parametrize("text", ["2025-01-01T00:00:00Z", "2025-01-01", "2025-01-01T01:00:00+01:00"])
def test_a_withdrawn_concept_has_its_moment(text: str) -> None:
    [fact] = say(f"{PROV}invalidatedAtTime", text)
    assert isinstance(fact, ConceptFact) and fact.withdrawn_at == datetime(2025, 1, 1, tzinfo=UTC)


def test_what_is_of_no_use_is_left_alone() -> None:
    assert link("http://example.org/p", TASK) == say("http://example.org/p", "x") == []
    assert link(RDF_TYPE, f"{CNLO}Occupation", "https://elsewhere.example/1") == []


def test_the_version_is_the_day_of_the_newest_statement_of_origin(tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    path.write_text(COMPETENTNL_GRAPH, encoding="utf-8")
    assert version_in_graph(path) == "2025-09-30"
    heard: list[int] = []
    assert len(list(read_competentnl(path, on_bytes=heard.append))) > 20
    assert sum(heard) == path.stat().st_size


@pytest.mark.parametrize("text", ["no statement", f'<{TASK}> <{PROV}invalidatedAtTime> "yesterday" .'])
def test_a_broken_graph_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "graph.nt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFramework, match=r"graph\.nt"):
        list(read_competentnl(path, on_bytes=lambda count: None))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFramework, match="cannot be read"):
        version_in_graph(tmp_path / "graph.nt")


def test_another_name_of_the_part_of_uwv_is_understood_when_the_settings_say_so() -> None:
    space = "https://linkeddata.competentnl.nl/next#"
    triple = Triple(TASK, RDF_TYPE, f"{space}OccupationTask", "", "")
    assert list(read_statement(triple, WORDS)) == []
    assert len(list(read_statement(triple, words_of_model((space,))))) == 1
    assert f"{space}specialization" in predicates_of_model((space,))
