"""@sd-jwt and this project issue, show and verify the same SD-JWTs, with and without key binding."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.credentials.formats.key_binding import KeyBindingRequest, bind_key, unbind
from app.credentials.formats.sd_jwt import SD_JWT_RULES, present_sd_jwt, read_sd_jwt
from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.formats.skill_claims import write_claims
from app.credentials.formats.vc_jose_cose import VcJoseSdJwt
from app.credentials.policy import DEFAULT_POLICY, GENERAL
from app.platform.randomness import SystemRandomness
from tests.interoperability.mutations import changed_sd_jwts, survivors
from tests.interoperability.node import NEEDS_PEERS, Peers
from tests.interoperability.world import CREDENTIAL, SKILL, issuer, judge_here, jwk
from tests.load.fixture import ISSUER, NOW
from tests.unit.credentials.cases import signer

pytestmark = NEEDS_PEERS

PEER = "sdJwt"
HOLDER = replace(signer("ES256", seed="holder"), kid="")
REQUEST = KeyBindingRequest("https://employer.example", "n-1")
CLAIMS = {**write_claims(SKILL), "cnf": {"jwk": HOLDER.public.to_jwk()}}
DOCUMENT = CREDENTIAL.to_document()
FRAMES: dict[str, dict[str, Any]] = {
    "dc+sd-jwt": {
        "_sd": ["name", "awardedDate", "result", "source"],
        "evidence": {"_sd": [0]},
        "achievement": {"alignment": {"_sd": [0]}},
    },
    "vc+sd-jwt": {"_sd": ["awardedDate", "name"], "credentialSubject": {"_sd": ["result"]}},
}
PLACES = {"dc+sd-jwt": "achievement/name", "vc+sd-jwt": "credentialSubject/achievement/name"}
HIDDEN_IN_DOCUMENT = (("awardedDate",), ("name",), ("credentialSubject", "result"))
EVERY_KIND = pytest.mark.parametrize(
    ("kind", "algorithm"), [(kind, algorithm) for kind in FRAMES for algorithm in ("EdDSA", "ES256")]
)


def signed_here(kind: str, algorithm: str) -> str:
    made_with, randomness = issuer(algorithm), SystemRandomness()
    if kind == "dc+sd-jwt":
        return SdJwtVc().secure(SKILL, made_with, randomness=randomness, holder=HOLDER.public).text
    made = VcJoseSdJwt().secure(CREDENTIAL, made_with, hidden=HIDDEN_IN_DOCUMENT, randomness=randomness)
    return made.text


def signed_by_peer(peers: Peers, kind: str, algorithm: str) -> str:
    made_with = issuer(algorithm)
    text: str = peers.ask(
        PEER,
        "issue",
        kind=kind,
        claims=CLAIMS if kind == "dc+sd-jwt" else DOCUMENT,
        frame=FRAMES[kind],
        header={"kid": made_with.kid},
        secretJwk=jwk(made_with, secret=True),
    )["text"]
    return text


def verified_by_peer(peers: Peers, kind: str, algorithm: str, text: str, **binding: Any) -> dict[str, Any]:
    return peers.ask(PEER, "verify", kind=kind, text=text, jwk=jwk(issuer(algorithm)), **binding)


@EVERY_KIND
def test_the_peer_verifies_what_we_sign(peers: Peers, kind: str, algorithm: str) -> None:
    answer = verified_by_peer(peers, kind, algorithm, signed_here(kind, algorithm))
    assert answer["verified"], answer
    assert answer["header"]["typ"] == kind
    assert answer["payload"] == (CLAIMS if kind == "dc+sd-jwt" else DOCUMENT)


@EVERY_KIND
def test_we_verify_what_the_peer_signs(peers: Peers, kind: str, algorithm: str) -> None:
    report = judge_here(signed_by_peer(peers, kind, algorithm), issuer(algorithm))
    assert report.is_valid, report.deciding
    assert report.format == kind


@EVERY_KIND
@pytest.mark.parametrize("signed", ["here", "by the peer"])
def test_no_change_of_an_sd_jwt_survives_here(peers: Peers, kind: str, algorithm: str, signed: str) -> None:
    text = signed_here(kind, algorithm) if signed == "here" else signed_by_peer(peers, kind, algorithm)
    assert survivors(changed_sd_jwts(text), lambda changed: judge_here(changed, issuer(algorithm))) == []


@EVERY_KIND
def test_the_peer_refuses_what_we_signed_when_it_was_changed(peers: Peers, kind: str, algorithm: str) -> None:
    mutants = dict(changed_sd_jwts(signed_here(kind, algorithm)))
    answer = verified_by_peer(peers, kind, algorithm, mutants[f"{PLACES[kind]} changed"])
    assert answer == {"verified": False, "error": "Verify Error: Invalid JWT Signature"}


@EVERY_KIND
def test_the_peer_believes_no_forged_disclosure(peers: Peers, kind: str, algorithm: str) -> None:
    # It leaves out what fits no digest, where this side refuses the whole text.
    mutants = dict(changed_sd_jwts(signed_here(kind, algorithm)))
    answer = verified_by_peer(peers, kind, algorithm, mutants["disclosure 0 forged"])
    assert "Arts" not in str(answer["payload"])


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256"])
def test_the_peer_verifies_what_our_holder_shows(peers: Peers, algorithm: str) -> None:
    held = read_sd_jwt(signed_here("dc+sd-jwt", algorithm).encode(), SD_JWT_RULES, policy=DEFAULT_POLICY)
    shown = present_sd_jwt(held, [("name",), ("evidence", 0)])
    bound = bind_key(
        shown, HOLDER, audience=REQUEST.audience, nonce=REQUEST.nonce, hash_name=held.hash_name, now=NOW
    )
    text = bound.text.decode()
    binding = {"nonce": REQUEST.nonce, "holderJwk": jwk(HOLDER)}
    answer = verified_by_peer(peers, "dc+sd-jwt", algorithm, text, **binding)
    assert answer["verified"], answer
    assert answer["keyBinding"]["aud"] == REQUEST.audience
    assert "name" in answer["payload"]
    assert "source" not in answer["payload"]
    other = verified_by_peer(peers, "dc+sd-jwt", algorithm, text, **{**binding, "nonce": "another"})
    assert not other["verified"]


@pytest.mark.parametrize("issued", ["here", "by the peer"])
def test_we_verify_what_a_holder_shows_with_the_peer(peers: Peers, issued: str) -> None:
    text = (
        signed_here("dc+sd-jwt", "ES256") if issued == "here" else signed_by_peer(peers, "dc+sd-jwt", "ES256")
    )
    payload = {"iat": int(NOW.timestamp()), "aud": REQUEST.audience, "nonce": REQUEST.nonce}
    shown = peers.ask(
        PEER,
        "present",
        text=text,
        frame={"name": True},
        keyBinding=payload,
        holderSecretJwk=jwk(HOLDER, secret=True),
    )["text"]
    unbound = unbind(shown, REQUEST, policy=DEFAULT_POLICY, now=NOW)
    report = judge_here(unbound.text.decode(), issuer("ES256"))
    assert report.is_valid, report.deciding
    assert report.credential is not None
    assert report.credential.subject.name == SKILL.subject.name
    assert report.credential.assessor is None


def test_both_verify_claims_of_another_type(peers: Peers) -> None:
    made_with = issuer("ES256")
    claims = {"iss": ISSUER, "vct": "urn:example:training", "exp": int(NOW.timestamp()) + 60, "name": "Sanne"}
    prepared = SdJwtVc.prepare(
        claims,
        kid=made_with.kid,
        algorithm=made_with.algorithm,
        randomness=SystemRandomness(),
        hidden=[("name",)],
    )
    ours = SdJwtVc.assemble(prepared, made_with.sign(prepared.signing_input)).text
    assert verified_by_peer(peers, "dc+sd-jwt", "ES256", ours)["payload"] == claims
    task = {"claims": claims, "frame": {"_sd": ["name"]}, "header": {"kid": made_with.kid}}
    theirs = peers.ask(PEER, "issue", **task, secretJwk=jwk(made_with, secret=True))["text"]
    assert judge_here(theirs, made_with, profile=GENERAL).is_valid
    assert not judge_here(theirs, made_with).is_valid
