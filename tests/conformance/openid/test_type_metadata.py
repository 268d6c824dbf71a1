"""Our own type metadata against the JSON Schema of the OpenID conformance suite, and against what we issue."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema_rs

from app.credentials.claim_paths import find_paths
from app.credentials.formats.skill_claims import HIDDEN, SKILL_TYPE, write_claims
from app.credentials.policy import DEFAULT_POLICY
from app.credentials.type_metadata import CredentialTypes, resolve_type
from tests.unit.credentials.cases import ROOT, VECTORS, needs
from tests.unit.credentials.sd_cases import SKILL, sd_scene, skill

SCHEMA = VECTORS / "openid-conformance" / "schemas" / "sdjwtvc" / "type_metadata.json"
DOCUMENT: Path = ROOT / "schemas" / "credential-types" / "v1" / "skill.json"


@needs(SCHEMA)
def test_our_type_follows_the_schema_of_openid() -> None:
    jsonschema_rs.validator_for(json.loads(SCHEMA.read_bytes())).validate(json.loads(DOCUMENT.read_bytes()))


def test_our_type_describes_exactly_what_we_issue() -> None:
    kind = resolve_type(SKILL_TYPE, {SKILL_TYPE: DOCUMENT.read_bytes()})
    rules = {rule.path: rule for rule in kind.rules}
    assert {path for path, rule in rules.items() if rule.disclosing == "always"} == set(HIDDEN)
    claims = write_claims(SKILL)
    described = {path[0] for path in rules}
    assert set(claims) <= described
    assert all(find_paths(claims, path) for path in HIDDEN)


def test_what_we_issue_follows_our_type() -> None:
    types = CredentialTypes({SKILL_TYPE: DOCUMENT.read_bytes()})
    assert sd_scene(policy=replace(DEFAULT_POLICY, credential_types=types)).verify(skill()).is_valid


def test_every_claim_has_words_in_both_languages() -> None:
    document = json.loads(DOCUMENT.read_bytes())
    shown = [*document["claims"], document]
    assert all({entry["locale"] for entry in node["display"]} == {"nl", "en"} for node in shown)
