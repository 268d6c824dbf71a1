"""The canonical N-Quads of this project are those of the peer, and both read the same contexts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.credentials.encoding import jcs
from app.credentials.errors import DataLoss
from app.credentials.linked_data import canonicalize
from app.credentials.node_ids import with_node_ids
from tests.interoperability.node import NEEDS_PEERS, Peers
from tests.interoperability.world import CREDENTIAL
from tests.unit.credentials.cases import ROOT, VECTORS, needs

pytestmark = NEEDS_PEERS

INDEX = ROOT / "schemas" / "third-party" / "index.json"
# A term in it is defined nowhere.
UNSOUND = VECTORS / "w3c-vcdm2" / "input" / "credential-proof-ok.json"
PUBLIC = [
    *sorted(VECTORS.glob("di-vectors/e*dsa/unsigned.json")),
    *sorted(set(VECTORS.glob("w3c-vcdm2/input/credential-*-ok.json")) - {UNSOUND}),
]


def ensure_same(peers: Peers, document: Any) -> None:
    theirs = peers.ask("dataIntegrity", "canonize", document=document)["nquads"]
    assert canonicalize(document).decode() == theirs


@pytest.mark.parametrize("with_names", [True, False])
def test_the_canonical_form_of_a_passport_is_that_of_the_peer(peers: Peers, with_names: bool) -> None:
    document = CREDENTIAL.to_document()
    ensure_same(peers, with_node_ids(document) if with_names else document)


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.stem)
def test_the_canonical_form_of_public_documents_is_that_of_the_peer(peers: Peers, path: Path) -> None:
    ensure_same(peers, json.loads(path.read_bytes()))


@needs(UNSOUND)
def test_both_refuse_a_document_with_a_term_that_is_defined_nowhere(peers: Peers) -> None:
    document = json.loads(UNSOUND.read_bytes())
    with pytest.raises(DataLoss):
        canonicalize(document)
    with pytest.raises(RuntimeError, match="Safe mode"):
        peers.ask("dataIntegrity", "canonize", document=document)


def test_the_contexts_in_the_packages_of_the_peers_are_ones_that_we_bundle(peers: Peers) -> None:
    carried = peers.ask("contexts", "carried")
    index = json.loads(INDEX.read_bytes())["contexts"]
    common = index.keys() & carried.keys()
    assert len(common) == 6
    for address in common:
        texts = [jcs.canonicalize(json.loads((INDEX.parent / name).read_bytes())) for name in index[address]]
        assert jcs.canonicalize(carried[address]) in texts
