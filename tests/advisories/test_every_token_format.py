"""The known attacks on signed tokens, tried on every format that is one (A03 to A06, A17, A40 to A42)."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.credentials.encoding import base64url
from app.credentials.formats.skill_claims import write_claims
from app.credentials.keys.algorithms import ED25519_ORDER, P256_ORDER
from app.credentials.report import Verdict, VerificationReport
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
from tests.unit.credentials.cases import CREDENTIAL, DID, KID, issuer_key, payload_of, scene, signer
from tests.unit.credentials.sd_cases import SKILL, sd_scene

DOCUMENT = CREDENTIAL.to_document()
KINDS = [
    pytest.param(Kind("JWT", payload_of(), scene), id="vc-jwt"),
    pytest.param(Kind("vc+jwt", DOCUMENT, scene), id="vc+jwt"),
    pytest.param(Kind("vc+sd-jwt", DOCUMENT, scene, "~"), id="vc+sd-jwt"),
    pytest.param(Kind("dc+sd-jwt", write_claims(SKILL), sd_scene, "~"), id="dc+sd-jwt"),
]
every_kind = pytest.mark.parametrize("kind", KINDS)


def assert_refused(report: VerificationReport, *codes: str) -> None:
    assert report.verdict is Verdict.INVALID
    assert report.deciding.code in codes
    assert report.credential is None


@every_kind
def test_the_honest_token_is_valid(kind: Kind) -> None:
    assert kind.judged().verify(kind.text()).is_valid


@every_kind
@pytest.mark.parametrize("name", NO_ALGORITHMS)
@pytest.mark.abuse("A03")
def test_no_algorithm_is_an_algorithm(kind: Kind, name: Any) -> None:
    for signature in (b"\x00" * 64, b"\x00"):
        assert_refused(kind.judged().verify(kind.text({"alg": name}, signature=signature)), "alg_not_allowed")


@every_kind
@pytest.mark.abuse("A03")
def test_a_header_without_an_algorithm_is_refused(kind: Kind) -> None:
    header = json.dumps({"kid": KID, "typ": kind.typ}).encode()
    assert_refused(kind.judged().verify(kind.text(header)), "alg_not_allowed")


@every_kind
@pytest.mark.parametrize("name", SHARED_SECRETS)
@pytest.mark.abuse("A04")
def test_cve_2016_5431_the_public_key_is_never_a_shared_secret(kind: Kind, name: str) -> None:
    unsigned = kind.text({"alg": name}, signature=b"x").rpartition(".")[0]
    mac = hmac.new(signer().public.raw, unsigned.encode(), hashlib.sha256).digest()
    text = kind.text({"alg": name}, signature=mac)
    assert_refused(kind.judged().verify(text), "alg_not_allowed")


@every_kind
@pytest.mark.parametrize("member", KEYS_BROUGHT_ALONG)
@pytest.mark.abuse("A05")
def test_cve_2018_0114_a_key_in_the_token_is_never_used(kind: Kind, member: dict[str, Any]) -> None:
    text = kind.text(member, made_with=signer(seed="mallory"))
    assert_refused(kind.judged().verify(text), "key_not_trusted")


@every_kind
@pytest.mark.abuse("A05")
def test_a_chain_in_the_token_is_never_a_key(kind: Kind) -> None:
    text = kind.text({"x5c": ["MIIB"]}, made_with=signer(seed="mallory"))
    assert_refused(kind.judged().verify(text), "key_not_trusted", "malformed_jws")


@every_kind
@pytest.mark.parametrize("kid", foreign_kids(DID))
@pytest.mark.abuse("A06")
def test_a_kid_points_only_into_the_issuer(kind: Kind, kid: Any) -> None:
    assert_refused(kind.judged().verify(kind.text({"kid": kid})), "kid_issuer_mismatch")


@every_kind
@pytest.mark.abuse("A06")
def test_another_key_under_the_right_name_does_not_prove(kind: Kind) -> None:
    text = kind.text(made_with=signer(seed="mallory"))
    assert_refused(kind.judged().verify(text), "bad_signature")


@every_kind
@pytest.mark.abuse("A03")
def test_a_key_is_never_used_with_the_algorithm_of_another(kind: Kind) -> None:
    text = kind.text({"alg": "ES256"}, made_with=signer("ES256"))
    assert_refused(kind.judged().verify(text), "alg_not_allowed")
    assert_refused(kind.judged(signer("ES256")).verify(kind.text()), "alg_not_allowed")
    assert_refused(kind.judged().verify(kind.text({"alg": "ES384"})), "alg_not_allowed")


@every_kind
@pytest.mark.parametrize("r", [0, 1, P256_ORDER, P256_ORDER + 1])
@pytest.mark.parametrize("s", [0, P256_ORDER])
@pytest.mark.abuse("A40")
def test_cve_2022_21449_psychic_signatures(kind: Kind, r: int, s: int) -> None:
    judged = kind.judged(signer("ES256"))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert_refused(judged.verify(kind.text({"alg": "ES256"}, signature=signature)), "bad_signature")
    der = bytes.fromhex("3006020101020101")
    assert_refused(judged.verify(kind.text({"alg": "ES256"}, signature=der)), "bad_signature")


@every_kind
@pytest.mark.abuse("A40")
def test_an_ed25519_signature_with_the_order_added_is_refused(kind: Kind) -> None:
    encoded = kind.text().removesuffix("~").rpartition(".")[2]
    signature = base64url.decode(encoded.encode())
    grown = int.from_bytes(signature[32:], "little") + ED25519_ORDER
    twin = signature[:32] + grown.to_bytes(32, "little")
    assert_refused(kind.judged().verify(kind.text(signature=twin)), "bad_signature")


@every_kind
@pytest.mark.abuse("A08")
def test_a_stolen_key_cannot_write_itself_an_earlier_date(kind: Kind) -> None:
    stolen = kind.judged(keys=(issuer_key(signer(), compromised_at=scene().now),))
    assert_refused(stolen.verify(kind.text()), "key_compromised")


@every_kind
@pytest.mark.parametrize("member", EXTENSIONS)
@pytest.mark.abuse("A41")
def test_extensions_of_the_header_are_refused(kind: Kind, member: dict[str, Any]) -> None:
    assert_refused(kind.judged().verify(kind.text(member)), "malformed_jws")


@every_kind
@pytest.mark.parametrize(
    "typ", ["vp+jwt", "vp+sd-jwt", "kb+jwt", "at+jwt", "statuslist+jwt", "JOSE", "", None, 1]
)
@pytest.mark.abuse("A41")
def test_rfc_8725_a_token_of_another_type_is_refused(kind: Kind, typ: Any) -> None:
    assert_refused(kind.judged().verify(kind.text({"typ": typ})), "typ_mismatch")


@pytest.mark.parametrize(
    ("typ", "tail", "payload"),
    [
        ("JWT", "", DOCUMENT),
        ("JWT", "", write_claims(SKILL)),
        ("vc+jwt", "", write_claims(SKILL)),
        ("dc+sd-jwt", "~", DOCUMENT),
        ("dc+sd-jwt", "~", payload_of()),
        ("dc+sd-jwt", "", write_claims(SKILL)),
        ("vc+sd-jwt", "", DOCUMENT),
        ("vc+jwt", "~", DOCUMENT),
        ("JWT", "~", payload_of()),
    ],
)
@pytest.mark.abuse("A41")
def test_a_payload_never_passes_under_the_name_of_another_format(
    typ: str, tail: str, payload: dict[str, Any]
) -> None:
    report = sd_scene().verify(Kind(typ, payload, sd_scene, tail).text())
    assert report.verdict is Verdict.INVALID
    assert report.credential is None


@every_kind
@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.abuse("A41")
def test_a_signed_text_has_exactly_one_spelling(kind: Kind, tail: str) -> None:
    text = kind.text()
    for spelled in (text + tail, text.removesuffix("~") + tail + kind.tail):
        if spelled != text:
            report = kind.judged().verify(spelled)
            assert report.verdict is Verdict.INVALID
            assert report.credential is None


@every_kind
@pytest.mark.parametrize("make", TWO_READINGS)
@pytest.mark.abuse("A17")
def test_json_with_two_readings_is_refused(kind: Kind, make: Callable[[str], bytes]) -> None:
    text = kind.text(payload=make(json.dumps(kind.payload)))
    # A text whose payload cannot be read does not show which of the two meanings of its type it has.
    assert_refused(kind.judged().verify(text), "json_not_strict")


@every_kind
@pytest.mark.abuse("A17")
def test_names_may_not_repeat_in_the_header(kind: Kind) -> None:
    header = json.dumps(kind.header)[:-1] + ', "alg": "none"}'
    report = kind.judged().verify(kind.text(header.encode()))
    assert_refused(report, "json_not_strict")


@every_kind
@pytest.mark.parametrize("content", ["a" * 70_000, [[]] * 1_200, json.loads("[" * 40 + "]" * 40)])
@pytest.mark.abuse("A16")
def test_exhausting_texts_are_answered_at_once(kind: Kind, content: Any) -> None:
    started = time.process_time()
    text = kind.text(payload={**kind.payload, "evidence": content})
    assert_refused(kind.judged().verify(text), "too_large", "json_too_deep")
    assert time.process_time() - started < 1


@every_kind
@pytest.mark.parametrize("name", ["nbf", "exp"])
@pytest.mark.parametrize("value", NO_TIMES)
@pytest.mark.abuse("A42")
def test_times_that_readers_understand_differently_are_refused(kind: Kind, name: str, value: Any) -> None:
    assert_refused(kind.judged().verify(kind.text(payload={**kind.payload, name: value})), "time_invalid")


@pytest.mark.parametrize("kind", KINDS[:3])
@pytest.mark.parametrize(
    "context", ["https://evil.example/context.json", {"@vocab": "https://evil.example/"}]
)
@pytest.mark.abuse("A07")
def test_a_context_is_never_added(kind: Kind, context: Any) -> None:
    payload = {**kind.payload, "@context": [*kind.payload["@context"], context]}
    assert_refused(kind.judged().verify(kind.text(payload=payload)), "context_not_allowed")


@pytest.mark.parametrize("kind", KINDS[:3])
@pytest.mark.abuse("A07")
def test_terms_without_meaning_are_not_shown_as_verified(kind: Kind) -> None:
    assert_refused(kind.judged().verify(kind.text(payload={**kind.payload, "grade": "A+"})), "data_loss")
