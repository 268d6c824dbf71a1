"""ecdsa-sd-2023: issuer, holder and verifier may each be @digitalbazaar/vc or this project."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from app.credentials.formats.proofs import ProofOptions
from app.credentials.formats.selective_disclosure import derive, mandatory_pointers, secure_selectively
from app.platform.randomness import SystemRandomness
from tests.interoperability.mutations import changed_documents, survivors
from tests.interoperability.node import NEEDS_PEERS, Peers
from tests.interoperability.test_data_integrity import CREATED, PEER, UNSIGNED
from tests.interoperability.world import CREDENTIAL, issuer, judge_here, multikey
from tests.load.fixture import NOW

pytestmark = NEEDS_PEERS

SUITE = "ecdsa-sd-2023"
KEY = issuer("ES256")
MANDATORY = mandatory_pointers(UNSIGNED)
SELECTIONS: dict[str, list[str]] = {
    "what is mandatory": [],
    "the evidence": ["/credentialSubject/achievement/name", "/evidence"],
    "everything": [f"/{name}" for name in UNSIGNED if name != "@context"],
}
ROADS = list(product(("here", "by the peer"), repeat=2))


def base_proof(peers: Peers, where: str) -> dict[str, Any]:
    document: dict[str, Any]
    if where == "here":
        options = ProofOptions(created=NOW)
        made = secure_selectively(CREDENTIAL, KEY, randomness=SystemRandomness(), options=options)
        document = json.loads(made.text)
    else:
        task = {"document": UNSIGNED, "suite": SUITE, "created": CREATED, "mandatory": list(MANDATORY)}
        document = peers.ask(PEER, "issue", key=multikey(KEY, secret=True), **task)["document"]
    return document


def shown(peers: Peers, issued: str, derived: str, selection: str) -> dict[str, Any]:
    """What the holder shows, after each side did what it was to do."""
    base, pointers = base_proof(peers, issued), SELECTIONS[selection]
    document: dict[str, Any]
    if derived == "here":
        document = json.loads(derive(json.dumps(base), pointers).text)
    else:
        [proof] = base["proof"] if isinstance(base["proof"], list) else [base["proof"]]
        task = {"document": {**base, "proof": proof}, "key": multikey(KEY), "selective": pointers}
        document = peers.ask(PEER, "derive", **task)["document"]
    return document


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize(("issued", "derived"), ROADS)
def test_both_verify_what_either_issued_and_either_derived(
    peers: Peers, issued: str, derived: str, selection: str
) -> None:
    document = shown(peers, issued, derived, selection)
    answer = peers.ask(PEER, "verify", document=document, suite=SUITE, key=multikey(KEY))
    assert answer == {"verified": True, "error": None}
    report = judge_here(json.dumps(document), KEY)
    assert report.is_valid, report.deciding


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("issued", ["here", "by the peer"])
def test_both_show_the_same_of_a_document(peers: Peers, issued: str, selection: str) -> None:
    ours, theirs = shown(peers, issued, "here", selection), shown(peers, issued, "by the peer", selection)
    assert {**ours, "proof": None} == {**theirs, "proof": None}


@pytest.mark.parametrize("selection", ["the evidence", "everything"])
@pytest.mark.parametrize(("issued", "derived"), ROADS)
def test_no_change_of_what_is_shown_survives_here(
    peers: Peers, issued: str, derived: str, selection: str
) -> None:
    mutants = changed_documents(shown(peers, issued, derived, selection))
    assert survivors(mutants, lambda text: judge_here(text, KEY)) == []


@pytest.mark.parametrize("issued", ["here", "by the peer"])
def test_a_base_proof_is_not_shown(peers: Peers, issued: str) -> None:
    report = judge_here(json.dumps(base_proof(peers, issued)), KEY)
    assert report.deciding is not None
    assert report.deciding.code == "malformed_proof"
