"""The credential of a skills passport as claims of an SD-JWT VC."""

from dataclasses import replace
from typing import Any

import pytest

from app.credentials.claim_paths import find_paths
from app.credentials.errors import CredentialError, MalformedCredential, StatusListError, TimeInvalid
from app.credentials.formats.skill_claims import HIDDEN, SKILL_TYPE, read_credential, write_claims
from tests.unit.credentials.cases import CREDENTIAL, NOW
from tests.unit.credentials.sd_cases import ASSESSED_SKILL, SKILL, TOKEN_LIST

BARE = replace(
    SKILL,
    subject=replace(SKILL.subject, name=None),
    level=None,
    evidence=(),
    assessor=None,
    awarded_at=None,
    valid_until=None,
    token_status=None,
)


@pytest.mark.parametrize("credential", [SKILL, BARE])
def test_a_credential_comes_back_as_it_went_in(credential: Any) -> None:
    assert read_credential(write_claims(credential)) == credential


def test_the_claims_have_the_names_of_the_standards() -> None:
    claims = write_claims(SKILL, vct="https://vaardig.example/types/1", vct_integrity="sha256-x")
    assert claims["vct"] == "https://vaardig.example/types/1"
    assert claims["vct#integrity"] == "sha256-x"
    assert claims["status"] == {"status_list": {"idx": 4711, "uri": TOKEN_LIST}}
    assert claims["nbf"] == int(NOW.timestamp()) - 86_400
    assert write_claims(SKILL)["vct"] == SKILL_TYPE


def test_everything_that_may_be_kept_back_is_in_the_claims() -> None:
    for pattern in HIDDEN:
        assert find_paths(write_claims(ASSESSED_SKILL), pattern)


def test_a_bitstring_status_does_not_fit_in() -> None:
    with pytest.raises(ValueError):
        write_claims(CREDENTIAL)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"iss": "did:web:other.example"}, MalformedCredential),
        ({"issuer": "did:web:other.example"}, MalformedCredential),
        ({"nbf": None}, TimeInvalid),
        ({"nbf": "1795348800"}, TimeInvalid),
        ({"nbf": 1.5}, TimeInvalid),
        ({"nbf": True}, TimeInvalid),
        ({"nbf": -1}, TimeInvalid),
        ({"nbf": 253_402_300_800}, TimeInvalid),
        ({"exp": 1e308}, TimeInvalid),
        ({"exp": 1}, TimeInvalid),
        ({"jti": ""}, MalformedCredential),
        ({"sub": 1}, MalformedCredential),
        ({"name": 1}, MalformedCredential),
        ({"achievement": []}, MalformedCredential),
        ({"source": {"name": 1}}, MalformedCredential),
        ({"awardedDate": "yesterday"}, TimeInvalid),
        ({"evidence": ["x"]}, MalformedCredential),
        ({"status": {"status_list": {"idx": "7", "uri": "x"}}}, StatusListError),
    ],
)
def test_claims_of_another_shape_are_refused(change: dict[str, Any], error: type[CredentialError]) -> None:
    with pytest.raises(error):
        read_credential({**write_claims(SKILL), **change})


def test_a_credential_has_a_beginning() -> None:
    claims = write_claims(SKILL)
    del claims["nbf"]
    with pytest.raises(TimeInvalid):
        read_credential(claims)
