"""did:jwk: the key in the identifier."""

import json

import pytest

from app.credentials.encoding import base64url
from app.credentials.errors import InvalidIdentifier, KeyNotTrusted
from app.credentials.identifiers.did_jwk import parse_did_jwk
from tests.unit.credentials.cases import signer


def did_of(jwk: object) -> str:
    return "did:jwk:" + base64url.encode(json.dumps(jwk).encode()).decode()


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256"])
def test_the_key_is_read_from_the_identifier(algorithm: str) -> None:
    did = did_of(signer(algorithm).public.to_jwk())
    (key,) = parse_did_jwk(did)
    assert key.public.kid == did + "#0"
    assert key.public.raw == signer(algorithm).public.raw


def test_the_vector_of_the_specification_is_read() -> None:
    did = (
        "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAi"
        "LCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
    )
    assert parse_did_jwk(did)[0].public.to_jwk()["x"] == "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0"


@pytest.mark.parametrize(
    "did",
    ["did:key:z6Mk", "did:jwk:", "did:jwk:e30=", "did:jwk:é", "did:jwk:W10", "did:jwk:" + "eyJh" * 3000],
)
def test_anything_else_is_not_a_did_jwk(did: str) -> None:
    with pytest.raises(InvalidIdentifier):
        parse_did_jwk(did)


def test_a_secret_key_in_the_identifier_is_refused() -> None:
    with pytest.raises(KeyNotTrusted):
        parse_did_jwk(did_of({**signer().public.to_jwk(), "d": "AAAA"}))
