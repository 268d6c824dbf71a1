"""The limits of the verifier hold in every format, to the byte and no further."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.credentials.errors import CredentialError
from app.credentials.formats.enveloping import envelop
from app.credentials.formats.vc_jose_cose import VcJoseJwt, VcJoseSdJwt
from app.credentials.policy import DEFAULT_POLICY, VerificationPolicy
from app.credentials.verification import read
from tests.unit.credentials.cases import CREDENTIAL, DID, KID, scene, secured, signer
from tests.unit.credentials.proofs import proven
from tests.unit.credentials.sd_cases import Counter, skill

TEXTS = {
    "vc-jwt": secured(),
    "vc+jwt": VcJoseJwt().secure(CREDENTIAL, signer()).text,
    "vc+sd-jwt": VcJoseSdJwt().secure(CREDENTIAL, signer(), randomness=Counter()).text,
    "dc+sd-jwt": skill(),
    "data-integrity": proven(),
    "enveloped": json.dumps(envelop(VcJoseJwt().secure(CREDENTIAL, signer()))),
}
every_format = pytest.mark.parametrize("name", TEXTS)


def code_of(name: str, policy: VerificationPolicy) -> str:
    try:
        read(TEXTS[name].encode(), policy=policy)
    except CredentialError as error:
        return error.code
    return "ok"


@every_format
def test_a_text_of_exactly_the_largest_size_is_read(name: str) -> None:
    size = len(TEXTS[name].encode())
    assert code_of(name, replace(DEFAULT_POLICY, max_bytes=size)) == "ok"
    assert code_of(name, replace(DEFAULT_POLICY, max_bytes=size - 1)) == "too_large"


@every_format
def test_a_text_of_exactly_the_deepest_nesting_is_read(name: str) -> None:
    fits = next(
        depth for depth in range(1, 32) if code_of(name, replace(DEFAULT_POLICY, max_depth=depth)) == "ok"
    )
    assert 3 < fits < 10
    assert code_of(name, replace(DEFAULT_POLICY, max_depth=fits - 1)) == "json_too_deep"


@every_format
def test_a_text_of_too_many_members_is_refused(name: str) -> None:
    assert code_of(name, replace(DEFAULT_POLICY, max_members=10)) == "too_large"


@every_format
def test_a_format_that_the_verifier_does_not_take_is_refused(name: str) -> None:
    others = DEFAULT_POLICY.formats - {name}
    assert code_of(name, replace(DEFAULT_POLICY, formats=others)) == "unsupported_format"


@pytest.mark.parametrize("name", ["vc-jwt", "vc+jwt", "vc+sd-jwt", "dc+sd-jwt"])
def test_an_algorithm_that_the_verifier_does_not_take_is_refused(name: str) -> None:
    policy = replace(DEFAULT_POLICY, algorithms=frozenset({"ES256"}))
    assert code_of(name, policy) == "alg_not_allowed"


@every_format
def test_what_was_read_tells_whose_credential_it_is_before_it_is_believed(name: str) -> None:
    unverified = read(TEXTS[name])
    assert (unverified.issuer_id, unverified.credential_id) == (DID, CREDENTIAL.id)
    assert (unverified.kid, unverified.algorithm) == (KID, "EdDSA")
    options = unverified.proofs[0].options
    assert options.get("kid", options.get("verificationMethod")) == KID
    assert isinstance(unverified.registered, dict)


@pytest.mark.parametrize("later", [0, 1])
def test_a_credential_may_end_as_it_begins_and_no_earlier(later: int) -> None:
    ending = replace(CREDENTIAL, valid_until=CREDENTIAL.valid_from - timedelta(seconds=later), status=())
    for text in (secured(ending), proven(ending), VcJoseJwt().secure(ending, signer()).text, skill(ending)):
        report = scene(now=ending.valid_from).verify(text)
        assert report.deciding.code == ("time_invalid" if later else "ok")
