"""jose and this project sign and verify the same JWTs: VC-JWT, vc+jwt and vp+jwt."""

from __future__ import annotations

from typing import Any

import pytest

from app.credentials.formats.enveloping import envelop
from app.credentials.formats.vc_jose_cose import VcJoseJwt
from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.formats.vp_jose_cose import (
    prove_presentation,
    read_presentation_token,
    secure_presentation,
)
from app.credentials.identifiers.did_document import build_jwks
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import IssuerKey
from app.credentials.model import CREDENTIALS_CONTEXT, SecuredCredential
from app.credentials.policy import DEFAULT_POLICY
from tests.interoperability.mutations import changed_tokens, decode, survivors
from tests.interoperability.node import NEEDS_PEERS, Peers
from tests.interoperability.world import CREDENTIAL, issuer, judge_here, jwk
from tests.load.fixture import ISSUER, NOW
from tests.unit.credentials.cases import Seed

PEER = "tokens"
FORMATS = {"vc-jwt": VcJwt(), "vc+jwt": VcJoseJwt()}
EVERY_TOKEN = pytest.mark.parametrize(
    ("name", "algorithm"), [(name, algorithm) for name in FORMATS for algorithm in ("EdDSA", "ES256")]
)
BAD_SIGNATURE = "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"

pytestmark = NEEDS_PEERS


def signed_here(name: str, algorithm: str) -> str:
    return FORMATS[name].secure(CREDENTIAL, issuer(algorithm)).text


def signed_by_peer(peers: Peers, name: str, algorithm: str) -> str:
    signer = issuer(algorithm)
    signing_input = FORMATS[name].signing_input(CREDENTIAL, kid=signer.kid, algorithm=algorithm)
    header, payload = map(decode, signing_input.decode().split("."))
    task = {"header": header, "payload": payload, "jwk": jwk(signer, secret=True)}
    token: str = peers.ask(PEER, "sign", **task)["token"]
    return token


@EVERY_TOKEN
def test_jose_verifies_what_we_sign(peers: Peers, name: str, algorithm: str) -> None:
    answer = peers.ask(PEER, "verify", token=signed_here(name, algorithm), jwk=jwk(issuer(algorithm)))
    assert answer["verified"], answer
    assert answer["header"]["alg"] == algorithm
    assert answer["payload"]["credentialSubject"] == CREDENTIAL.to_document()["credentialSubject"]


@EVERY_TOKEN
def test_we_verify_what_jose_signs(peers: Peers, name: str, algorithm: str) -> None:
    report = judge_here(signed_by_peer(peers, name, algorithm), issuer(algorithm))
    assert report.is_valid, report.deciding
    assert report.format == name


@EVERY_TOKEN
@pytest.mark.parametrize("signed", ["here", "by the peer"])
def test_no_change_of_a_token_survives_here(peers: Peers, name: str, algorithm: str, signed: str) -> None:
    token = signed_here(name, algorithm) if signed == "here" else signed_by_peer(peers, name, algorithm)
    assert survivors(changed_tokens(token), lambda text: judge_here(text, issuer(algorithm))) == []


def test_the_token_of_an_ed25519_key_is_the_one_that_jose_makes(peers: Peers) -> None:
    for name in FORMATS:
        ours, theirs = signed_here(name, "EdDSA"), signed_by_peer(peers, name, "EdDSA")
        assert [decode(part) for part in ours.split(".")[:2]] == [
            decode(part) for part in theirs.split(".")[:2]
        ]
        assert ours == theirs


def test_jose_finds_our_keys_in_the_key_set_that_we_publish(peers: Peers) -> None:
    keys = [IssuerKey(issuer(algorithm).public, "credential", NOW) for algorithm in ("EdDSA", "ES256")]
    for algorithm in ("EdDSA", "ES256"):
        task = {"token": signed_here("vc-jwt", algorithm), **build_jwks(keys)}
        assert peers.ask(PEER, "verifyWithKeySet", **task)["verified"]


@EVERY_TOKEN
def test_jose_refuses_what_we_signed_when_changed_or_under_another_key(
    peers: Peers, name: str, algorithm: str
) -> None:
    signer = issuer(algorithm)
    other = LocalSigner(signer.kid, generate_private_key(algorithm, Seed("another")))
    first = next(text for what, text in changed_tokens(signed_here(name, algorithm)) if "changed" in what)
    for token, key in ((first, signer), (signed_here(name, algorithm), other)):
        assert peers.ask(PEER, "verify", token=token, jwk=jwk(key)).get("code") == BAD_SIGNATURE


def presentation() -> dict[str, Any]:
    inner = SecuredCredential("vc+jwt", signed_here("vc+jwt", "ES256"))
    return {
        "@context": [CREDENTIALS_CONTEXT],
        "type": ["VerifiablePresentation"],
        "holder": ISSUER,
        "verifiableCredential": [envelop(inner)],
    }


def test_jose_verifies_the_presentation_that_we_sign(peers: Peers) -> None:
    token = secure_presentation(
        presentation(), issuer("ES256"), audience="https://employer.example", nonce="n-1", now=NOW
    )
    answer = peers.ask(PEER, "verify", token=token, jwk=jwk(issuer("ES256")), typ="vp+jwt")
    assert answer["verified"], answer
    assert (answer["payload"]["aud"], answer["payload"]["nonce"]) == ("https://employer.example", "n-1")


def test_we_verify_the_presentation_that_jose_signs(peers: Peers) -> None:
    signer = issuer("ES256")
    header = {"alg": "ES256", "kid": signer.kid, "typ": "vp+jwt", "cty": "vp"}
    payload = {**presentation(), "aud": "https://employer.example", "nonce": "n-1"}
    token = peers.ask(PEER, "sign", header=header, payload=payload, jwk=jwk(signer, secret=True))["token"]
    presented = read_presentation_token(token.encode(), policy=DEFAULT_POLICY)
    [text] = prove_presentation(
        presented,
        (IssuerKey(signer.public, "any", NOW),),
        audience="https://employer.example",
        nonce="n-1",
        policy=DEFAULT_POLICY,
        now=NOW,
    )
    assert judge_here(text.decode(), signer).is_valid
