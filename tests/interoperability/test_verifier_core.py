"""@digitalcredentials/verifier-core verifies what we sign, with the contexts and keys that it finds by itself."""

from __future__ import annotations

import json
from typing import Any

from app.credentials.formats.data_integrity import secure
from app.credentials.formats.proofs import ProofOptions
from tests.interoperability.node import NEEDS_PEERS, Peers
from tests.interoperability.world import credential_of, issuer, self_named
from tests.load.fixture import NOW

pytestmark = NEEDS_PEERS


SIGNER = self_named(issuer("EdDSA"))
ISSUER_KEY = SIGNER.kid.partition("#")[0]


def signed() -> dict[str, Any]:
    options = ProofOptions(created=NOW)
    text = secure(credential_of(ISSUER_KEY), SIGNER, cryptosuite="eddsa-rdfc-2022", options=options).text
    document: dict[str, Any] = json.loads(text)
    return document


def test_verifier_core_verifies_what_we_sign(peers: Peers) -> None:
    answer = peers.ask("verifierCore", "verify", document=signed())
    assert answer["errors"] == []
    assert answer["log"]["valid_signature"]
    assert answer["log"]["expiration"]


def test_verifier_core_refuses_what_we_signed_when_it_was_changed(peers: Peers) -> None:
    document = signed()
    document["credentialSubject"]["achievement"]["name"] = "Arts"
    answer = peers.ask("verifierCore", "verify", document=document)
    assert [error.partition(":")[0] for error in answer["errors"]] == ["invalid_signature"]
