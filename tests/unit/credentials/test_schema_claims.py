"""What a document claims about its schema in `credentialSchema`, and what is made of it."""

from typing import Any

import pytest

from app.credentials.judgement import check_schema
from app.credentials.policy import VerificationPolicy
from app.credentials.report import Outcome
from app.credentials.schemas import load_schemas
from tests.unit.credentials.cases import CREDENTIAL, ROOT

FILE = ROOT / "schemas" / "passport" / "v1" / "skills-passport.schema.json"
POLICY = VerificationPolicy(schemas=load_schemas(FILE))
OURS = "urn:skills-passport:schema:passport:v1"
OFFICIAL = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


def judge(schemas: Any, *, is_badge: bool = False, **changes: Any) -> tuple[Outcome, str]:
    document = {**CREDENTIAL.to_document(), **changes, "credentialSchema": schemas}
    check = check_schema(document, policy=POLICY, is_badge=is_badge)
    return check.outcome, check.code


@pytest.mark.parametrize(
    "schemas",
    [
        [{"id": OURS, "type": "JsonSchema"}],
        [{"id": OFFICIAL, "type": "1EdTechJsonSchemaValidator2019"}],
        [
            {"id": "https://other.example/schema.json", "type": "JsonSchema"},
            {"id": OURS, "type": "JsonSchema"},
        ],
    ],
)
def test_a_document_that_names_the_schema_is_held_to_it(schemas: Any) -> None:
    assert judge(schemas) == (Outcome.PASSED, "ok")
    assert judge(schemas, name=7) == (Outcome.FAILED, "schema_mismatch")


@pytest.mark.parametrize(
    "schemas",
    [
        None,
        [],
        "urn:skills-passport:schema:passport:v1",
        [OURS],
        {"id": OURS, "type": "JsonSchemaCredential"},
        {"id": OURS},
        {"id": 7, "type": "JsonSchema"},
        {"id": "https://other.example/schema.json", "type": "JsonSchema"},
        {
            "id": "https://purl.imsglobal.org/spec/clr/v2p0/schema.json",
            "type": "1EdTechJsonSchemaValidator2019",
        },
    ],
)
def test_a_schema_that_is_not_at_hand_is_not_judged(schemas: Any) -> None:
    assert judge(schemas, name=7) == (Outcome.SKIPPED, "skipped")


def test_a_badge_is_held_to_the_schema_whatever_it_names() -> None:
    assert judge([{"id": "https://other.example", "type": "JsonSchema"}], is_badge=True, name=7) == (
        Outcome.FAILED,
        "schema_mismatch",
    )


def test_the_digest_of_the_schema_must_be_that_of_our_copy() -> None:
    right, wrong = "sha256-n5029zPvATAYQlGXra32jiJ/JuBuR4ukwt/Kby6SddM=", "sha256-AAAA"
    assert judge([{"id": OURS, "type": "JsonSchema", "digestSRI": right}]) == (Outcome.PASSED, "ok")
    for is_badge in (True, False):
        named = [{"id": OURS, "type": "JsonSchema", "digestSRI": wrong}]
        assert judge(named, is_badge=is_badge) == (Outcome.FAILED, "schema_mismatch")
    # Of the official text no copy is at hand, so nothing is said about its bytes.
    assert judge([{"id": OFFICIAL, "type": "JsonSchema", "digestSRI": wrong}]) == (Outcome.PASSED, "ok")


def test_without_a_schema_in_the_policy_nothing_is_judged() -> None:
    check = check_schema({}, policy=VerificationPolicy(), is_badge=True)
    assert check.outcome is Outcome.SKIPPED
