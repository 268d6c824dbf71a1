"""Real credentials give the quads of PyLD, made canonical by pyoxigraph."""

from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from app.credentials.errors import ContextNotAllowed, DataLoss
from app.credentials.linked_data import bundled_contexts, canonicalize
from app.credentials.model import OPEN_BADGES_EXTENSIONS
from tests.conformance.linked_data.reference import (
    bundled_documents,
    other_contexts,
    peer_canonical,
    peer_nquads,
    read_json,
)
from tests.unit.credentials.cases import VECTORS, needs

pytestmark = needs(VECTORS)

EDUBADGES = "https://raw.githubusercontent.com/educredentials/obv3-examples/refs/heads/main/contexts/educredential.json"
# Two look-alike graphs that are named by blank nodes: pyoxigraph 0.5.13 tells them apart in another order than
# rdf-canonize, PyLD and this project, which agree.
LOOK_ALIKE_GRAPHS = "full_ex.json"
# What is refused before it is signed: a term that is defined nowhere, and an identifier without a scheme.
UNSOUND = {"credential-proof-ok.json", "presentation-multiple.json"}


def documents(*patterns: str) -> list[Any]:
    found = [path for pattern in patterns for path in sorted(VECTORS.glob(pattern))]
    return [pytest.param(path, id=path.relative_to(VECTORS).as_posix()) for path in found if _is_sound(path)]


def _is_sound(path: Path) -> bool:
    document = read_json(path)
    return isinstance(document, dict) and "@context" in document and path.name not in UNSOUND


def assert_like_the_peers(document: Any, others: dict[str, Any]) -> None:
    registry = bundled_contexts().extended(others)
    peer = peer_nquads(document, {**bundled_documents(), **others})
    assert canonicalize(document, contexts=registry).decode() == peer_canonical(peer)


@pytest.mark.parametrize(
    "path",
    documents(
        "w3c-vcdm2/input/**/*-ok.json",
        "di-vectors/eddsa/**/*.json",
        "di-vectors/ecdsa/**/*.json",
        "vc-jose-cose/input/*.json",
        "edubadges-obv3/ref/minimal*.json",
    ),
)
def test_the_quads_are_those_of_other_processors(path: Path) -> None:
    assert_like_the_peers(read_json(path), other_contexts())


def edubadges_context() -> Any:
    context = read_json(VECTORS / "edubadges-obv3/contexts/educredential.json")
    # As published the context is not sound: one term has "context" where "@context" was meant.
    supervision = context["@context"]["EducredentialAchievement"]["@context"]["supervisionType"]
    supervision["@context"] = supervision.pop("context")
    return context


@pytest.mark.parametrize("path", documents("edubadges-obv3/credentials/*.json"))
@pytest.mark.parametrize("place", ["at its address", "in the document"])
def test_mended_dutch_edubadges_give_the_quads_of_other_processors(path: Path, place: str) -> None:
    document, context = read_json(path), edubadges_context()
    if place == "in the document":
        document["@context"][2] = context["@context"]
    document["@context"].append(OPEN_BADGES_EXTENSIONS)
    assert_like_the_peers(document, {EDUBADGES: context})


@pytest.mark.parametrize("path", documents("edubadges-obv3/credentials/*.json"))
def test_dutch_edubadges_as_published_would_lose_data(path: Path) -> None:
    # The type of their schemas is a term of the extensions context, which they do not name.
    contexts = bundled_contexts().extended({EDUBADGES: edubadges_context()})
    with pytest.raises(DataLoss):
        canonicalize(read_json(path), contexts=contexts)


@pytest.mark.parametrize("path", documents(f"edubadges-obv3/ref/{LOOK_ALIKE_GRAPHS}"))
def test_graphs_that_look_alike_are_told_apart_as_pyld_does(path: Path) -> None:
    nquads = peer_nquads(read_json(path), bundled_documents())
    options = {
        "algorithm": "URDNA2015",
        "inputFormat": "application/n-quads",
        "format": "application/n-quads",
    }
    assert canonicalize(read_json(path)).decode() == jsonld.normalize(nquads, options)


@pytest.mark.parametrize("path", documents("edubadges-obv3/credentials/*_full_ho.json"))
def test_a_context_that_is_not_sound_is_refused(path: Path) -> None:
    context = read_json(VECTORS / "edubadges-obv3/contexts/educredential.json")
    with pytest.raises(ContextNotAllowed):
        canonicalize(read_json(path), contexts=bundled_contexts().extended({EDUBADGES: context}))
