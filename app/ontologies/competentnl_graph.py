"""CompetentNL as its API and its SPARQL endpoint give it: N-Triples in the model of September 2025.

The graph is read statement by statement. Labels may stand at the concept (SKOS) or at a node of their own (SKOS-XL).
A relation to something without a name, such as a language level, leads nowhere and is left out.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from app.ontologies.archives import read_lines
from app.ontologies.errors import UnreadableFramework
from app.ontologies.facts import ConceptFact, Fact, LinkFact, concept_id, text_fact
from app.ontologies.ntriples import Triple, read_triples
from app.settings import COMPETENTNL_NAMESPACES

CNLO: Final = "https://linkeddata.competentnl.nl/def/competentnl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SKOSXL: Final = "http://www.w3.org/2008/05/skos-xl#"
PROV: Final = "http://www.w3.org/ns/prov#"
KSMO: Final = "https://data.s-bb.nl/ksm/ont/ksmo#"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_ROLES: Final = {"prefLabel": "label", "altLabel": "alternative", "hiddenLabel": "hidden"}
_TEXTS: Final = {
    **{f"{SKOS}{name}": role for name, role in _ROLES.items()},
    f"{SKOS}definition": "definition",
    f"{SKOS}scopeNote": "scope_note",
    f"{SKOSXL}literalForm": "literal",
}
_MATCHES: Final = ("exact", "close", "broad", "narrow")
_CODES: Final = frozenset({f"{SKOS}notation", f"{KSMO}opleidingscode"})
# Instances of occupations are also written without /uwv/; the form with it is the right one.
_SHORT_OCCUPATION: Final = re.compile(r"(https://linkeddata\.competentnl\.nl)/(id/occupation/)")
_OURS: Final = re.compile(r"https://(linkeddata\.competentnl\.nl|data\.s-bb\.nl)/[!-~]{1,300}")
_GENERATED: Final = f"<{PROV}generatedAtTime>"
_DATE: Final = re.compile(r'"(\d{4}-\d\d-\d\d)')
_STEP: Final = 5_000
_DEFAULT_LANGUAGE: Final = "nl"


class ModelWords(NamedTuple):
    """The names of the model in use: of classes the kind of concept, of properties the relation."""

    kinds: Mapping[str, str]
    links: Mapping[str, str]


@lru_cache(maxsize=8)
def words_of_model(namespaces: tuple[str, ...]) -> ModelWords:
    """The names of the model, those of the part of UWV under each of its namespaces."""
    kinds = {
        f"{CNLO}Occupation": "occupation",
        f"{CNLO}HumanCapability": "capability",
        f"{CNLO}KnowledgeArea": "knowledge-area",
        f"{CNLO}EducationalNorm": "educational-norm",
        **{f"{space}OccupationTask": "task" for space in namespaces},
    }
    links = {
        f"{SKOS}broader": "broader",
        **{f"{SKOSXL}{name}": f"xlink:{role}" for name, role in _ROLES.items()},
        **{
            f"{CNLO}{verb}HAT{weight}": f"requires-{weight.lower()}"
            for verb in ("requires", "prescribes")
            for weight in ("Essential", "Important", "Somewhat")
        },
        **{
            f"{space}isCharacterizedByOccupationTask_{weight}": f"task-{weight.lower()}"
            for space in namespaces
            for weight in ("Essential", "Optional")
        },
        **{f"{space}specialization": "specialization" for space in namespaces},
        **{f"{SKOS}{match}Match": f"match:{match}" for match in _MATCHES},
        **{
            f"{CNLO}{match}Match{other}": f"match:{match}" for match in _MATCHES for other in ("ESCO", "ONET")
        },
        **{
            f"{space}{match}MatchTaxonomyItem{other}Beroep": f"match:{match}"
            for space in namespaces
            for match in _MATCHES
            for other in ("ESCO", "ONET")
        },
    }
    return ModelWords(kinds, links)


def predicates_of_model(namespaces: tuple[str, ...]) -> list[str]:
    """The properties that are read, in a fixed order; the form of a label at a node of its own comes with its node."""
    texts = [name for name, role in _TEXTS.items() if role != "literal"]
    moments = [f"{PROV}generatedAtTime", f"{PROV}invalidatedAtTime"]
    return [RDF_TYPE, *moments, *sorted(_CODES), *texts, *words_of_model(namespaces).links]


def version_in_graph(path: Path) -> str | None:
    """The day of the newest statement of origin (prov:generatedAtTime), as YYYY-MM-DD. Raises UnreadableFramework."""
    days = (
        found.group(1)
        for line in _lines(path, lambda count: None)
        if _GENERATED in line and (found := _DATE.search(line))
    )
    return max(days, default=None)


def read_competentnl(
    path: Path, *, on_bytes: Callable[[int], None], namespaces: tuple[str, ...] = COMPETENTNL_NAMESPACES
) -> Iterator[Fact]:
    """The facts of one file; `on_bytes` hears how many bytes were read. Raises UnreadableFramework."""
    words = words_of_model(namespaces)
    for triple in read_triples(_lines(path, on_bytes), path.name):
        try:
            yield from read_statement(triple, words)
        except ValueError as error:
            raise UnreadableFramework(f"{path.name}: {triple.subject}: {error}.") from error


def read_statement(triple: Triple, words: ModelWords) -> Iterator[Fact]:
    """What one statement says, or nothing when it is of no use here. Raises ValueError for a date that is none."""
    subject = _right(triple.subject)
    if triple.target is not None:
        relation = words.links.get(triple.predicate)
        if triple.predicate == RDF_TYPE and triple.target in words.kinds and _OURS.fullmatch(subject):
            yield ConceptFact(subject, concept_id(subject), words.kinds[triple.target])
        elif relation is not None:
            yield LinkFact(subject, relation, _right(triple.target))
        return
    if triple.predicate in _TEXTS:
        language = (triple.language or _DEFAULT_LANGUAGE).partition("-")[0]
        fact = text_fact(subject, language, _TEXTS[triple.predicate], triple.text)
        if fact is not None:
            yield fact
    elif triple.predicate in _CODES:
        yield ConceptFact(subject, concept_id(subject), code=triple.text[:100])
    elif triple.predicate == f"{PROV}invalidatedAtTime":
        yield ConceptFact(subject, concept_id(subject), withdrawn_at=_instant(triple.text))


def _right(uri: str) -> str:
    return _SHORT_OCCUPATION.sub(r"\1/uwv/\2", uri, count=1)


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        # A day or moment without a zone is taken as UTC: only its order counts.
        return datetime.fromisoformat(f"{moment.isoformat()}+00:00")
    return moment


def _lines(path: Path, on_bytes: Callable[[int], None]) -> Iterator[str]:
    try:
        with path.open("rb") as stream:
            told = 0
            for number, line in enumerate(read_lines(stream, path.name), 1):
                yield line
                if number % _STEP == 0:
                    on_bytes(stream.tell() - told)
                    told = stream.tell()
            on_bytes(stream.tell() - told)
    except OSError as error:
        raise UnreadableFramework(f"{path.name} cannot be read: {error.strerror}.") from error
