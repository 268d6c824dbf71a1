"""The W3C suite for RDF Dataset Canonicalization 1.0, poison graphs included."""

import json
import time
from typing import Any

import pytest

from app.credentials.errors import CanonicalizationBudget
from app.credentials.linked_data import canonicalize_quads
from tests.conformance.linked_data.reference import parse_quads, read_json
from tests.unit.credentials.cases import VECTORS, needs

FOLDER = VECTORS / "rdf-canon"

pytestmark = needs(FOLDER)


def cases(kind: str) -> list[Any]:
    manifest = FOLDER / "manifest.jsonld"
    entries = read_json(manifest)["entries"] if manifest.exists() else []
    return [pytest.param(entry, id=entry["id"][1:]) for entry in entries if entry["type"] == f"rdfc:{kind}"]


def digest_of(entry: dict[str, Any]) -> str:
    return {"SHA384": "SHA-384"}.get(entry.get("hashAlgorithm", ""), "SHA-256")


def read_text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", cases("RDFC10EvalTest"))
def test_the_canonical_form_is_that_of_the_suite(entry: dict[str, Any]) -> None:
    quads = parse_quads(read_text(entry["action"]))
    assert canonicalize_quads(quads, digest=digest_of(entry)).text.decode() == read_text(entry["result"])


@pytest.mark.parametrize("entry", cases("RDFC10MapTest"))
def test_the_issued_labels_are_those_of_the_suite(entry: dict[str, Any]) -> None:
    text = read_text(entry["action"])
    labels = canonicalize_quads(parse_quads(text), digest=digest_of(entry)).labels
    assert {name[2:]: label[2:] for name, label in labels.items()} == json.loads(read_text(entry["result"]))


@pytest.mark.parametrize("entry", cases("RDFC10NegativeEvalTest"))
def test_a_poison_graph_is_refused_at_once(entry: dict[str, Any]) -> None:
    quads = parse_quads(read_text(entry["action"]))
    started = time.process_time()
    with pytest.raises(CanonicalizationBudget):
        canonicalize_quads(quads)
    assert time.process_time() - started < 0.5
