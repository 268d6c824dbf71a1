"""Verifying without a server: what the reader brings along decides how far the verdict goes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.commands.offline import verify_offline
from app.commands.trusted import Trusted
from app.credentials.encoding import base64url, strict_json
from app.credentials.formats.vc_jwt import VcJwt, secure_document
from app.credentials.identifiers.did_document import build_did_document, build_jwks
from app.credentials.keys.signer import LocalSigner
from app.credentials.model import CREDENTIALS_CONTEXT, Profile
from app.credentials.status.bitstring_status_list import build_status_list_document
from tests.unit.credentials.cases import CREDENTIAL, DAY, DID, ENTRIES, NOW, issuer_key, secured, signer

KEYS = build_did_document(DID, [issuer_key(signer(), "any")])
JWKS = build_jwks([issuer_key(signer(), "any")])
SHORT_NAMES = {"keys": [{**JWKS["keys"][0], "kid": "key-1"}, "nothing", {"kid": "other"}]}


def status_text(purpose: str, *indexes: int) -> str:
    url = next(entry.list_url for entry in ENTRIES if entry.purpose == purpose)
    document = build_status_list_document(
        id=url,
        issuer_id=DID,
        purpose=purpose,
        set_indexes=indexes,
        valid_from=NOW - DAY,
        valid_until=NOW + DAY,
        ttl_ms=300_000,
    )
    return secure_document(document, signer()).text


LISTS = tuple(status_text(entry.purpose) for entry in ENTRIES)


def verdict(text: str, **brought: Any) -> tuple[str, str]:
    verification = verify_offline(text.encode(), trusted=Trusted(**brought), now=NOW)
    (judgement,) = verification.judgements
    return verification.verdict.value, judgement.report.deciding.code


@pytest.mark.parametrize("keys", [KEYS, JWKS, SHORT_NAMES])
def test_with_keys_and_status_lists_the_verdict_is_final(keys: dict[str, Any]) -> None:
    assert verdict(secured(), issuer_keys=[keys], status_lists=LISTS)[0] == "valid"
    revoked = (status_text("revocation", ENTRIES[0].index), LISTS[1])
    assert verdict(secured(), issuer_keys=[keys], status_lists=revoked) == ("invalid", "revoked")


def test_what_was_not_brought_is_left_undecided() -> None:
    assert verdict(secured()) == ("indeterminate", "keys_unavailable")
    assert verify_offline(secured().encode(), now=NOW).verdict.value == "indeterminate"
    assert verdict(secured(), issuer_keys=[KEYS]) == ("indeterminate", "status_unavailable")
    assert verdict(secured(), issuer_keys=[KEYS], status_lists=["not a list"]) == (
        "indeterminate",
        "status_unavailable",
    )


@pytest.mark.parametrize(
    "keys",
    [
        build_did_document("did:web:other.example", [issuer_key(signer(), "any")]),
        {**KEYS, "verificationMethod": "none"},
        {"keys": [{**JWKS["keys"][0], "kid": "other"}]},
        {"keys": [{**JWKS["keys"][0], "x": "AAAA"}]},
    ],
)
def test_keys_of_others_and_broken_ones_say_nothing(keys: dict[str, Any]) -> None:
    assert verdict(secured(), issuer_keys=[keys]) == ("indeterminate", "keys_unavailable")


@pytest.mark.parametrize("method", ["did:key", "did:jwk"])
def test_an_issuer_that_is_its_own_key_is_proven_and_still_a_stranger(method: str) -> None:
    public = signer().public
    if method == "did:key":
        did = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
        expected = ("invalid", "bad_signature")
        kid = f"{did}#{did.removeprefix('did:key:')}"
    else:
        did = "did:jwk:" + base64url.encode(strict_json.dumps(public.to_jwk())).decode()
        expected = ("indeterminate", "issuer_unavailable")
        kid = f"{did}#0"
    credential = replace(CREDENTIAL, issuer=Profile(did, "Iemand"), status=())
    text = VcJwt.secure(credential, LocalSigner(kid, signer().private)).text
    assert verdict(text) == expected


def test_an_identifier_without_a_good_key_has_none() -> None:
    did = "did:jwk:e30"
    credential = replace(CREDENTIAL, issuer=Profile(did, "Iemand"), status=())
    text = VcJwt.secure(credential, LocalSigner(f"{did}#0", signer().private)).text
    assert verdict(text) == ("invalid", "key_not_trusted")


def test_any_other_credential_of_the_data_model_is_judged_too() -> None:
    document = {
        "@context": [CREDENTIALS_CONTEXT],
        "id": "urn:uuid:0a0a0a0a-0000-4000-8000-000000000009",
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "validFrom": "2026-11-01T00:00:00Z",
        "credentialSubject": {"id": "urn:uuid:0a0a0a0a-0000-4000-8000-000000000002"},
    }
    text = secure_document(document, signer()).text
    assert verdict(text, issuer_keys=[KEYS])[0] == "valid"
    badge = {**document, "type": ["VerifiableCredential", "OpenBadgeCredential"]}
    assert verdict(secure_document(badge, signer()).text, issuer_keys=[KEYS]) == (
        "invalid",
        "context_not_allowed",
    )


def test_a_schema_can_be_brought_along(tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text('{"properties": {"credentialStatus": {}, "proof": {}, "name": {"const": "x"}}}')
    assert verdict(secured(), issuer_keys=[KEYS], status_lists=LISTS, schema=schema) == (
        "invalid",
        "schema_mismatch",
    )


def test_a_file_that_cannot_be_read_is_invalid() -> None:
    assert verdict("\ufeff{}") == ("invalid", "json_not_strict")
    assert verdict("a.b") == ("invalid", "malformed_jws")


def test_one_bad_credential_in_a_bundle_decides() -> None:
    bundle = strict_json.dumps({"credentials": [secured(), secured()[:-4] + "AAAA"]})
    verification = verify_offline(bundle, trusted=Trusted(issuer_keys=[KEYS], status_lists=LISTS), now=NOW)
    assert verification.verdict.value == "invalid"
    assert [judgement.report.verdict.value for judgement in verification.judgements] == ["valid", "invalid"]
