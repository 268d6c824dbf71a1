"""Known attacks on what was signed: confusing readers, hiding terms, exhausting the machine."""

import json
import time
from typing import Any

import pytest

from app.credentials.report import Verdict, VerificationReport
from tests.unit.credentials.cases import KID, edited, payload_of, scene, secured, token

HEADER = {"alg": "EdDSA", "kid": KID, "typ": "JWT"}


def assert_refused(report: VerificationReport, *codes: str) -> None:
    assert report.verdict is Verdict.INVALID
    assert report.deciding.code in codes
    assert report.credential is None


@pytest.mark.parametrize(
    "member",
    [
        {"crit": ["b64"], "b64": False},
        {"crit": []},
        {"crit": ["exp"]},
        {"b64": False},
        {"b64": True},
        {"zip": "DEF"},
        {"enc": "A128GCM"},
        {"p2c": 1_000_000_000},
    ],
)
@pytest.mark.abuse("A41")
def test_rfc_7797_and_cve_2025_59420_extensions_of_the_header_are_refused(member: dict[str, Any]) -> None:
    assert_refused(scene().verify(token({**HEADER, **member})), "malformed_jws")


@pytest.mark.parametrize(
    "typ", ["vp+jwt", "vc+ld+jwt", "dc+sd-jwt", "kb+jwt", "at+jwt", "statuslist+jwt", "JOSE", "", None, 1]
)
@pytest.mark.abuse("A41")
def test_rfc_8725_a_token_of_another_type_is_refused(typ: Any) -> None:
    assert_refused(scene().verify(token({**HEADER, "typ": typ})), "typ_mismatch")


@pytest.mark.parametrize("tail", ["=", "==", "\n", " ", "~", ".", "A", "\x00"])
@pytest.mark.abuse("A41")
def test_a_signed_text_has_exactly_one_spelling(tail: str) -> None:
    refused = ("malformed_jws", "bad_signature", "unsupported_format", "typ_mismatch")
    assert_refused(scene().verify(secured() + tail), *refused)


@pytest.mark.abuse("A41")
def test_the_json_serialisation_is_refused() -> None:
    first, second, third = secured().split(".")
    flattened = json.dumps({"payload": second, "protected": first, "signature": third})
    general = json.dumps({"payload": second, "signatures": [{"protected": first, "signature": third}]})
    for text in (flattened, general):
        assert_refused(scene().verify(text), "malformed_jws")


def twice(name: str) -> bytes:
    """The payload with one more member of that name, which the signature covers."""
    text = json.dumps(payload_of())
    return (text[:-1] + f', "{name}": "did:web:evil.example"}}').encode()


@pytest.mark.parametrize("name", ["iss", "issuer", "id", "\\u0069ssuer", "credentialSubject"])
@pytest.mark.abuse("A17")
def test_cve_2017_12635_names_may_not_repeat(name: str) -> None:
    assert_refused(scene().verify(token(payload=twice(name))), "json_not_strict")


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"EdDSA","kid":"' + KID.encode() + b'","typ":"JWT","alg":"none"}',
        b'{"alg":"none","alg":"EdDSA","kid":"' + KID.encode() + b'","typ":"JWT"}',
    ],
)
@pytest.mark.abuse("A17")
def test_names_may_not_repeat_in_the_header(header: bytes) -> None:
    assert_refused(scene().verify(token(header)), "json_not_strict")


@pytest.mark.parametrize(
    "payload",
    [
        b"\xef\xbb\xbf" + json.dumps(payload_of()).encode(),
        json.dumps(payload_of()).encode("utf-16"),
        json.dumps({**payload_of(), "nbf": float("nan")}).encode(),
        json.dumps({**payload_of(), "name": "\ud800"}).encode(),
        json.dumps({**payload_of(), "nbf": 2**53}).encode(),
        b"[]",
        b'"text"',
    ],
)
@pytest.mark.abuse("A17")
def test_json_with_two_readings_is_refused(payload: bytes) -> None:
    assert_refused(scene().verify(token(payload=payload)), "json_not_strict")


@pytest.mark.parametrize(
    ("payload", "codes"),
    [
        (json.dumps({**payload_of(), "name": "a" * 70_000}).encode(), ("too_large",)),
        (json.dumps({**payload_of(), "evidence": [[]] * 1_200}).encode(), ("too_large",)),
        (b'{"evidence":' + b"[" * 33 + b"]" * 33 + b"}", ("json_too_deep",)),
        (b'{"evidence":' + b"[" * 20_000 + b"]" * 20_000 + b"}", ("json_too_deep",)),
        (b'{"evidence":' + b"[" * 20_000, ("json_too_deep",)),
        (b"9" * 40_000, ("json_not_strict",)),
    ],
)
@pytest.mark.abuse("A16")
def test_exhausting_texts_are_answered_at_once(payload: bytes, codes: tuple[str, ...]) -> None:
    start = time.process_time()
    assert_refused(scene().verify(token(payload=payload)), *codes)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("size", [1_000_000, 10_000_000])
@pytest.mark.abuse("A16")
def test_a_huge_text_costs_nothing(size: int) -> None:
    start = time.process_time()
    assert_refused(scene().verify("e" * size), "too_large")
    assert_refused(scene().verify("." * size), "too_large")
    assert time.process_time() - start < 0.2


@pytest.mark.abuse("A16")
def test_many_dots_cost_nothing() -> None:
    start = time.process_time()
    assert_refused(scene().verify("." * 65_000), "malformed_jws")
    assert time.process_time() - start < 0.2


@pytest.mark.parametrize(
    "context",
    [
        "https://evil.example/context.json",
        {"@vocab": "https://evil.example/"},
        {"grade": "https://evil.example/grade"},
        {"name": None},
        "https://www.w3.org/ns/credentials/v2#",
    ],
)
@pytest.mark.abuse("A07")
def test_a_context_is_never_added(context: Any) -> None:
    report = scene().verify(edited(lambda p: p["@context"].append(context)))
    assert_refused(report, "context_not_allowed")


@pytest.mark.parametrize(
    "path", [[], ["credentialSubject"], ["credentialSubject", "achievement"], ["issuer"]]
)
@pytest.mark.abuse("A07")
def test_terms_without_meaning_are_not_shown_as_verified(path: list[str]) -> None:
    def add(payload: dict[str, Any]) -> None:
        for name in path:
            payload = payload[name]
        payload["grade"] = "A+"

    assert_refused(scene().verify(edited(add)), "data_loss")


@pytest.mark.parametrize(
    "change",
    [
        {"validUntil": "9999-12-31T23:59:59"},
        {"validUntil": "10000-01-01T00:00:00Z"},
        {"validFrom": "2026-06-30T23:59:60Z"},
        {"nbf": True},
        {"nbf": "1795348800"},
        {"exp": 1e308},
        {"exp": "never"},
        {"exp": 1873195200.5},
    ],
)
@pytest.mark.abuse("A42")
def test_times_that_readers_understand_differently_are_refused(change: dict[str, Any]) -> None:
    assert_refused(scene().verify(edited(lambda p: p.update(change))), "time_invalid")
