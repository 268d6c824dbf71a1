"""Two other processors to compare with: PyLD walks the JSON, pyoxigraph makes the graph canonical."""

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyld import jsonld

from app.credentials.linked_data import Quads
from app.credentials.linked_data.literals import XSD, escape
from tests.unit.credentials.cases import ROOT, VECTORS

CONTEXTS = ROOT / "schemas" / "third-party" / "contexts"
XSD_STRING = f"{XSD}string"
OTHER_CONTEXTS = {
    "https://w3id.org/citizenship/v4rc1": "di-vectors/contexts/citizenship-v4rc1.jsonld",
    "https://www.w3.org/ns/credentials/undefined-terms/v2": "w3c-vcdm2/contexts/undefined-terms-v2.json",
}


def read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def other_contexts() -> dict[str, Any]:
    """Contexts that tests need and the product does not bundle."""
    return {address: read_json(VECTORS / name) for address, name in OTHER_CONTEXTS.items()}


def bundled_documents() -> dict[str, Any]:
    """The bundled contexts by address, read without the product's help; of two texts the older one."""
    index = read_json(CONTEXTS.parent / "index.json")["contexts"]
    return {address: read_json(CONTEXTS.parent / names[-1]) for address, names in index.items()}


def peer_nquads(document: Any, contexts: dict[str, Any]) -> str:
    """What PyLD makes of the document as N-Quads, not canonical."""

    def load(address: str, options: Any) -> Any:
        return {"contextUrl": None, "documentUrl": address, "document": contexts[address]}

    options = {
        "documentLoader": load,
        "base": "",
        "rdfDirection": "i18n-datatype",
        "format": "application/n-quads",
    }
    text = jsonld.to_rdf(document, options)
    assert isinstance(text, str)
    return text


def peer_canonical(nquads: str, algorithm: Any = ox.CanonicalizationAlgorithm.RDFC_1_0) -> str:
    """The canonical form that pyoxigraph gives a dataset."""
    dataset = ox.Dataset(ox.parse(nquads, ox.RdfFormat.N_QUADS))
    dataset.canonicalize(algorithm)
    return "".join(sorted(write_quad(quad) for quad in dataset))


def has_unnamed_graph(nquads: str) -> bool:
    """Whether a graph of the dataset is named by a blank node."""
    return any(isinstance(quad.graph_name, ox.BlankNode) for quad in ox.parse(nquads, ox.RdfFormat.N_QUADS))


def write_term(term: Any) -> str:
    if not isinstance(term, ox.Literal):
        return str(term)
    datatype = term.datatype.value
    ending = f"@{term.language}" if term.language else "" if datatype == XSD_STRING else f"^^<{datatype}>"
    return f'"{escape(term.value)}"{ending}'


def write_quad(quad: Any) -> str:
    graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else f" {quad.graph_name}"
    return f"{quad.subject} {quad.predicate} {write_term(quad.object)}{graph} .\n"


def parse_quads(nquads: str) -> Quads:
    """A dataset from N-Quads, with the parser of pyoxigraph."""
    quads = Quads([], [])
    for quad in ox.parse(nquads, ox.RdfFormat.N_QUADS):
        if any(isinstance(term, ox.BlankNode) for term in (quad.subject, quad.object, quad.graph_name)):
            graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else f" {quad.graph_name}"
            is_open = isinstance(quad.object, ox.BlankNode)
            middle = f" {quad.predicate} {'' if is_open else write_term(quad.object)}"
            quads.open.append((str(quad.subject), middle, str(quad.object) if is_open else "", graph))
        else:
            quads.ground.append(write_quad(quad))
    return quads
