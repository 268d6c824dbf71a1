"""@digitalbazaar/vc and this project sign and verify the same presentations with a Data Integrity proof."""

from __future__ import annotations

import json
from typing import Any

from app.credentials.formats.vp_data_integrity import secure_proven_presentation
from app.credentials.materials import IssuerKey
from app.credentials.model import CREDENTIALS_CONTEXT
from app.credentials.presentation import PresentationReport, PresentationRequest, verify_presentation
from app.credentials.report import Verdict
from tests.interoperability.mutations import changed_documents
from tests.interoperability.node import NEEDS_PEERS, Peers
from tests.interoperability.test_data_integrity import CREATED, PEER, signed_here
from tests.interoperability.world import issuer, judge_here, multikey
from tests.load.fixture import ISSUER, NOW
from tests.unit.credentials.proofs import EVERY_SUITE

pytestmark = NEEDS_PEERS

REQUEST = PresentationRequest("https://employer.example", "n-1")
ASKED = {"domain": REQUEST.domain, "challenge": REQUEST.challenge}


def unsigned(suite: str, algorithm: str) -> dict[str, Any]:
    return {
        "@context": [CREDENTIALS_CONTEXT],
        "type": ["VerifiablePresentation"],
        "holder": ISSUER,
        "verifiableCredential": [signed_here(suite, algorithm)],
    }


def presented_by_peer(peers: Peers, suite: str, algorithm: str) -> dict[str, Any]:
    key = multikey(issuer(algorithm), secret=True)
    task = {"presentation": unsigned(suite, algorithm), "suite": suite, "key": key, "created": CREATED}
    document: dict[str, Any] = peers.ask(PEER, "present", **task, **ASKED)["document"]
    return document


def judged(text: str, algorithm: str) -> PresentationReport:
    key = issuer(algorithm)
    return verify_presentation(
        text,
        keys=(IssuerKey(key.public, "any", NOW),),
        request=REQUEST,
        judge=lambda held: judge_here(held.decode(), key),
        now=NOW,
    )


@EVERY_SUITE
def test_the_peer_verifies_the_presentation_that_we_sign(peers: Peers, suite: str, algorithm: str) -> None:
    key = issuer(algorithm)
    text = secure_proven_presentation(
        unsigned(suite, algorithm), key, **ASKED, created=NOW, cryptosuite=suite
    )
    task = {"presentation": json.loads(text), "suite": suite, "key": multikey(key)}
    assert peers.ask(PEER, "verifyPresentation", **task, **ASKED) == {"verified": True, "error": None}
    for other in ({"domain": "https://elsewhere.example"}, {"challenge": "n-2"}):
        assert not peers.ask(PEER, "verifyPresentation", **task, **{**ASKED, **other})["verified"]


@EVERY_SUITE
def test_we_verify_the_presentation_that_the_peer_signs(peers: Peers, suite: str, algorithm: str) -> None:
    report = judged(json.dumps(presented_by_peer(peers, suite, algorithm)), algorithm)
    assert report.verdict is Verdict.VALID, report.check
    assert [held.verdict for held in report.credentials] == [Verdict.VALID]


@EVERY_SUITE
def test_no_change_of_a_presentation_survives_here(peers: Peers, suite: str, algorithm: str) -> None:
    mutants = dict(changed_documents(presented_by_peer(peers, suite, algorithm)))
    assert len(mutants) > 100
    verdicts = {name: judged(text, algorithm).verdict for name, text in mutants.items()}
    assert [name for name, verdict in verdicts.items() if verdict is not Verdict.INVALID] == []
