"""@digitalbazaar/vc and this project sign, derive and verify the same Data Integrity proofs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.credentials.formats.data_integrity import secure
from app.credentials.formats.proofs import ProofOptions
from app.credentials.node_ids import with_node_ids
from tests.interoperability.mutations import changed_documents, survivors
from tests.interoperability.node import NEEDS_PEERS, Peers
from tests.interoperability.world import CREDENTIAL, issuer, judge_here, multikey
from tests.load.fixture import NOW
from tests.unit.credentials.proofs import EVERY_SUITE

pytestmark = NEEDS_PEERS

PEER = "dataIntegrity"
OPTIONS = ProofOptions(created=NOW)
CREATED = "2026-09-01T12:00:00Z"
UNSIGNED = with_node_ids(CREDENTIAL.to_document())


def signed_here(suite: str, algorithm: str) -> dict[str, Any]:
    text = secure(CREDENTIAL, issuer(algorithm), cryptosuite=suite, options=OPTIONS).text
    document: dict[str, Any] = json.loads(text)
    return document


def signed_by_peer(peers: Peers, suite: str, algorithm: str, **options: Any) -> dict[str, Any]:
    key = multikey(issuer(algorithm), secret=True)
    task = {"document": UNSIGNED, "suite": suite, "key": key, "created": CREATED, **options}
    document: dict[str, Any] = peers.ask(PEER, "issue", **task)["document"]
    return document


@EVERY_SUITE
def test_the_peer_verifies_what_we_sign(peers: Peers, suite: str, algorithm: str) -> None:
    document, key = signed_here(suite, algorithm), multikey(issuer(algorithm))
    assert peers.ask(PEER, "verify", document=document, suite=suite, key=key) == {
        "verified": True,
        "error": None,
    }


@EVERY_SUITE
def test_the_peer_refuses_what_we_signed_when_it_was_changed(
    peers: Peers, suite: str, algorithm: str
) -> None:
    document, key = signed_here(suite, algorithm), multikey(issuer(algorithm))
    document["credentialSubject"]["achievement"]["name"] = "Arts"
    answer = peers.ask(PEER, "verify", document=document, suite=suite, key=key)
    assert not answer["verified"]
    assert "Invalid signature" in answer["error"]


@EVERY_SUITE
def test_we_verify_what_the_peer_signs(peers: Peers, suite: str, algorithm: str) -> None:
    document = signed_by_peer(peers, suite, algorithm)
    report = judge_here(json.dumps(document), issuer(algorithm))
    assert report.is_valid, report.deciding


@EVERY_SUITE
@pytest.mark.parametrize("signed", ["here", "by the peer"])
def test_no_change_of_a_signed_document_survives_here(
    peers: Peers, suite: str, algorithm: str, signed: str
) -> None:
    made = signed_here if signed == "here" else lambda *case: signed_by_peer(peers, *case)
    mutants = changed_documents(made(suite, algorithm))
    assert survivors(mutants, lambda text: judge_here(text, issuer(algorithm))) == []


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_the_text_of_the_signature_is_the_one_that_the_peer_makes(peers: Peers, suite: str) -> None:
    [ours], theirs = signed_here(suite, "EdDSA")["proof"], signed_by_peer(peers, suite, "EdDSA")["proof"]
    assert ours["proofValue"] == theirs["proofValue"]
    assert {**ours, "@context": None} == {**theirs, "@context": None}
