"""A badge with a proof in it follows the official Open Badges 3.0 schema, which wants an array of proofs."""

import json

import jsonschema_rs
import pytest

from app.credentials.formats.selective_disclosure import derive, secure_selectively
from tests.unit.credentials.cases import CREDENTIAL, VECTORS, Seed, needs, signer
from tests.unit.credentials.proofs import EVERY_SUITE, proven

OFFICIAL = VECTORS / "ob30-schemas" / "ob_v3p0_achievementcredential_schema.json"

pytestmark = needs(OFFICIAL)


@pytest.fixture(scope="module")
def official() -> jsonschema_rs.Validator:
    schema = json.loads(OFFICIAL.read_bytes())
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def findings(official: jsonschema_rs.Validator, text: str) -> list[list[str | int]]:
    return [list(error.instance_path) for error in official.iter_errors(json.loads(text))]


@EVERY_SUITE
def test_a_passport_with_a_proof_follows_the_official_schema(
    official: jsonschema_rs.Validator, suite: str, algorithm: str
) -> None:
    text = proven(suite=suite, made_with=signer(algorithm))
    # The one deviation on record: two status entries stand in a list, which VCDM 2.0 allows.
    assert findings(official, text) in ([], [["credentialStatus"]])


def test_a_part_of_a_passport_follows_it_too(official: jsonschema_rs.Validator) -> None:
    base = secure_selectively(CREDENTIAL, signer("ES256"), randomness=Seed("one"))
    text = derive(base.text, ["/credentialSubject/identifier"]).text
    assert findings(official, text) in ([], [["credentialStatus"]])
