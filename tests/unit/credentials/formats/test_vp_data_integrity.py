"""Presentations with a Data Integrity proof of the holder."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.credentials.errors import CredentialError
from app.credentials.formats.data_integrity import add_proof
from app.credentials.formats.enveloping import envelop
from app.credentials.formats.proofs import ProofOptions
from app.credentials.formats.vc_jose_cose import VcJoseJwt
from app.credentials.formats.vp_data_integrity import (
    prove_proven_presentation,
    read_proven_presentation,
    secure_proven_presentation,
)
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import IssuerKey
from app.credentials.model import CREDENTIALS_CONTEXT
from app.credentials.policy import DEFAULT_POLICY, GENERAL
from tests.unit.credentials.cases import CREDENTIAL, DAY, NOW, issuer_key, signer
from tests.unit.credentials.proofs import proven

HOLDER = "did:web:werker.example"
HOLDER_SIGNER = signer(kid=f"{HOLDER}#phone", seed="holder")
KEYS = (issuer_key(HOLDER_SIGNER, "any"),)
DOMAIN, CHALLENGE = "https://werkgever.example", "a-fresh-challenge"
SUITES = pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])


def presentation(*texts: str, **changes: Any) -> dict[str, Any]:
    held = [json.loads(text) for text in texts or (proven(),)]
    return {
        "@context": [CREDENTIALS_CONTEXT],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER,
        "verifiableCredential": held,
        **changes,
    }


def presented(
    document: dict[str, Any] | None = None,
    *,
    suite: str = "eddsa-jcs-2022",
    made_with: LocalSigner = HOLDER_SIGNER,
) -> str:
    return secure_proven_presentation(
        document or presentation(),
        made_with,
        domain=DOMAIN,
        challenge=CHALLENGE,
        created=NOW,
        cryptosuite=suite,
    )


def check(
    text: str,
    *,
    keys: tuple[IssuerKey, ...] = KEYS,
    domain: str | None = DOMAIN,
    challenge: str | None = CHALLENGE,
    now: Any = NOW,
) -> str:
    try:
        found = read_proven_presentation(text.encode(), policy=DEFAULT_POLICY)
        prove_proven_presentation(
            found, keys, domain=domain, challenge=challenge, policy=DEFAULT_POLICY, now=now
        )
    except CredentialError as error:
        return error.code
    return "ok"


@SUITES
def test_what_the_holder_signed_for_this_request_holds(suite: str) -> None:
    text = presented(presentation(proven(), proven(suite="eddsa-rdfc-2022")), suite=suite)
    assert check(text) == "ok"
    found = read_proven_presentation(text.encode(), policy=DEFAULT_POLICY)
    assert (found.holder, found.format) == (HOLDER, "data-integrity")
    assert found.credentials == (proven().encode(), proven(suite="eddsa-rdfc-2022").encode())


def test_an_enveloped_credential_is_presented_as_the_text_in_it() -> None:
    secured = VcJoseJwt().secure(CREDENTIAL, signer())
    text = presented(presentation(verifiableCredential=[envelop(secured)]), suite="eddsa-rdfc-2022")
    assert check(text) == "ok"
    found = read_proven_presentation(text.encode(), policy=DEFAULT_POLICY)
    assert found.credentials == (secured.text.encode(),)


@pytest.mark.parametrize("holder", [{"id": HOLDER}, None])
def test_the_holder_is_named_or_is_who_controls_the_key(holder: Any) -> None:
    document = presentation(holder=holder)
    if holder is None:
        del document["holder"]
    assert check(presented(document)) == "ok"


def test_a_list_of_one_domain_is_that_domain() -> None:
    options = ProofOptions(purpose="authentication", domain=[DOMAIN], challenge=CHALLENGE)  # type: ignore[arg-type]
    text = json.dumps(add_proof(presentation(), HOLDER_SIGNER, cryptosuite="eddsa-jcs-2022", options=options))
    assert check(text) == "ok"
    assert check(text, domain="https://ander.example") == "holder_binding_failed"


@pytest.mark.parametrize(
    ("domain", "challenge"),
    [
        ("https://ander.example", CHALLENGE),
        (None, CHALLENGE),
        (DOMAIN, "an-old-challenge"),
        (DOMAIN, None),
    ],
)
def test_a_presentation_for_another_request_does_not_hold(domain: str | None, challenge: str | None) -> None:
    assert check(presented(), domain=domain, challenge=challenge) == "holder_binding_failed"


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ((), "key_not_trusted"),
        ((issuer_key(signer(kid=HOLDER_SIGNER.kid, seed="other"), "any"),), "bad_signature"),
        ((issuer_key(signer("ES256", kid=HOLDER_SIGNER.kid), "any"),), "alg_not_allowed"),
        ((issuer_key(HOLDER_SIGNER, "any", retired_at=NOW - DAY),), "key_retired"),
        ((replace(KEYS[0], valid_from=NOW + DAY),), "key_not_trusted"),
    ],
)
def test_only_a_key_of_the_holder_that_is_in_use_proves(keys: tuple[IssuerKey, ...], code: str) -> None:
    assert check(presented(), keys=keys) == code


REFUSED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "credential added": (lambda d: d["verifiableCredential"].append({"id": "urn:x:1"}), "bad_signature"),
    "credential changed": (lambda d: d["verifiableCredential"][0].update(name="x"), "bad_signature"),
    "other holder": (lambda d: d.update(holder="did:web:ander.example"), "kid_issuer_mismatch"),
    "holder as number": (lambda d: d.update(holder=7), "schema_mismatch"),
    "nobody": (lambda d: (d.pop("holder"), d.update(proof=[])), "malformed_proof"),
    "nobody at all": (lambda d: (d.pop("holder"), d.pop("proof")), "malformed_proof"),
    "nobody by name": (lambda d: (d.pop("holder"), d["proof"][0].pop("verificationMethod")), "malformed_proof"),
    "no proof": (lambda d: d.pop("proof"), "malformed_proof"),
    "assertion": (lambda d: d["proof"][0].update(proofPurpose="assertionMethod"), "proof_purpose_mismatch"),
    "made-up member": (lambda d: d.update(trusted=True), "data_loss"),
    "no credentials": (lambda d: d.update(verifiableCredential=[]), "too_large"),
    "too many": (lambda d: d.update(verifiableCredential=[{"a": 1}] * 51), "too_large"),
    "text": (lambda d: d.update(verifiableCredential=["x"]), "schema_mismatch"),
    "type": (lambda d: d.update(type=["VerifiableCredential"]), "schema_mismatch"),
    "types": (lambda d: d.update(type=7), "schema_mismatch"),
    "contexts": (lambda d: d.update({"@context": CREDENTIALS_CONTEXT}), "context_not_allowed"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "code"), REFUSED.values(), ids=REFUSED)
def test_a_presentation_that_was_changed_or_is_none_is_refused(
    change: Callable[[dict[str, Any]], object], code: str
) -> None:
    document = json.loads(presented())
    change(document)
    assert check(json.dumps(document)) == code


def test_one_type_may_stand_without_a_list() -> None:
    assert check(presented(presentation(type="VerifiablePresentation"))) == "ok"


def test_a_text_beyond_the_limit_is_not_parsed() -> None:
    assert check("{" + " " * DEFAULT_POLICY.max_presentation_bytes) == "too_large"


def test_a_presentation_counts_until_it_expires() -> None:
    options = ProofOptions(NOW, NOW, "authentication", DOMAIN, CHALLENGE)
    text = json.dumps(add_proof(presentation(), HOLDER_SIGNER, cryptosuite="eddsa-jcs-2022", options=options))
    assert check(text, now=NOW + timedelta(seconds=60)) == "ok"
    assert check(text, now=NOW + timedelta(seconds=61)) == "proof_expired"


def test_an_open_presentation_may_hold_what_the_data_model_allows() -> None:
    terms = {"termsOfUse": {"type": "https://example.org/#Terms"}, "verifiableCredential": []}
    text = presented(presentation(**terms)).encode()
    assert read_proven_presentation(text, policy=DEFAULT_POLICY, profile=GENERAL).credentials == ()
    with pytest.raises(CredentialError):
        read_proven_presentation(text, policy=DEFAULT_POLICY)


@pytest.mark.parametrize("change", [{"type": ["Other"]}, {"holder": {"name": "x"}}, {"id": "x"}], ids=str)
def test_an_open_presentation_still_follows_the_data_model(change: dict[str, Any]) -> None:
    text = json.dumps(json.loads(presented()) | change).encode()
    with pytest.raises(CredentialError):
        read_proven_presentation(text, policy=DEFAULT_POLICY, profile=GENERAL)


def test_an_open_presentation_has_a_limit_too() -> None:
    policy = replace(DEFAULT_POLICY, max_presented=1)
    text = presented(presentation(proven(), proven())).encode()
    with pytest.raises(CredentialError) as refused:
        read_proven_presentation(text, policy=policy, profile=GENERAL)
    assert refused.value.code == "too_large"


def test_a_presentation_may_be_as_large_as_the_policy_says_and_no_larger() -> None:
    text = presented().encode()
    exactly = replace(DEFAULT_POLICY, max_presentation_bytes=len(text))
    assert read_proven_presentation(text, policy=exactly)
    for policy, code in (
        (replace(DEFAULT_POLICY, max_presentation_bytes=len(text) - 1), "too_large"),
        (replace(DEFAULT_POLICY, max_presentation_members=20), "too_large"),
        (replace(DEFAULT_POLICY, max_depth=3), "json_too_deep"),
    ):
        with pytest.raises(CredentialError) as refused:
            read_proven_presentation(text, policy=policy)
        assert refused.value.code == code


def test_as_many_credentials_are_presented_as_the_policy_says() -> None:
    text = presented(presentation(verifiableCredential=[{"id": "urn:x:1"}] * DEFAULT_POLICY.max_presented))
    assert check(text) == "ok"


def test_a_presentation_may_have_more_contexts_and_proofs_that_build_on_each_other() -> None:
    document = presentation(
        **{"@context": [CREDENTIALS_CONTEXT, "https://w3id.org/security/data-integrity/v2"]}
    )
    for number in (1, 2):
        options = ProofOptions(
            NOW,
            purpose="authentication",
            domain=DOMAIN,
            challenge=CHALLENGE,
            id=f"urn:x:{number}",
            previous=() if number == 1 else ("urn:x:1",),
        )
        document = add_proof(document, HOLDER_SIGNER, cryptosuite="eddsa-jcs-2022", options=options)
    assert check(json.dumps(document)) == "ok"


def test_a_presentation_that_asks_for_nothing_is_for_a_verifier_who_asked_for_nothing() -> None:
    text = secure_proven_presentation(presentation(), HOLDER_SIGNER, created=NOW)
    assert json.loads(text)["proof"][0]["created"] == "2026-11-23T12:00:00Z"
    assert check(text, domain=None, challenge=None) == "ok"


def test_who_presents_is_never_part_of_the_name_of_a_key() -> None:
    document = json.loads(presented())
    del document["holder"]
    document["proof"][0]["verificationMethod"] = f"{HOLDER}#phone#phone"
    assert check(json.dumps(document)) == "kid_issuer_mismatch"
