"""One text, one reading: what a reader of the JSON sees is what was signed, whatever the form and the envelope."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest

from app.commands.offline import verify_offline
from app.commands.trusted import Trusted
from app.credentials.encoding import cbor, multibase, strict_json
from app.credentials.errors import CredentialError, JsonNotStrict, KeyCompromised, KeyRetired
from app.credentials.formats.cryptosuites.disclosure_values import DERIVED, BaseValue
from app.credentials.formats.enveloping import envelop
from app.credentials.formats.selective_disclosure import derive, mandatory_pointers, secure_selectively
from app.credentials.formats.skill_claims import write_claims
from app.credentials.formats.vc_jose_cose import VcJoseJwt
from app.credentials.formats.vp_jose_cose import prove_presentation, read_presentation_token
from app.credentials.identifiers.did_document import build_did_document
from app.credentials.identifiers.did_key import parse_did_key
from app.credentials.model import CREDENTIALS_CONTEXT, SecuredCredential
from app.credentials.policy import DEFAULT_POLICY, GENERAL, PASSPORT
from app.credentials.presentation import PresentationRequest, present
from app.credentials.report import Verdict
from app.credentials.verification import prove, read, verify
from tests.unit.credentials.cases import CREDENTIAL, DAY, DID, KID, LEVELS, NOW, issuer_key, scene, signer
from tests.unit.credentials.proofs import proven, resigned, tampered
from tests.unit.credentials.sd_cases import SKILL, Counter, digest, disclosure, sd_jwt, sd_scene

VOCABULARY = "https://www.w3.org/2018/credentials#"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
TRUSTED = Trusted(issuer_keys=[build_did_document(DID, [issuer_key(signer())])])
EXPIRED = proven(
    replace(CREDENTIAL, valid_from=NOW - 9 * DAY, valid_until=NOW - DAY), suite="eddsa-rdfc-2022"
)


@pytest.mark.parametrize("size", [1, 30_000, 250_000])
@pytest.mark.parametrize("start", [b'["', b'{"a":"', b""])
@pytest.mark.abuse("A16")
def test_a_text_that_never_ends_is_refused_at_once(start: bytes, size: int) -> None:
    began = time.process_time()
    with pytest.raises(JsonNotStrict):
        strict_json.loads(start + b'\\"' * size, max_bytes=10**6)
    assert time.process_time() - began < 1


def _written_as_addresses(document: dict[str, Any]) -> None:
    document["@context"].append(DATA_INTEGRITY)
    document["type"][1] = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"
    time_type = "http://www.w3.org/2001/XMLSchema#dateTime"
    document[f"{VOCABULARY}validUntil"] = {"@value": document.pop("validUntil"), "@type": time_type}
    for name in ("credentialStatus", "credentialSchema"):
        document[f"{VOCABULARY}{name}"] = document.pop(name)


def _written_under_aliases(document: dict[str, Any]) -> None:
    time_type = "http://www.w3.org/2001/XMLSchema#dateTime"
    document["type"][1] = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"
    document["@context"].append({"end": {"@id": f"{VOCABULARY}validUntil", "@type": time_type}})
    document["end"] = document.pop("validUntil")


@pytest.mark.parametrize("change", [_written_as_addresses, _written_under_aliases])
@pytest.mark.abuse("A07")
def test_a_holder_cannot_rename_what_decides_about_a_credential(change: Any) -> None:
    verification = verify_offline(tampered(change, EXPIRED).encode(), trusted=TRUSTED, now=NOW)
    assert verification.verdict is Verdict.INVALID
    assert verification.judgements[0].report.deciding.code == "data_loss"


@pytest.mark.abuse("A07")
def test_a_holder_cannot_move_what_decides_about_a_credential() -> None:
    claim = {"id": "urn:a:subject", "related": {"id": "urn:a:1", "note": "x"}}
    document = {
        "@context": [CREDENTIALS_CONTEXT, {"@vocab": "https://terms.example/"}],
        "id": "urn:a:1",
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "validUntil": "2020-01-01T00:00:00Z",
        "credentialSubject": claim,
    }
    text = proven(document, suite="eddsa-rdfc-2022")
    there = scene()

    def judged(given: str) -> str:
        report = verify(given, keys=there.keys, status={}, issuer=there.issuer, now=NOW, profile=GENERAL)
        return report.deciding.code

    def move(signed: dict[str, Any]) -> None:
        signed["credentialSubject"]["related"]["validUntil"] = signed.pop("validUntil")

    assert judged(text) == "expired"
    assert judged(tampered(move, text)) == "data_loss"


@pytest.mark.parametrize("place", ["evidence", "alignment"])
@pytest.mark.abuse("A07")
def test_a_holder_cannot_show_one_thing_twice(place: str) -> None:
    def double(document: dict[str, Any]) -> None:
        holds = document if place == "evidence" else document["credentialSubject"]["achievement"]
        holds[place].append(dict(holds[place][0]))

    text = proven(suite="eddsa-rdfc-2022")
    assert scene().verify(text).is_valid
    assert scene().verify(tampered(double, text)).deciding.code == "data_loss"


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_results_does_not_decide_which_level_is_shown(turned: bool) -> None:
    def add_result(document: dict[str, Any]) -> None:
        results = document["credentialSubject"]["result"]
        level = results[0]["achievedLevel"].replace("level-2", "level-4")
        results.append({**results[0], "id": "urn:a:2", "achievedLevel": level})
        if turned:
            results.reverse()

    credential = scene().verify(resigned(add_result)).credential
    assert credential is not None
    assert credential.level == LEVELS[2]


def test_white_space_behind_a_proof_or_key_is_not_ignored() -> None:
    text = proven(suite="eddsa-rdfc-2022")
    for space in (" ", "\n", "\t "):
        changed = tampered(
            lambda d, s=space: d["proof"][0].update(proofValue=d["proof"][0]["proofValue"] + s), text
        )
        assert scene().verify(changed).verdict is Verdict.INVALID
        with pytest.raises(CredentialError):
            parse_did_key("did:key:" + multibase.encode_base58(b"\xed\x01" + signer().public.raw) + space)


@pytest.mark.abuse("A41")
def test_an_envelope_does_not_choose_how_the_text_in_it_is_read() -> None:
    payload = {
        **CREDENTIAL.to_document(),
        "iss": DID,
        "vct": "urn:skills-passport:credential-type:skill:v1",
    }
    text = sd_jwt(payload, header={"alg": "EdDSA", "kid": KID, "typ": "vc+sd-jwt"})
    enveloped = json.dumps(envelop(SecuredCredential("dc+sd-jwt", text)))
    for given in (text, enveloped):
        report = scene().verify(given)
        assert (report.is_valid, report.credential) == (False, None)
        with pytest.raises(CredentialError):
            read(given)


@pytest.mark.parametrize(
    ("life", "error"),
    [({"retired_at": NOW - DAY}, KeyRetired), ({"compromised_at": NOW - DAY}, KeyCompromised)],
)
@pytest.mark.abuse("A08")
def test_a_holder_cannot_present_a_token_with_a_key_that_is_no_longer_in_use(
    life: dict[str, Any], error: type[CredentialError]
) -> None:
    credential = SecuredCredential("data-integrity", proven())
    request = PresentationRequest("https://verifier.example", "once")
    text = present([credential], signer(), holder=DID, request=request, now=NOW, format="vp+jwt")
    presented = read_presentation_token(text.encode(), policy=DEFAULT_POLICY)
    with pytest.raises(error):
        prove_presentation(
            presented,
            (issuer_key(signer(), **life),),
            audience=request.domain,
            nonce=request.challenge,
            policy=DEFAULT_POLICY,
            now=NOW,
        )


HIDDEN_ENTRY = disclosure("salt", CREDENTIAL.status[0].to_document())
W3C_HEADER = {"alg": "EdDSA", "kid": KID, "typ": "vc+sd-jwt"}


@pytest.mark.parametrize("shown", [(), (HIDDEN_ENTRY,)])
@pytest.mark.parametrize("typ", ["vc+sd-jwt", "dc+sd-jwt"])
@pytest.mark.abuse("A07")
def test_nothing_can_be_hidden_inside_what_decides_about_a_credential(shown: Any, typ: str) -> None:
    hidden = {"...": digest(HIDDEN_ENTRY)}
    document = {**CREDENTIAL.to_document(), "credentialStatus": [hidden]}
    claims = {**write_claims(SKILL), "status": {"_sd": [digest(HIDDEN_ENTRY)]}}
    payload = document if typ == "vc+sd-jwt" else claims
    report = sd_scene().verify(sd_jwt(payload, shown, header={**W3C_HEADER, "typ": typ}))
    assert (report.verdict, report.deciding.code) == (Verdict.INVALID, "disclosure_invalid")


@pytest.mark.abuse("A14")
def test_a_holder_who_may_have_kept_back_the_status_is_not_believed() -> None:
    document = CREDENTIAL.to_document()
    kept_back = disclosure("salt", "credentialStatus", document.pop("credentialStatus"))
    assert scene().verify(sd_jwt(document, header=W3C_HEADER)).is_valid
    report = scene().verify(sd_jwt({**document, "_sd": [digest(kept_back)]}, header=W3C_HEADER))
    assert report.verdict is Verdict.INDETERMINATE
    found = [check.name for check in report.checks if check.code == "part_withheld"]
    assert found == ["status_revocation", "status_suspension"]


POINTERS = mandatory_pointers(CREDENTIAL.to_document())


@pytest.mark.parametrize("name", ["issuer", "validFrom", "validUntil", "credentialStatus"])
@pytest.mark.abuse("A14")
def test_an_issuer_does_not_leave_it_to_the_holder_to_show_what_decides(name: str) -> None:
    es256 = signer("ES256")
    pointers = [pointer for pointer in POINTERS if not pointer.startswith(f"/{name}")]
    base = secure_selectively(CREDENTIAL, es256, randomness=Counter(), mandatory=pointers)
    shown = derive(base.text, ["/" + name]).text
    assert scene(es256).verify(shown).deciding.code == "disclosure_invalid"
    memory: dict[bytes, bool] = {}
    there = scene(es256)
    for profile, is_refused in ((GENERAL, False), (PASSPORT, True)):
        unverified = read(shown, profile=profile)
        proof = prove(unverified, there.keys, now=NOW, signatures=memory)
        assert (proof.statement is None) is is_refused


def test_an_expired_credential_shown_in_part_is_still_expired() -> None:
    document = {**CREDENTIAL.to_document(), "validUntil": "2026-11-22T12:30:00Z", "_sd": ["AA"]}
    assert scene().verify(sd_jwt(document, header=W3C_HEADER)).deciding.code == "expired"


@pytest.mark.parametrize("purpose", ["Revocation", "withdrawn", " revocation"])
@pytest.mark.abuse("A14")
def test_a_status_of_an_unknown_purpose_is_not_overlooked(purpose: str) -> None:
    entry = replace(CREDENTIAL.status[0], purpose=purpose)
    report = scene().verify(proven(replace(CREDENTIAL, status=(entry,))))
    assert (report.verdict, report.deciding.code) == (Verdict.INDETERMINATE, "status_unavailable")


@pytest.mark.parametrize("kid", ["key-1", KID])
@pytest.mark.abuse("A06")
def test_one_trusted_issuer_cannot_sign_for_another_whose_document_is_at_hand(kid: str) -> None:
    other = signer(seed="other")
    jwks = {"keys": [{**other.public.to_jwk(), "kid": kid}]}
    trusted = Trusted(issuer_keys=[jwks, *TRUSTED.issuer_keys])
    forged = verify_offline(proven(made_with=other).encode(), trusted=trusted, now=NOW)
    assert forged.judgements[0].report.deciding.code == "bad_signature"
    honest = verify_offline(proven().encode(), trusted=trusted, now=NOW)
    assert honest.judgements[0].report.verdict is not Verdict.INVALID


@pytest.mark.parametrize("more", [{"@type": 1.5}, {"proof": {}}, {"@context": {"@list": ["a"]}}])
def test_an_envelope_in_a_file_holds_one_signed_text_and_nothing_else(more: dict[str, Any]) -> None:
    text = VcJoseJwt().secure(CREDENTIAL, signer())
    honest = verify_offline(json.dumps(envelop(text)).encode(), trusted=TRUSTED, now=NOW)
    assert honest.judgements[0].report.credential == CREDENTIAL
    changed = verify_offline(json.dumps({**envelop(text), **more}).encode(), trusted=TRUSTED, now=NOW)
    assert changed.verdict is Verdict.INVALID


@pytest.mark.parametrize("labels", [{}, {0: b"\x00" * 32}, {7: b"\x07" * 32}])
@pytest.mark.abuse("A03")
def test_a_base_proof_over_nothing_does_not_prove_another_document(labels: dict[int, bytes]) -> None:
    es256 = signer("ES256")
    base = secure_selectively(CREDENTIAL, es256, randomness=Counter(), mandatory=[])
    document = json.loads(base.text)
    value = BaseValue.decode(multibase.decode(document["proof"][0]["proofValue"]))
    parts = [value.signature, value.proof_key, [], labels, []]
    document["proof"][0]["proofValue"] = multibase.encode_base64url(DERIVED + cbor.encode(parts))
    document["credentialSubject"]["achievement"]["name"] = "Chirurgie"
    for profile in (PASSPORT, GENERAL):
        there = scene(es256)
        proof = prove(read(json.dumps(document), profile=profile), there.keys, now=NOW)
        assert proof.statement is None
