"""Status lists and identity documents of others that lie, lag, swell or point inside."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.credentials.encoding import multibase, strict_json
from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.identifiers.did_web import did_web_url
from app.credentials.model import Profile, StatusEntry
from app.credentials.status.bitstring_status_list import encode_bits
from app.platform.context import Context
from app.verifying.verify import verify_text
from tests.conftest import LogBook
from tests.contract.test_verifying_foreign import DID, INDEX, LIST_URL, Foreigner, _move_abroad
from tests.load.fixture import build_credential

HOUR = timedelta(hours=1)


def bomb(mebibytes: int) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    return multibase.encode_base64url(
        b"".join([packer.compress(block) for _ in range(mebibytes)]) + packer.flush()
    )


def subject(**changes: Any) -> dict[str, Any]:
    """A list with changes in its subject."""
    bits = encode_bits(bytes(16_384))
    whole = {"id": f"{LIST_URL}#list", "type": "BitstringStatusList", "statusPurpose": "revocation"}
    return {"credentialSubject": {**whole, "encodedList": bits, "ttl": 300_000, **changes}}


async def judged(foreigner: Foreigner, text: str) -> tuple[str, str]:
    report = await verify_text(foreigner.context, text)
    return report.verdict.value, report.deciding.code


def entry_of(foreigner: Foreigner, **changes: Any) -> str:
    """A credential whose status entry its issuer wrote otherwise."""
    credential = replace(
        build_credential(), issuer=Profile(DID, "x"), status=(StatusEntry("revocation", LIST_URL, INDEX),)
    )
    document = credential.to_document()
    entries = document["credentialStatus"]
    (entries[0] if isinstance(entries, list) else entries).update(changes)
    return VcJwt.secure(document, foreigner.signer).text


@pytest.mark.abuse("A14")
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"purpose": "suspension"}, "status_list_invalid"),
        ({"url": "https://elders.example/status/2"}, "status_list_invalid"),
        ({"issuer": "did:web:anders.example"}, "status_list_invalid"),
        ({"type": ["VerifiableCredential"]}, "status_list_invalid"),
        (subject(encodedList=encode_bits(bytes(16_383))), "status_list_invalid"),
        (subject(encodedList=encode_bits(b"")), "status_list_invalid"),
        (subject(encodedList="u!!!"), "status_list_invalid"),
        (subject(encodedList="zabc"), "status_list_invalid"),
        (subject(ttl="soon"), "status_list_invalid"),
        (subject(statusPurpose=["refresh", "message"]), "status_list_invalid"),
    ],
)
async def test_a_wrong_list_is_never_taken_for_good_news(
    context: Context, log_book: LogBook, wrong: dict[str, Any], code: str
) -> None:
    foreigner = await _move_abroad(context)
    foreigner.publish_list(at=context.clock.now() - HOUR, **wrong)
    text = foreigner.issue()
    assert await judged(foreigner, text) == ("invalid", code)
    assert log_book.one("verify.status", text, "Fatima")["reason"] == code


@pytest.mark.abuse("A14")
@pytest.mark.parametrize("index", ["131072", "9999999999", "-1", "0x1", "1e3", "1.0", "", " 1", "٣", 5])
async def test_an_index_that_is_outside_or_no_number_is_invalid(
    context: Context, log_book: LogBook, index: object
) -> None:
    foreigner = await _move_abroad(context)
    text = entry_of(foreigner, statusListIndex=index)
    assert await judged(foreigner, text) == ("invalid", "status_list_invalid")
    assert log_book.one("verify.status", text)["reason"] == "status_list_invalid"


def gone(foreigner: Foreigner) -> None:
    del foreigner.internet.pages[LIST_URL]


def expired(foreigner: Foreigner) -> None:
    foreigner.publish_list(at=foreigner.context.clock.now() - timedelta(days=3))


def early(foreigner: Foreigner) -> None:
    foreigner.publish_list(at=foreigner.context.clock.now() + timedelta(days=1))


@pytest.mark.abuse("A14")
@pytest.mark.parametrize("change", [gone, expired, early])
async def test_a_list_that_is_not_there_or_not_of_today_decides_nothing(
    context: Context, log_book: LogBook, change: Callable[[Foreigner], None]
) -> None:
    foreigner = await _move_abroad(context)
    change(foreigner)
    text = foreigner.issue()
    assert await judged(foreigner, text) == ("indeterminate", "status_unavailable")
    assert log_book.one("verify.status", text)["kind"] == "status_revocation"


@pytest.mark.abuse("A13")
async def test_the_newest_list_seen_is_remembered_by_every_process(
    context: Context, log_book: LogBook
) -> None:
    foreigner = await _move_abroad(context)
    text = foreigner.issue()
    foreigner.publish_list(INDEX, at=context.clock.now() - HOUR)
    assert await judged(foreigner, text) == ("invalid", "revoked")
    context.caches.clear()
    foreigner.publish_list(at=context.clock.now() - 2 * HOUR)
    assert await judged(foreigner, text) == ("indeterminate", "status_unavailable")
    line = log_book.one("status.rollback", text, LIST_URL)
    assert (line["host"], line["reason"]) == ("elders.example", "older than seen")


@pytest.mark.abuse("A15")
@pytest.mark.parametrize("mebibytes", [2, 64, 512])
async def test_a_list_that_swells_is_stopped_and_told(
    context: Context, log_book: LogBook, mebibytes: int
) -> None:
    foreigner = await _move_abroad(context)
    foreigner.publish_list(at=context.clock.now() - HOUR, **subject(encodedList=bomb(mebibytes)))
    text = foreigner.issue()
    assert await judged(foreigner, text) == ("invalid", "decompressed_too_large")
    assert log_book.one("limits.hit", text)["reason"] == "decompressed_too_large"


@pytest.mark.abuse("A15")
async def test_an_encrypted_and_packed_token_is_no_credential_and_is_never_unpacked(context: Context) -> None:
    foreigner = await _move_abroad(context)
    first, second, third = foreigner.issue().split(".")
    report = await verify_text(foreigner.context, f"{first}.{second}.{third}.{second}.{third}")
    assert (report.verdict.value, report.deciding.code) == ("invalid", "malformed_jws")
    assert foreigner.internet.asked == []


@pytest.mark.abuse("A06")
async def test_a_key_that_the_issuer_lists_for_something_else_does_not_sign(context: Context) -> None:
    foreigner = await _move_abroad(context)
    address = did_web_url(DID)
    document = strict_json.load_object(foreigner.internet.pages[address])
    document["authentication"] = document.pop("assertionMethod")
    foreigner.internet.pages[address] = strict_json.dumps(document)
    assert await judged(foreigner, foreigner.issue()) == ("invalid", "key_not_trusted")


@pytest.mark.abuse("A18")
@pytest.mark.parametrize(
    "did",
    [
        "did:web:localhost",
        "did:web:intern.example%3A8080",
        "did:web:127.0.0.1",
        "did:web:169.254.169.254",
        "did:web:2130706433",
        "did:web:0x7f.1",
        "did:web:user%40intern.example",
        "did:web:intern.example:..:etc",
    ],
)
async def test_an_issuer_that_points_inside_is_not_asked_for_its_keys(
    context: Context, log_book: LogBook, did: str
) -> None:
    foreigner = await _move_abroad(context)
    document = replace(build_credential(), issuer=Profile(did, "x")).to_document()
    signer = replace(foreigner.signer, kid=f"{did}#key-1")
    report = await verify_text(context, VcJwt.secure(document, signer).text)
    assert (report.verdict.value, report.deciding.code) == ("indeterminate", "resolution_refused")
    assert log_book.lines("egress.blocked")


@pytest.mark.abuse("A18")
@pytest.mark.parametrize(
    "url",
    [
        "http://elders.example/l",
        "https://127.0.0.1/l",
        "https://localhost/l",
        "https://elders.example:8443/l",
        "file:///etc/passwd",
    ],
)
async def test_a_status_list_that_points_inside_is_not_fetched(
    context: Context, log_book: LogBook, url: str
) -> None:
    foreigner = await _move_abroad(context)
    foreigner.internet.real = context.fetch
    text = foreigner.issue(url=url)
    assert await judged(foreigner, text) == ("indeterminate", "resolution_refused")
    assert log_book.one("egress.blocked", text)["reason"] == "address"


@pytest.mark.abuse("A18")
@pytest.mark.parametrize("term", ["credentialSchema", "refreshService", "termsOfUse", "renderMethod"])
async def test_schemas_services_and_pictures_of_a_credential_are_never_fetched(
    context: Context, term: str
) -> None:
    foreigner = await _move_abroad(context)
    document = replace(
        build_credential(), issuer=Profile(DID, "x"), status=(StatusEntry("revocation", LIST_URL, INDEX),)
    ).to_document()
    document[term] = [{"id": "https://evil.example/x", "type": "1EdTechJsonSchemaValidator2019"}]
    document["issuer"]["image"] = {"id": "https://evil.example/logo.svg", "type": "Image"}
    document["credentialSubject"]["achievement"]["image"] = {
        "id": "https://evil.example/a.svg",
        "type": "Image",
    }
    await judged(foreigner, VcJwt.secure(document, foreigner.signer).text)
    assert set(foreigner.internet.asked) <= {did_web_url(DID), LIST_URL}
