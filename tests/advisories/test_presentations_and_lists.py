"""The known attacks on signed tokens, tried on those that carry no credential: presentations and status lists."""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app.credentials.encoding import base64url
from app.credentials.formats.enveloping import envelop
from app.credentials.formats.vc_jose_cose import VcJoseJwt
from app.credentials.formats.vp_jose_cose import VP_JWT_TYPE, VP_SD_JWT_TYPE
from app.credentials.keys.algorithms import ED25519_ORDER, P256_ORDER
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import StatusListInvalid, TokenStatusList
from app.credentials.model import CREDENTIALS_CONTEXT
from app.credentials.presentation import PresentationRequest, verify_presentation
from app.credentials.report import Verdict
from app.credentials.status.token_status_list import STATUS_LIST_TYPE, build_status_claims, pack_statuses
from app.credentials.status_tokens import prove_token_status_list
from tests.advisories.forgeries import (
    EXTENSIONS,
    KEYS_BROUGHT_ALONG,
    NO_ALGORITHMS,
    NO_TIMES,
    SHARED_SECRETS,
    TAILS,
    TWO_READINGS,
    Kind,
    foreign_kids,
)
from tests.unit.credentials.cases import CREDENTIAL, DAY, DID, NOW, issuer_key, scene, signer
from tests.unit.credentials.sd_cases import TOKEN_LIST

ISSUER = signer()
HOLDER = "did:web:worker.example"
WORKER = signer(kid=f"{HOLDER}#key-1", seed="worker")
REQUEST = PresentationRequest("https://employer.example", "n-1")
PRESENTATION: dict[str, Any] = {
    "@context": [CREDENTIALS_CONTEXT],
    "type": ["VerifiablePresentation"],
    "holder": HOLDER,
    "verifiableCredential": [envelop(VcJoseJwt().secure(CREDENTIAL, signer()))],
    "aud": REQUEST.domain,
    "nonce": REQUEST.challenge,
}
LIST = build_status_claims(
    url=TOKEN_LIST,
    packed=pack_statuses({7: 1}, size=2, length=8_192),
    size=2,
    issued_at=NOW - DAY,
    expires_at=NOW + DAY,
    ttl=timedelta(minutes=5),
)


@dataclass(frozen=True)
class Presented:
    """An employer to whom a token is shown as a presentation; the code is that of the presentation."""

    made_with: LocalSigner = WORKER

    def code(self, text: str) -> str:
        keys = (issuer_key(self.made_with, "any"),)
        report = verify_presentation(text, keys=keys, request=REQUEST, judge=scene().verify, now=NOW)
        if report.check.code != "ok":
            assert report.verdict is Verdict.INVALID
            assert report.credentials == ()
        return report.check.code


@dataclass(frozen=True)
class Fetched:
    """A verifier that was given a token as a status list. There is one code for all that is wrong with one."""

    made_with: LocalSigner = ISSUER

    def code(self, text: str) -> str:
        keys = (issuer_key(self.made_with, "status-list"),)
        found = prove_token_status_list(text, keys, url=TOKEN_LIST, issuer_id=DID, now=NOW)
        if isinstance(found, TokenStatusList):
            return "ok"
        assert isinstance(found, StatusListInvalid)
        return found.code


KINDS = [
    pytest.param(Kind(VP_JWT_TYPE, PRESENTATION, Presented, "", WORKER.kid, WORKER), id="vp+jwt"),
    pytest.param(Kind(VP_SD_JWT_TYPE, PRESENTATION, Presented, "~", WORKER.kid, WORKER), id="vp+sd-jwt"),
    pytest.param(Kind(STATUS_LIST_TYPE, LIST, Fetched), id="statuslist+jwt"),
]
every_kind = pytest.mark.parametrize("kind", KINDS)


def assert_refused(kind: Kind, text: str, code: str, made_with: LocalSigner | None = None) -> None:
    expected = "status_list_invalid" if kind.typ == STATUS_LIST_TYPE else code
    assert kind.judged(made_with or kind.made_with).code(text) == expected


@every_kind
def test_the_honest_token_is_believed(kind: Kind) -> None:
    assert kind.judged().code(kind.text()) == "ok"


@every_kind
@pytest.mark.parametrize("name", NO_ALGORITHMS)
@pytest.mark.abuse("A03")
def test_no_algorithm_is_an_algorithm(kind: Kind, name: Any) -> None:
    for signature in (b"\x00" * 64, b"\x00"):
        assert_refused(kind, kind.text({"alg": name}, signature=signature), "alg_not_allowed")


@every_kind
@pytest.mark.abuse("A03")
def test_a_key_is_never_used_with_the_algorithm_of_another(kind: Kind) -> None:
    other = signer("ES256", kid=kind.kid)
    assert_refused(kind, kind.text({"alg": "ES256"}, made_with=other), "alg_not_allowed")
    assert_refused(kind, kind.text(), "alg_not_allowed", other)


@every_kind
@pytest.mark.parametrize("name", SHARED_SECRETS)
@pytest.mark.abuse("A04")
def test_the_public_key_is_never_a_shared_secret(kind: Kind, name: str) -> None:
    unsigned = kind.text({"alg": name}, signature=b"x").rpartition(".")[0]
    mac = hmac.new(kind.made_with.public.raw, unsigned.encode(), hashlib.sha256).digest()
    assert_refused(kind, kind.text({"alg": name}, signature=mac), "alg_not_allowed")


@every_kind
@pytest.mark.parametrize("member", KEYS_BROUGHT_ALONG)
@pytest.mark.abuse("A05")
def test_a_key_in_the_token_is_never_used(kind: Kind, member: dict[str, Any]) -> None:
    assert_refused(kind, kind.text(member, made_with=signer(seed="mallory")), "key_not_trusted")


@every_kind
@pytest.mark.parametrize("number", range(len(foreign_kids(DID))))
@pytest.mark.abuse("A06")
def test_a_kid_points_only_into_the_one_who_signs(kind: Kind, number: int) -> None:
    kid = foreign_kids(kind.kid.partition("#")[0])[number]
    assert_refused(kind, kind.text({"kid": kid}), "kid_issuer_mismatch")


@every_kind
@pytest.mark.abuse("A06")
def test_another_key_under_the_right_name_does_not_prove(kind: Kind) -> None:
    assert_refused(kind, kind.text(made_with=signer(seed="mallory")), "bad_signature")


@every_kind
@pytest.mark.parametrize("make", TWO_READINGS)
@pytest.mark.abuse("A17")
def test_json_with_two_readings_is_refused(kind: Kind, make: Callable[[str], bytes]) -> None:
    assert_refused(kind, kind.text(payload=make(json.dumps(kind.payload))), "json_not_strict")


@every_kind
@pytest.mark.abuse("A17")
def test_names_may_not_repeat_in_the_header(kind: Kind) -> None:
    header = json.dumps(kind.header)[:-1] + ', "alg": "none"}'
    assert_refused(kind, kind.text(header.encode()), "json_not_strict")


@every_kind
@pytest.mark.parametrize("r", [0, 1, P256_ORDER, P256_ORDER + 1])
@pytest.mark.parametrize("s", [0, P256_ORDER])
@pytest.mark.abuse("A40")
def test_cve_2022_21449_psychic_signatures(kind: Kind, r: int, s: int) -> None:
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    for forged in (signature, bytes.fromhex("3006020101020101")):
        text = kind.text({"alg": "ES256"}, signature=forged)
        assert_refused(kind, text, "bad_signature", signer("ES256", kid=kind.kid))


@every_kind
@pytest.mark.abuse("A40")
def test_an_ed25519_signature_with_the_order_added_is_refused(kind: Kind) -> None:
    signature = base64url.decode(kind.text().removesuffix("~").rpartition(".")[2].encode())
    grown = int.from_bytes(signature[32:], "little") + ED25519_ORDER
    assert_refused(kind, kind.text(signature=signature[:32] + grown.to_bytes(32, "little")), "bad_signature")


@every_kind
@pytest.mark.parametrize("member", EXTENSIONS)
@pytest.mark.abuse("A41")
def test_extensions_of_the_header_are_refused(kind: Kind, member: dict[str, Any]) -> None:
    assert_refused(kind, kind.text(member), "malformed_jws")


@every_kind
@pytest.mark.parametrize("typ", ["JWT", "vc+jwt", "vc+sd-jwt", "dc+sd-jwt", "kb+jwt", "at+jwt", "", None, 1])
@pytest.mark.abuse("A41")
def test_rfc_8725_a_token_of_another_type_is_refused(kind: Kind, typ: Any) -> None:
    assert_refused(kind, kind.text({"typ": typ}), "typ_mismatch")


@every_kind
@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.abuse("A41")
def test_a_signed_text_has_exactly_one_spelling(kind: Kind, tail: str) -> None:
    text = kind.text()
    for spelled in (text + tail, text.removesuffix("~") + tail + kind.tail):
        assert spelled == text or kind.judged().code(spelled) != "ok"


@every_kind
@pytest.mark.parametrize("name", ["iat", "exp"])
@pytest.mark.parametrize("value", NO_TIMES)
@pytest.mark.abuse("A42")
def test_times_that_readers_understand_differently_are_refused(kind: Kind, name: str, value: Any) -> None:
    assert_refused(kind, kind.text(payload={**kind.payload, name: value}), "time_invalid")


@pytest.mark.parametrize("kind", KINDS[:2])
@pytest.mark.abuse("A06")
def test_a_presentation_of_another_person_or_request_is_never_shown_again(kind: Kind) -> None:
    for change in ({"nonce": "n-2"}, {"aud": "https://other.example"}, {"aud": [REQUEST.domain]}):
        text = kind.text(payload={**kind.payload, **change})
        assert_refused(kind, text, "holder_binding_failed")
    text = kind.text(payload={**kind.payload, "iss": DID})
    assert_refused(kind, text, "kid_issuer_mismatch")
