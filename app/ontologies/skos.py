"""Own terms as SKOS (W3C Recommendation 2009): in JSON-LD and in N-Triples, which is Turtle as well."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from app.ontologies.map_term import TermMapping
from app.ontologies.own_terms import OwnTerm

SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
CONTEXT: Final = {
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": _XSD,
    "id": "@id",
    "type": "@type",
}
_INVALIDATED: Final = "http://www.w3.org/ns/prov#invalidatedAtTime"
_ESCAPES: Final = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
Mapped = tuple[OwnTerm, Sequence[TermMapping]]
# Predicate, then a value with "@language", "@type" or neither (an IRI).
Statement = tuple[str, str, str]


def scheme_uri(public_url: str, organisation_id: object) -> str:
    """The identifier of the organisation's list of terms."""
    return f"{public_url}/v1/organisations/{organisation_id}/own-terms"


def write_ntriples(scheme: str, title: str, terms: Sequence[Mapped]) -> str:
    """One statement a line (RDF 1.1 N-Triples); approved mappings only."""
    lines = [_line(scheme, *statement) for statement in _scheme(title)]
    for term, mappings in terms:
        lines += [
            _line(f"{scheme}/{term.id}", *statement) for statement in _statements(scheme, term, mappings)
        ]
    return "".join(lines)


def write_json_ld(scheme: str, title: str, terms: Sequence[Mapped]) -> dict[str, Any]:
    """The same statements as one JSON-LD 1.1 document with a context of its own."""
    graph = [_node(scheme, _scheme(title))]
    graph += [_node(f"{scheme}/{term.id}", _statements(scheme, term, mappings)) for term, mappings in terms]
    return {"@context": CONTEXT, "@graph": graph}


def _scheme(title: str) -> Iterator[Statement]:
    yield RDF_TYPE, f"{SKOS}ConceptScheme", ""
    yield f"{DCTERMS}title", title, "@nl"


def _statements(scheme: str, term: OwnTerm, mappings: Sequence[TermMapping]) -> Iterator[Statement]:
    texts = term.texts
    yield RDF_TYPE, f"{SKOS}Concept", ""
    yield f"{SKOS}inScheme", scheme, ""
    yield f"{SKOS}prefLabel", texts.label_nl, "@nl"
    yield f"{SKOS}definition", texts.definition_nl, "@nl"
    if texts.label_en:
        yield f"{SKOS}prefLabel", texts.label_en, "@en"
    if texts.definition_en:
        yield f"{SKOS}definition", texts.definition_en, "@en"
    if term.retired_at is not None:
        yield _INVALIDATED, term.retired_at.isoformat(), f"{_XSD}dateTime"
    for mapping in mappings:
        if mapping.state == "approved":
            yield f"{SKOS}{mapping.match_type}Match", mapping.concept_uri, ""


def _line(subject: str, predicate: str, value: str, kind: str) -> str:
    if not kind:
        return f"<{subject}> <{predicate}> <{value}> .\n"
    suffix = kind if kind.startswith("@") else f"^^<{kind}>"
    return f'<{subject}> <{predicate}> "{value.translate(_ESCAPES)}"{suffix} .\n'


def _node(subject: str, statements: Iterator[Statement]) -> dict[str, Any]:
    node: dict[str, Any] = {"id": subject}
    for predicate, value, kind in statements:
        if predicate == RDF_TYPE:
            node["type"] = _short(value)
        elif not kind:
            node.setdefault(_short(predicate), []).append({"id": value})
        elif kind.startswith("@"):
            node.setdefault(_short(predicate), []).append({"@value": value, "@language": kind[1:]})
        else:
            node.setdefault(_short(predicate), []).append({"@value": value, "@type": _short(kind)})
    return node


def _short(iri: str) -> str:
    return next(f"{name}:{iri[len(start) :]}" for name, start in CONTEXT.items() if iri.startswith(start))
