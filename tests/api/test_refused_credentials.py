"""Every forgery of a real credential is refused with its code, told by its event, and not repeated in the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.credentials.encoding import base64url
from app.credentials.keys.algorithms import ED25519_ORDER
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.trust.keys import mark_compromised, rotate_key
from app.trust.signing_keys import KeyPurpose
from app.verifying.verify import verify_text
from tests.api.forging import HOLDER_NAME, Forge, mallory, open_forge
from tests.conftest import LogBook

Forgeries = Callable[[Forge], Iterator[tuple[str, str]]]
SMALL_ORDER_POINTS = (b"\x01" + bytes(31), bytes(32), b"\xec" + b"\xff" * 30 + b"\x7f")


def no_algorithm(forge: Forge) -> Iterator[tuple[str, str]]:
    for name in ("none", "None", "NONE", "", None, ["none"], ["EdDSA"], 0, {"alg": "EdDSA"}):
        for signature in (b"", bytes(64)):
            yield forge.with_signature(signature, {**forge.header, "alg": name}), "alg_not_allowed"
        yield forge.with_header(alg=name), "alg_not_allowed"
    without = {name: value for name, value in forge.header.items() if name != "alg"}
    yield forge.signed(json.dumps(without).encode(), forge.parts[1]), "alg_not_allowed"
    for name in ("ES256", "ES384", "RS256", "EdDSA ", "eddsa", "Ed25519"):
        yield forge.with_header(alg=name), "alg_not_allowed"


def shared_secret(forge: Forge) -> Iterator[tuple[str, str]]:
    for form in forge.public_forms():
        yield forge.with_mac(form), "alg_not_allowed"


def key_in_the_token(forge: Forge) -> Iterator[tuple[str, str]]:
    stranger = mallory(forge.signer.kid)
    address = "https://evil.example/keys.json"
    for name, value in (
        ("jwk", stranger.public.to_jwk()),
        ("jku", address),
        ("x5u", address),
        ("x5c", ["MIIB"]),
        ("x5t", "AAAA"),
        ("x5t#S256", "AAAA"),
    ):
        yield forge.with_header(by=stranger, **{name: value}), "key_not_trusted"
        yield forge.with_header(**{name: value}), "key_not_trusted"


def key_of_another(forge: Forge) -> Iterator[tuple[str, str]]:
    did = forge.world.did
    for kid in (
        f"{did}x#key-1",
        "did:web:evil.example#key-1",
        f"{did}#../../../../etc/passwd",
        f"{did}/../evil#key-1",
        f"{did}#1' OR '1'='1",
        "https://evil.example/keys.json#1",
        "key-1",
        "",
        7,
    ):
        yield forge.with_header(by=mallory("x"), kid=kid), "kid_issuer_mismatch"
        yield forge.with_header(kid=kid), "kid_issuer_mismatch"
    yield forge.with_payload(lambda p: p["issuer"].update(id="did:web:evil.example")), "kid_issuer_mismatch"
    yield forge.with_payload(lambda p: p.update(iss="did:web:evil.example")), "kid_issuer_mismatch"
    yield forge.with_header(kid=f"{did}#unlisted"), "key_not_trusted"


def payload_changed(forge: Forge) -> Iterator[tuple[str, str]]:
    header, _, signature = forge.text.split(".")
    other = base64url.encode(json.dumps({**forge.payload, "name": "Chirurg"}).encode()).decode()
    yield f"{header}.{other}.{signature}", "bad_signature"
    terms: tuple[Callable[[dict[str, Any]], object], ...] = (
        lambda p: p.update(grade="A+"),
        lambda p: p["credentialSubject"].update(grade="A+"),
        lambda p: p["credentialSubject"]["achievement"].update(grade="A+"),
        lambda p: p["credentialSubject"].update({"@vocab": "https://evil.example/"}),
    )
    for change in terms:
        yield forge.with_payload(change), "data_loss"
    inner = {"@context": {"grade": "https://evil.example/"}}
    yield forge.with_payload(lambda p: p["credentialSubject"].update(inner)), "context_not_allowed"
    contexts = forge.payload["@context"]
    for wrong in (
        [*contexts, "https://evil.example/context.json"],
        [*contexts, {"grade": "https://evil.example/grade"}],
        [*contexts, {"@vocab": "https://evil.example/"}],
        contexts[::-1],
        contexts[:1],
        [*contexts, contexts[-1]],
        contexts[0],
        [],
        None,
    ):
        yield forge.with_payload(lambda p, wrong=wrong: p.update({"@context": wrong})), "context_not_allowed"


def exhausting(forge: Forge) -> Iterator[tuple[str, str]]:
    head = forge.parts[0]
    yield forge.with_payload(lambda p: p.update(name="a" * 70_000)), "too_large"
    yield forge.with_payload(lambda p: p.update(evidence=[{}] * 1_001)), "too_large"
    yield forge.with_payload(lambda p: p.update({f"k{n}": n for n in range(3_500)})), "too_large"
    yield "." * 70_000, "too_large"
    yield forge.signed(head, b'{"a":' + b"[" * 32 + b"]" * 32 + b"}"), "json_too_deep"
    yield forge.signed(head, b'{"a":' + b"[" * 20_000), "json_too_deep"
    yield forge.signed(b'{"a":' + b"[" * 40 + b"]" * 40 + b"}", forge.parts[1]), "json_too_deep"


def two_readings(forge: Forge) -> Iterator[tuple[str, str]]:
    head, body = forge.parts[:2]
    for broken in (
        body[:-1] + b',"iss":"did:web:evil.example"}',
        body[:-1] + b',"\\u0069ss":"did:web:evil.example"}',
        body[:-1] + b',"iat":NaN}',
        body[:-1] + b',"iat":Infinity}',
        body[:-1] + b',"iat":9007199254740993}',
        body[:-1] + b',"iat":' + b"9" * 5_000 + b"}",
        body[:-1] + b',"name":"\\ud800"}',
        b"\xef\xbb\xbf" + body,
        body.decode().encode("utf-16"),
        body + b"{}",
        b"[]",
    ):
        yield forge.signed(head, broken), "json_not_strict"
    for broken in (
        head[:-1] + b',"alg":"none"}',
        b"\xef\xbb\xbf" + head,
        head.decode().encode("utf-16"),
        head[:-1] + b',"x":"\\udfff"}',
        head[:-1] + b',"x":NaN}',
    ):
        yield forge.signed(broken, body), "json_not_strict"


def signature_tricks(forge: Forge) -> Iterator[tuple[str, str]]:
    real = forge.parts[2]
    grown = int.from_bytes(real[32:], "little") + ED25519_ORDER
    tricks = [bytes(64), bytes(63), real + b"\x00", real[:63], real[:32] + grown.to_bytes(32, "little")]
    tricks += [point + bytes(32) for point in SMALL_ORDER_POINTS]
    tricks += [point + real[32:] for point in SMALL_ORDER_POINTS]
    tricks += [bytes.fromhex("3006020101020101")]
    for signature in tricks:
        yield forge.with_signature(signature), "bad_signature"


def other_shapes(forge: Forge) -> Iterator[tuple[str, str]]:
    first, second, third = forge.text.split(".")
    for name, value in (
        ("crit", ["b64"]),
        ("crit", []),
        ("b64", False),
        ("b64", True),
        ("zip", "DEF"),
        ("enc", "A"),
    ):
        yield forge.with_header(**{name: value}), "malformed_jws"
    for typ in ("vp+jwt", "dc+sd-jwt", "kb+jwt", "at+jwt", "statuslist+jwt", "jwt", "", None, ["JWT"]):
        yield forge.with_header(typ=typ), "typ_mismatch"
    yield json.dumps({"payload": second, "protected": first, "signature": third}), "malformed_jws"
    yield (
        json.dumps({"payload": second, "signatures": [{"protected": first, "signature": third}]}),
        "malformed_jws",
    )
    for text in (
        f"{first}.{second}.{third}==",
        f"{first}=.{second}.{third}",
        f"{first}.{second}.{third}\n",
        f" {first}.{second}.{third}",
        f"{first}.{second}.{third}.",
        f"{first}.{second}",
        f"{first}..{third}",
        f"{first}.{second}.",
        f"{first}.{second}.{third[:-1]}{'BCD'['AQgw'.index(third[-1]) - 1]}",
        f"{first}.{second}.{third[:-2]}+/",
        f"{first}.{second}.{third}.{second}.{first}",
    ):
        yield text, "malformed_jws"


def times(forge: Forge) -> Iterator[tuple[str, str]]:
    start = forge.payload["nbf"]
    for change in (
        {"nbf": str(start)},
        {"nbf": True},
        {"nbf": 1e308},
        {"nbf": float(start)},
        {"nbf": start - 1},
        {"nbf": None},
        {"exp": "never"},
        {"exp": True},
        {"exp": 1e308},
        {"exp": start + 60},
        {"iat": "now"},
        {"validFrom": "2026-01-01T00:00:00"},
        {"validFrom": 1_767_225_600},
        {"validFrom": "2026-06-30T23:59:60Z"},
        {"validUntil": "2031-01-01T00:00:00", "exp": 1_925_000_000},
        {"validUntil": "2031-01-01", "exp": 1_925_000_000},
        {"validUntil": "10000-01-01T00:00:00Z", "exp": 253_402_300_800},
        {"validUntil": "2030-12-31T23:59:60Z", "exp": 1_924_991_999},
        {"validUntil": "2030-12-31T24:00:00Z", "exp": 1_924_992_000},
        {"validUntil": "2020-01-01T00:00:00Z", "exp": 1_577_836_800},
        {"validUntil": "2030-12-31T00:00:00+14:30", "exp": 1_924_853_400},
    ):
        yield forge.with_payload(lambda p, change=change: p.update(change)), "time_invalid"


@pytest.mark.parametrize(
    ("forgeries", "event"),
    [
        pytest.param(no_algorithm, "verify.reject", marks=pytest.mark.abuse("A03")),
        pytest.param(shared_secret, "verify.reject", marks=pytest.mark.abuse("A04")),
        pytest.param(key_in_the_token, "verify.reject", marks=pytest.mark.abuse("A05")),
        pytest.param(key_of_another, "verify.reject", marks=pytest.mark.abuse("A06")),
        pytest.param(payload_changed, "verify.reject", marks=pytest.mark.abuse("A07")),
        pytest.param(exhausting, "limits.hit", marks=pytest.mark.abuse("A16")),
        pytest.param(two_readings, "verify.reject", marks=pytest.mark.abuse("A17")),
        pytest.param(signature_tricks, "verify.reject", marks=pytest.mark.abuse("A40")),
        pytest.param(other_shapes, "verify.reject", marks=pytest.mark.abuse("A41")),
        pytest.param(times, "verify.reject", marks=pytest.mark.abuse("A42")),
    ],
)
async def test_a_forged_credential_is_invalid_and_the_log_says_why_without_repeating_it(
    context: Context, client: AsyncClient, log_book: LogBook, forgeries: Forgeries, event: str
) -> None:
    forge = await open_forge(context, "forgery")
    for text, code in forgeries(forge):
        context.caches.clear()
        log_book.clear()
        answer = await client.post("/v1/verifications", json={"credential": text})
        assert answer.status_code == 200, answer.text
        [result] = answer.json()["results"]
        assert (result["verdict"], result["code"]) == ("invalid", code), text
        assert result["credential"] is None
        line = log_book.one(event, HOLDER_NAME, *[part for part in text.split(".") if len(part) > 20])
        assert line["reason"] == code
        assert len(line["request_id"]) == 24


@pytest.mark.abuse("A03", "A05", "A06")
async def test_nothing_is_fetched_for_the_header_of_a_token(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge = await open_forge(context, "forgery-outside")
    asked: list[str] = []

    class Listening:
        async def fetch(self, url: str, **_: object) -> None:
            asked.append(url)
            raise AssertionError(url)

    listening = replace(context, fetch=Listening())  # type: ignore[arg-type]
    for forgeries in (no_algorithm, key_in_the_token, key_of_another):
        for text, _ in forgeries(forge):
            await verify_text(listening, text)
    assert asked == []


@pytest.mark.abuse("A06")
async def test_the_key_of_another_partnership_does_not_sign_for_this_one(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    forge, other = await open_forge(context, "forgery-one"), await open_forge(context, "forgery-two")
    for text in (
        forge.with_header(by=other.signer),
        forge.with_header(by=other.signer, kid=other.signer.kid),
    ):
        context.caches.clear()
        answer = await client.post("/v1/verifications", json={"credential": text})
        assert answer.json()["verdict"] == "invalid"
    codes = [line["reason"] for line in log_book.lines("verify.reject")]
    assert codes == ["bad_signature", "kid_issuer_mismatch"]


@pytest.mark.abuse("A08")
async def test_a_stolen_key_cannot_date_back_and_its_use_is_told(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    forge = await open_forge(context, "forgery-stolen")
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(hours=1))
    issuer = forge.world.issuer
    issued = await forge.world.issue()
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await mark_compromised(
            context,
            session,
            organisation_id=issuer.organisation_id,
            key_id=issued.issuance.key_id,
            compromised_at=context.clock.now() - timedelta(minutes=30),
            actor="operator",
        )
    context.caches.clear()
    backdated = forge.with_payload(lambda p: p.update(id="urn:uuid:0", jti="urn:uuid:0"))
    for text, verdict in ((forge.text, "valid"), (backdated, "invalid"), (issued.secured.text, "invalid")):
        log_book.clear()
        answer = (await client.post("/v1/verifications", json={"credential": text})).json()
        assert answer["verdict"] == verdict
        if verdict == "invalid":
            assert answer["code"] == "key_compromised"
            assert log_book.one("key.compromise_use", HOLDER_NAME, text)["reason"] == "key_compromised"
        else:
            assert log_book.lines("key.compromise_use") == []


@pytest.mark.abuse("A09")
async def test_a_retired_key_keeps_what_it_signed_and_signs_nothing_new(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    forge = await open_forge(context, "forgery-retired")
    organisation_id = forge.world.issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await rotate_key(
            context,
            session,
            organisation_id=organisation_id,
            purpose=KeyPurpose.CREDENTIAL,
            actor="operator",
            pre_active=timedelta(0),
        )
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(hours=2))
    context.caches.clear()
    backdated = forge.with_payload(lambda p: p.update(id="urn:uuid:0", jti="urn:uuid:0"))
    good = (await client.post("/v1/verifications", json={"credential": forge.text})).json()
    wrong = (await client.post("/v1/verifications", json={"credential": backdated})).json()
    assert (good["verdict"], wrong["verdict"], wrong["code"]) == ("valid", "invalid", "key_retired")
    assert log_book.one("verify.reject", HOLDER_NAME, backdated)["reason"] == "key_retired"


@pytest.mark.abuse("A40")
async def test_a_weak_key_of_an_issuer_proves_nothing(context: Context, client: AsyncClient) -> None:
    weak = base64url.encode(
        json.dumps({"kty": "OKP", "crv": "Ed25519", "x": "AQ" + "A" * 41}).encode()
    ).decode()
    forge = await open_forge(context, "forgery-weak")
    did = f"did:jwk:{weak}"
    payload = {**forge.payload, "iss": did, "issuer": {**forge.payload["issuer"], "id": did}}
    text = forge.signed(
        json.dumps({**forge.header, "kid": f"{did}#0"}).encode(), json.dumps(payload).encode()
    )
    answer = (await client.post("/v1/verifications", json={"credential": text})).json()
    assert (answer["verdict"], answer["code"]) == ("invalid", "key_not_trusted")


@pytest.mark.abuse("A16", "A17")
@pytest.mark.parametrize(
    ("body", "status", "code", "event"),
    [
        (b'{"credential":"a.b.c","credential":"d.e.f"}', 400, "invalid_json", "verify.reject"),
        (b'{"credential":"a.b.c","\\u0063redential":"d.e.f"}', 400, "invalid_json", "verify.reject"),
        (b'{"credential":NaN}', 400, "invalid_json", "verify.reject"),
        (b'{"credential":-Infinity}', 400, "invalid_json", "verify.reject"),
        (b'{"credential":9007199254740993}', 400, "invalid_json", "verify.reject"),
        (b'{"credential":' + b"9" * 50_000 + b"}", 400, "invalid_json", "verify.reject"),
        (b'{"credential":1e999}', 400, "invalid_json", "verify.reject"),
        (b'\xef\xbb\xbf{"credential":"a.b.c"}', 400, "invalid_json", "verify.reject"),
        ('{"credential":"a.b.c"}'.encode("utf-16"), 400, "invalid_json", "verify.reject"),
        ('{"credential":"a.b.c"}'.encode("utf-32"), 400, "invalid_json", "verify.reject"),
        (b'{"credential":"\\ud800"}', 400, "invalid_json", "verify.reject"),
        (b'{"credential":"\xed\xa0\x80"}', 400, "invalid_json", "verify.reject"),
        (b'{"credential":{"a":' + b"[" * 32 + b"]" * 32 + b"}}", 400, "json_too_deep", "limits.hit"),
        (b'{"credential":' + b"[" * 200_000, 400, "json_too_deep", "limits.hit"),
        (
            json.dumps({"credential": {f"k{n}": n for n in range(10_000)}}).encode(),
            413,
            "too_large",
            "limits.hit",
        ),
        (b'{"credential":"' + b"a" * 600_000 + b'"}', 413, "too_large", "limits.hit"),
    ],
)
async def test_a_request_that_two_readers_read_differently_is_refused_and_told(
    client: AsyncClient, log_book: LogBook, body: bytes, status: int, code: str, event: str
) -> None:
    answer = await client.post(
        "/v1/verifications", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert code in {line["reason"] for line in log_book.lines(event)}
    log_book.hide("a.b.c", "credential")
