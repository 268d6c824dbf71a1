"""What is issued follows the official Open Badges 3.0 schema as it stands, in every form it is secured in."""

import json
from typing import Any

import jsonschema_rs
import pytest

from app.credentials.encoding import base64url
from app.credentials.formats.data_integrity import secure
from app.credentials.formats.vc_jwt import VcJwt
from tests.conformance.open_badges.test_passport_schema import OFFICIAL, needs_official_schema
from tests.unit.credentials.cases import signer
from tests.unit.issuing.test_documents import document

pytestmark = needs_official_schema
REGISTERED = ("iss", "jti", "nbf", "sub", "exp", "iat")


def in_token() -> dict[str, Any]:
    text = VcJwt.secure(document(), signer(kid="did:web:x#key-1")).text
    payload: dict[str, Any] = json.loads(base64url.decode(text.split(".")[1].encode()))
    return {name: value for name, value in payload.items() if name not in REGISTERED}


def with_proof(cryptosuite: str) -> dict[str, Any]:
    text = secure(document(), signer(kid="did:web:x#key-1"), cryptosuite=cryptosuite).text
    secured: dict[str, Any] = json.loads(text)
    assert type(secured["proof"]) is list
    return secured


@pytest.mark.parametrize("form", ["unsecured", "vc-jwt", "eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_an_issued_badge_follows_the_official_schema(form: str) -> None:
    issued = {"unsecured": document, "vc-jwt": in_token}.get(form, lambda: with_proof(form))()
    official = jsonschema_rs.Draft201909Validator(json.loads(OFFICIAL.read_bytes()))
    assert [error.message for error in official.iter_errors(issued)] == []
