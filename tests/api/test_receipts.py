"""Receipts: what a verifier keeps instead of the data, from the page and by the API, and how one is checked itself."""

import base64
import re
from hashlib import sha256
from io import BytesIO
from typing import Any

import orjson
import pypdf
import pytest
from httpx import AsyncClient, Response

from app.credentials.keys.jwk import PublicKey
from app.holding.share import ShareRequest, create_share_link
from app.issuing.revoke import RevocationReason, revoke
from app.platform.context import Context
from app.trust.service_keys import rotate_service_key
from app.verifying.schemas import VerificationView
from tests.conftest import LogBook
from tests.contract.passport_world import World, build_world
from tests.papers import text_of
from tests.unit.verifying.test_carriers import pdf

DUTCH = {"Accept-Language": "nl"}
NAME = "Sanne de Wit"
TITLE = "Veilig werken met een heftruck"
REAL, FALSE = "Dit ontvangstbewijs is echt", "Dit ontvangstbewijs klopt niet"


def _read(receipt: str) -> dict[str, Any]:
    payload = receipt.split(".")[1]
    claims: dict[str, Any] = orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


async def _by_api(client: AsyncClient, credential: str, language: str = "nl") -> dict[str, Any]:
    body = {"credential": credential, "withReceipt": True}
    answer = await client.post("/v1/verifications", json=body, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    VerificationView.model_validate_json(answer.content)
    result: dict[str, Any] = answer.json()
    return result


async def _check(client: AsyncClient, content: bytes) -> str:
    answer = await client.post("/check/file", files={"file": ("x", content)}, headers=DUTCH)
    assert answer.status_code == 200
    return answer.text


def _hidden(page: str) -> str:
    found = re.search(r'name="receipt" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


async def _share(context: Context, world: World, **changes: Any) -> str:
    issued = await world.issue()
    claimed = await world.claim(issued)
    _, secret = await create_share_link(context, claimed.holder_id, ShareRequest((issued.id,), **changes))
    return secret


async def test_a_receipt_says_when_what_and_how_and_never_who(context: Context, client: AsyncClient) -> None:
    issued = await (await build_world(context, "receipt-says")).issue()
    answer = await _by_api(client, issued.secured.text)
    claims = _read(answer["receipt"])
    [result], [given] = claims["results"], answer["results"]
    assert (claims["verdict"], claims["checkedAt"]) == ("valid", answer["checkedAt"].replace("+00:00", "Z"))
    assert claims["iss"] == "did:web:passport.example"
    assert result["sha256"] == sha256(issued.secured.text.encode()).hexdigest()
    assert (result["name"], result["issuer"]["name"]) == (TITLE, given["credential"]["issuer"]["name"])
    assert claims["keep"]["weeks"] == 4
    told = orjson.dumps(claims).decode()
    for hidden in (NAME, "Sanne", issued.secured.text[-20:], str(issued.id), "Twee uur gezien"):
        assert hidden not in told
    assert set(result) == {"sha256", "verdict", "code", "detail", "name", "issuer", "checks"}


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_a_receipt_has_the_words_and_codes_of_the_answer(
    context: Context, client: AsyncClient, language: str
) -> None:
    issued = await (await build_world(context, "receipt-words")).issue()
    answer = await _by_api(client, issued.secured.text, language)
    claims = _read(answer["receipt"])
    assert claims["language"] == language
    for result, given in zip(claims["results"], answer["results"], strict=True):
        members = ("check", "outcome", "code", "detail")
        assert result["checks"] == [{name: check[name] for name in members} for check in given["checks"]]
        assert (result["code"], result["detail"]) == (given["code"], given["detail"])


async def test_without_asking_there_is_no_receipt(client: AsyncClient) -> None:
    answer = await client.post("/v1/verifications", json={"credential": "a.b.c"})
    assert answer.json()["receipt"] is None


async def test_of_what_is_not_valid_a_receipt_names_neither_title_nor_issuer(
    context: Context, client: AsyncClient
) -> None:
    world = await build_world(context, "receipt-revoked")
    issued = await world.issue()
    await revoke(context, world.issuer, issued.id, reason=RevocationReason.ERROR)
    for text in (issued.secured.text, issued.secured.text[:-8] + "AAAAAAAA"):
        claims = _read((await _by_api(client, text))["receipt"])
        assert claims["verdict"] == "invalid"
        assert (claims["results"][0]["name"], claims["results"][0]["issuer"]) == (None, None)
        assert TITLE not in orjson.dumps(claims).decode()


async def test_anybody_checks_a_receipt_with_the_published_key_of_the_service(
    context: Context, client: AsyncClient
) -> None:
    receipt = (await _by_api(client, "a.b.c"))["receipt"]
    header, payload, signature = receipt.split(".")
    kid = orjson.loads(base64.urlsafe_b64decode(header + "=="))["kid"]
    keys = {key["kid"]: key for key in (await client.get("/.well-known/jwks.json")).json()["keys"]}
    public = PublicKey.from_jwk(keys[kid], kid=kid)
    signed = f"{header}.{payload}".encode()
    assert public.verifies(signed, base64.urlsafe_b64decode(signature + "=="))
    document = await client.get("/.well-known/did.json")
    assert document.headers["content-type"].startswith("application/did+json")
    assert document.json()["id"] == "did:web:passport.example"
    assert kid in document.json()["assertionMethod"]


async def test_the_page_of_a_file_gives_its_own_receipt_as_text_and_on_paper(
    context: Context, client: AsyncClient
) -> None:
    issued = await (await build_world(context, "receipt-page")).issue()
    receipt = _hidden(await _check(client, issued.secured.text.encode()))
    text = await client.post("/check/receipt", data={"receipt": receipt, "as": "jwt"}, headers=DUTCH)
    assert (text.text, text.headers["content-type"]) == (receipt, "application/jwt")
    paper = await client.post("/check/receipt", data={"receipt": receipt, "as": "pdf"}, headers=DUTCH)
    _ensure_paper(paper, receipt)
    printed = text_of(paper.content)
    for shown in ("Dit bewijs is geldig", TITLE, "Handtekening", "4 weken", "/check"):
        assert shown in printed, shown
    assert NAME not in printed


def _ensure_paper(answer: Response, receipt: str | None) -> None:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert b"pdfaid:part" in answer.content
    [carried] = list(pypdf.PdfReader(BytesIO(answer.content)).attachment_list)
    assert carried.content.decode().count(".") == 2
    assert receipt is None or carried.content.decode() == receipt


async def test_a_share_page_gives_a_receipt_and_is_not_counted_as_opened(
    context: Context, client: AsyncClient, log_book: LogBook
) -> None:
    secret = await _share(context, await build_world(context, "receipt-share"))
    page = await client.get(f"/s/{secret}", headers=DUTCH)
    assert f'action="/s/{secret}/receipt"' in page.text
    _ensure_paper(await client.post(f"/s/{secret}/receipt", data={"as": "pdf"}, headers=DUTCH), None)
    text = await client.post(f"/s/{secret}/receipt", data={"as": "jwt"}, headers=DUTCH)
    assert _read(text.text)["verdict"] == "valid"
    assert log_book.lines("share.view") == []
    log_book.hide(NAME, secret)


async def test_a_link_that_works_once_brings_its_receipt_with_its_page(
    context: Context, client: AsyncClient
) -> None:
    secret = await _share(context, await build_world(context, "receipt-once"), is_single_use=True)
    assert (await client.post(f"/s/{secret}/receipt", data={"as": "jwt"})).status_code == 404
    opened = await client.post(f"/s/{secret}", headers=DUTCH)
    given = await client.post("/check/receipt", data={"receipt": _hidden(opened.text), "as": "jwt"})
    assert _read(given.text)["verdict"] == "valid"


async def test_a_receipt_can_be_checked_as_text_and_as_paper(context: Context, client: AsyncClient) -> None:
    issued = await (await build_world(context, "receipt-checked")).issue()
    receipt = (await _by_api(client, issued.secured.text))["receipt"]
    paper = await client.post("/check/receipt", data={"receipt": receipt, "as": "pdf"}, headers=DUTCH)
    for content in (receipt.encode(), paper.content, pdf(("x", receipt.encode()))):
        page = await _check(client, content)
        for shown in (REAL, "Dit is een ontvangstbewijs van passport.example.", TITLE):
            assert shown in page
        assert "Controleer het bewijs zelf voor nu." in page


async def test_a_changed_or_foreign_receipt_is_refused(context: Context, client: AsyncClient) -> None:
    receipt = (await _by_api(client, "a.b.c"))["receipt"]
    header, payload, signature = receipt.split(".")
    claims = _read(receipt) | {"verdict": "valid"}
    changed = base64.urlsafe_b64encode(orjson.dumps(claims)).decode().rstrip("=")
    other = base64.urlsafe_b64encode(
        orjson.dumps({"alg": "EdDSA", "kid": "did:web:passport.example#x", "typ": "verification-receipt+jwt"})
    )
    for text in (f"{header}.{changed}.{signature}", f"{other.decode().rstrip('=')}.{payload}.{signature}"):
        page = await _check(client, text.encode())
        assert FALSE in page
        assert "Dit bewijs is geldig" not in page
        refused = await client.post("/check/receipt", data={"receipt": text, "as": "pdf"})
        assert refused.status_code == 400


async def test_a_receipt_outlives_its_key_but_not_a_theft(context: Context, client: AsyncClient) -> None:
    first = (await _by_api(client, "a.b.c"))["receipt"]
    await rotate_service_key(context)
    context.caches.clear()
    second = (await _by_api(client, "a.b.c"))["receipt"]
    assert first.split(".")[0] != second.split(".")[0]
    assert REAL in await _check(client, first.encode())
    await rotate_service_key(context, is_stolen=True)
    assert FALSE in await _check(client, second.encode())
    assert REAL in await _check(client, first.encode())
    document = (await client.get("/.well-known/did.json")).json()
    assert len(document["verificationMethod"]) == 3
    assert len(document["assertionMethod"]) == 2
