"""Our own type metadata against the JSON Schema of the OpenID conformance suite, and against what we issue."""

import json
from dataclasses import replace

import jsonschema_rs
import pytest

from app.credentials.claim_paths import find_paths
from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.formats.skill_claims import FIRST_SKILL_TYPE, HIDDEN, SKILL_TYPE, write_claims
from app.credentials.policy import DEFAULT_POLICY
from app.credentials.type_metadata import CredentialTypes, resolve_type
from tests.unit.credentials.cases import KID, ROOT, VECTORS, needs, signer
from tests.unit.credentials.sd_cases import ASSESSED_SKILL, SKILL, Counter, sd_scene, skill

SCHEMA = VECTORS / "openid-conformance" / "schemas" / "sdjwtvc" / "type_metadata.json"
FOLDER = ROOT / "schemas" / "credential-types"
DOCUMENTS = {
    FIRST_SKILL_TYPE: (FOLDER / "v1" / "skill.json").read_bytes(),
    SKILL_TYPE: (FOLDER / "v2" / "skill.json").read_bytes(),
}


@needs(SCHEMA)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_our_type_follows_the_schema_of_openid(name: str) -> None:
    jsonschema_rs.validator_for(json.loads(SCHEMA.read_bytes())).validate(json.loads(DOCUMENTS[name]))


def test_our_type_describes_exactly_what_we_issue() -> None:
    kind = resolve_type(SKILL_TYPE, DOCUMENTS)
    rules = {rule.path: rule for rule in kind.rules}
    assert {path for path, rule in rules.items() if rule.disclosing == "always"} == set(HIDDEN)
    claims = write_claims(ASSESSED_SKILL)
    described = {path[0] for path in rules}
    assert set(claims) <= described
    assert all(find_paths(claims, path) for path in HIDDEN)


def test_what_we_issue_follows_our_type() -> None:
    types = CredentialTypes(DOCUMENTS)
    scene = sd_scene(policy=replace(DEFAULT_POLICY, credential_types=types))
    assert all(scene.verify(skill(credential)).is_valid for credential in (SKILL, ASSESSED_SKILL))


def test_what_was_issued_under_the_first_type_is_still_of_ours() -> None:
    text = SdJwtVc.prepare(SKILL, kid=KID, algorithm="EdDSA", randomness=Counter(), vct=FIRST_SKILL_TYPE)
    made = SdJwtVc.assemble(text, signer().sign(text.signing_input)).text
    for types in (None, CredentialTypes(DOCUMENTS)):
        assert sd_scene(policy=replace(DEFAULT_POLICY, credential_types=types)).verify(made).is_valid


def test_every_claim_has_words_in_both_languages() -> None:
    documents = [json.loads(content) for content in DOCUMENTS.values()]
    shown = [node for document in documents for node in (*document["claims"], document)]
    assert all({entry["locale"] for entry in node["display"]} == {"nl", "en"} for node in shown)
