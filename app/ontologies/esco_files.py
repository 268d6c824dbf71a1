"""The official ESCO download: an archive of CSV files for each language, known by their original names.

Read: skills, skillGroups, occupations, ISCOGroups, the relations and the collections. `skillsHierarchy` says again
what the broader relations say, and the other files describe the download; they are left alone.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from app.ontologies.archives import base_name, open_archive, read_lines
from app.ontologies.errors import UnreadableFramework
from app.ontologies.facts import ConceptFact, Fact, LinkFact, concept_id, text_fact

Row: TypeAlias = Mapping[str, str]
_VERSION: Final = re.compile(r"(?<![\w.])v?(\d+\.\d+(?:\.\d+)?)(?![\w.]*\d)")
_MEMBER: Final = re.compile(r"(?P<table>[A-Za-z]+)_(?P<language>[a-z]{2})\.csv")
_URI: Final = re.compile(r"http://data\.europa\.eu/esco/[A-Za-z0-9/_.-]{1,200}")
_RELEASED: Final = "released"


def version_in_name(path: Path) -> str | None:
    """The release that an archive's original name tells: `ESCO dataset - v1.2.0 - …` is 1.2.0."""
    found = _VERSION.search(path.stem)
    return found.group(1) if found else None


def read_esco(path: Path, *, on_bytes: Callable[[int], None]) -> Iterator[Fact]:
    """The facts of one archive; `on_bytes` hears how many packed bytes were read. Raises UnreadableFramework."""
    with open_archive(path) as archive:
        known = [(member, _MEMBER.fullmatch(base_name(member))) for member in archive.infolist()]
        tables = [(member, name) for member, name in known if name and name["table"] in _READERS]
        if not tables:
            raise UnreadableFramework(f"{path.name} has none of the CSV files of ESCO.")
        for member, name in tables:
            with archive.open(member) as stream:
                yield from _read_table(read_lines(stream, base_name(member)), name)
            on_bytes(member.compress_size)


def _read_table(lines: Iterator[str], name: re.Match[str]) -> Iterator[Fact]:
    columns, read = _READERS[name["table"]]
    rows = csv.DictReader(lines, strict=True)
    try:
        missing = columns - set(rows.fieldnames or ())
        if missing:
            raise UnreadableFramework(f"{name.string}: the column {min(missing)} is missing.")
        for row in rows:
            if None in row or None in row.values():
                raise UnreadableFramework(
                    f"{name.string}, line {rows.line_num}: the row has not as many fields as the first."
                )
            yield from read(row, name["language"])
    except csv.Error as error:
        raise UnreadableFramework(f"{name.string}, line {rows.line_num}: {error}.") from error
    except ValueError as error:
        raise UnreadableFramework(f"{name.string}, line {rows.line_num}: {error}") from error


def _uri(text: str) -> str:
    if _URI.fullmatch(text) is None:
        raise ValueError("this is no URI of ESCO.")
    return text


def _concept(kind: str) -> Callable[[Row, str], Iterator[Fact]]:
    def read(row: Row, language: str) -> Iterator[Fact]:
        uri = _uri(row["conceptUri"])
        yield ConceptFact(
            uri,
            concept_id(uri),
            "knowledge" if row.get("skillType") == "knowledge" else kind,
            row.get("code") or None,
            row.get("reuseLevel") or None,
            row["status"] not in ("", _RELEASED),
        )
        for role, text in _texts(row):
            fact = text_fact(uri, language, role, text)
            if fact is not None:
                yield fact

    return read


def _texts(row: Row) -> Iterator[tuple[str, str]]:
    yield "label", row["preferredLabel"]
    for column, role in (("altLabels", "alternative"), ("hiddenLabels", "hidden")):
        for text in row.get(column, "").split("\n"):
            yield role, text
    # Some releases describe a concept in one column, some in the other, some twice in the same words.
    for text in dict.fromkeys((row["description"], row.get("definition", ""))):
        yield "definition", text
    yield "scope_note", row.get("scopeNote", "")


def _broader(row: Row, _language: str) -> Iterator[Fact]:
    yield LinkFact(_uri(row["conceptUri"]), "broader", _uri(row["broaderUri"]))


def _occupation_skill(row: Row, _language: str) -> Iterator[Fact]:
    relation = _relation(row["relationType"])
    yield LinkFact(_uri(row["occupationUri"]), relation, _uri(row["skillUri"]))


def _skill_skill(row: Row, _language: str) -> Iterator[Fact]:
    relation = _relation(row["relationType"])
    yield LinkFact(_uri(row["originalSkillUri"]), relation, _uri(row["relatedSkillUri"]))


def _relation(text: str) -> str:
    if text not in ("essential", "optional"):
        raise ValueError("a relation is essential or optional.")
    return f"requires-{text}"


def _collection(name: str) -> Callable[[Row, str], Iterator[Fact]]:
    def read(row: Row, _language: str) -> Iterator[Fact]:
        fact = text_fact(_uri(row["conceptUri"]), "", "collection", name)
        if fact is not None:
            yield fact

    return read


_CONCEPT: Final = {"conceptUri", "preferredLabel", "altLabels", "status", "description"}
_LISTED: Final = {"conceptUri"}
_READERS: Final[Mapping[str, tuple[set[str], Callable[[Row, str], Iterator[Fact]]]]] = {
    "skills": (_CONCEPT | {"skillType"}, _concept("skill")),
    "skillGroups": (_CONCEPT, _concept("skill-group")),
    "occupations": (_CONCEPT | {"code"}, _concept("occupation")),
    "ISCOGroups": (_CONCEPT | {"code"}, _concept("occupation-group")),
    "broaderRelationsSkillPillar": ({"conceptUri", "broaderUri"}, _broader),
    "broaderRelationsOccPillar": ({"conceptUri", "broaderUri"}, _broader),
    "occupationSkillRelations": ({"occupationUri", "relationType", "skillUri"}, _occupation_skill),
    "skillSkillRelations": ({"originalSkillUri", "relationType", "relatedSkillUri"}, _skill_skill),
    "digitalSkillsCollection": (_LISTED, _collection("digital")),
    "digCompSkillsCollection": (_LISTED, _collection("digcomp")),
    "greenSkillsCollection": (_LISTED, _collection("green")),
    "languageSkillsCollection": (_LISTED, _collection("language")),
    "transversalSkillsCollection": (_LISTED, _collection("transversal")),
    "researchSkillsCollection": (_LISTED, _collection("research")),
    "researchOccupationsCollection": (_LISTED, _collection("research")),
}
