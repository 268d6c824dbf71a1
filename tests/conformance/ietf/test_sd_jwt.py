"""The examples of RFC 9901 and SD-JWT VC, and the test cases of their authors: issue, present, verify."""

from pathlib import Path
from typing import Any

import pytest

from app.credentials.claim_paths import find_paths
from app.credentials.formats.key_binding import KeyBindingRequest, bind_key, unbind
from app.credentials.formats.sd_jwt import SD_JWT_RULES, issue_sd_jwt, present_sd_jwt, read_sd_jwt
from app.credentials.keys.jwk import PublicKey
from app.credentials.policy import DEFAULT_POLICY
from tests.conformance.ietf.specifications import find_specifications, load, marks, plain, wanted
from tests.unit.credentials.cases import NOW, VECTORS, needs, signer
from tests.unit.credentials.sd_cases import HOLDER, Counter, digest

pytestmark = needs(VECTORS / "sd-jwt-testcases")
AUDIENCE = "https://verifier.example.org"


def cases() -> list[Any]:
    return [pytest.param(path, id="/".join(path.parts[-3:-1])) for path in find_specifications()]


@pytest.mark.parametrize("path", cases())
def test_issue_present_verify(path: Path) -> None:
    case = load(path)
    claims = plain(case["user_claims"])
    issuer = signer("ES256")
    with_holder = {**claims, "cnf": {"jwk": HOLDER.public.to_jwk()}}
    text = issue_sd_jwt(
        with_holder, marks(case["user_claims"]), issuer, randomness=Counter(), typ="dc+sd-jwt"
    )
    held = read_sd_jwt(text, SD_JWT_RULES, policy=DEFAULT_POLICY)
    assert held.revealed.claims == with_holder
    assert set(held.revealed.by_path()) == set(marks(case["user_claims"]))

    # One of the examples asks to show claims that it does not have.
    shown = [
        path for path in wanted(case["holder_disclosed_claims"]) if find_paths(held.revealed.claims, path)
    ]
    presented = present_sd_jwt(held, shown)
    bound = bind_key(presented, HOLDER, audience=AUDIENCE, nonce="1234567890", hash_name="sha-256", now=NOW)
    unbound = unbind(bound.text, KeyBindingRequest(AUDIENCE, "1234567890"), policy=DEFAULT_POLICY, now=NOW)
    proven = read_sd_jwt(unbound.text, SD_JWT_RULES, policy=DEFAULT_POLICY)
    assert issuer.public.verifies(proven.jws.signed_bytes, proven.jws.signature)
    if "expect_verified_user_claims" in case:
        proven.revealed.claims.pop("cnf")
        assert proven.revealed.claims == plain(case["expect_verified_user_claims"])


def test_every_specification_is_there() -> None:
    assert len(cases()) == 35


KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
    "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
}
# RFC 9901 sections 4.2.3 and 4.2.2: a disclosure of the specification with its digest.
EXAMPLES = [
    (
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
        "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0",
    ),
    ("WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0", "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"),
]


@pytest.mark.parametrize(("encoded", "expected"), EXAMPLES)
def test_the_digests_of_the_specification(encoded: str, expected: str) -> None:
    assert digest(encoded) == expected


def test_the_key_of_the_specification_is_read() -> None:
    assert PublicKey.from_jwk(KEY, kid="issuer").algorithm == "ES256"
