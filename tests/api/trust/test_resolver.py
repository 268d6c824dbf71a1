"""GET /1.0/identifiers/{did}: the DID resolver over HTTP (W3C DID Resolution, HTTPS binding)."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from httpx import ASGITransport, AsyncClient, Response

from app.credentials.encoding import strict_json
from app.credentials.identifiers.did_document import build_did_document
from app.main import create_app
from app.platform.context import Context
from app.trust.identity import issuer_did
from app.trust.keys import create_key
from tests.api.accounts.test_api import make
from tests.conftest import LogBook
from tests.contract.test_verifying_foreign import Internet

KEY_DID = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
FOREIGN = "did:web:elders.example"
ADDRESS = "https://elders.example/.well-known/did.json"


async def resolve(client: AsyncClient, did: str, accept: str | None = None) -> Response:
    headers = {} if accept is None else {"Accept": accept}
    return await client.get(f"/1.0/identifiers/{did}", headers=headers)


async def ask_with(context: Context, internet: Internet, did: str) -> Response:
    outside = replace(context, fetch=internet)  # type: ignore[arg-type]
    app = create_app(context.settings, outside)
    async with AsyncClient(transport=ASGITransport(app=app), base_url=context.settings.public_url) as client:
        return await resolve(client, did)


def error_of(answer: Response) -> str:
    told: str = answer.json()["didResolutionMetadata"]["error"]["type"]
    return told.removeprefix("https://www.w3.org/ns/did#")


async def test_our_own_did_is_answered_from_our_own_keys(context: Context, client: AsyncClient) -> None:
    organisation, _ = await make(context, "resolved")
    await create_key(context, organisation_id=organisation.id, purpose="credential")
    did = issuer_did(context.settings, "resolved")
    answer = await resolve(client, did)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/did-resolution"
    assert answer.headers["access-control-allow-origin"] == "*"
    result = answer.json()
    assert result["didDocument"] == (await client.get("/partnerships/resolved/did.json")).json()
    assert result["didResolutionMetadata"] == {"contentType": "application/did"}
    assert result["didDocumentMetadata"]["versionId"]
    alone = await resolve(client, did, "application/did+json")
    assert alone.headers["content-type"] == "application/did+json"
    assert alone.json() == result["didDocument"]


@pytest.mark.parametrize("did", [KEY_DID, quote(KEY_DID, safe="")])
async def test_an_identifier_that_is_its_own_key_needs_no_network(client: AsyncClient, did: str) -> None:
    answer = await resolve(client, did)
    assert answer.status_code == 200
    assert answer.json()["didDocument"]["id"] == KEY_DID


@pytest.mark.parametrize(
    ("did", "status", "error"),
    [
        ("did:web:127.0.0.1", 400, "INVALID_DID"),
        ("did:key:z6Mk", 400, "INVALID_DID"),
        ("did:jwk:eyJrdHkiOiJvY3QiLCJrIjoiQUEifQ", 400, "INVALID_DID"),
        ("nothing", 400, "INVALID_DID"),
        (f"{KEY_DID}/path", 400, "INVALID_DID"),
        ("did:web:passport.example:partnerships:nobody", 404, "NOT_FOUND"),
        ("did:ebsi:z123", 501, "METHOD_NOT_SUPPORTED"),
        (f"{KEY_DID}?versionId=1", 501, "FEATURE_NOT_SUPPORTED"),
    ],
)
async def test_each_failure_has_its_name_and_status(
    client: AsyncClient, did: str, status: int, error: str
) -> None:
    answer = await resolve(client, did)
    assert (answer.status_code, error_of(answer)) == (status, error)
    assert answer.json()["didDocument"] is None


async def test_a_form_that_we_do_not_have_is_refused(client: AsyncClient) -> None:
    answer = await resolve(client, KEY_DID, "text/turtle")
    assert (answer.status_code, error_of(answer)) == (406, "REPRESENTATION_NOT_SUPPORTED")


async def test_a_foreign_did_is_fetched_and_must_be_about_itself(context: Context) -> None:
    internet = Internet(context.clock.now())
    internet.pages[ADDRESS] = strict_json.dumps(build_did_document(FOREIGN, []))
    answer = await ask_with(context, internet, FOREIGN)
    assert answer.json()["didDocument"] == build_did_document(FOREIGN, [])
    internet.pages[ADDRESS] = strict_json.dumps(build_did_document("did:web:anders.example", []))
    answer = await ask_with(context, internet, FOREIGN)
    assert (answer.status_code, error_of(answer)) == (502, "INVALID_DID_DOCUMENT")
    for setting in ("pages", "refused"):
        internet.pages.clear()
        if setting == "refused":
            internet.refused.add(ADDRESS)
        answer = await ask_with(context, internet, FOREIGN)
        assert (answer.status_code, error_of(answer)) == (404, "NOT_FOUND")


async def test_one_address_resolves_sixty_times_a_minute(client: AsyncClient) -> None:
    for _ in range(60):
        assert (await resolve(client, KEY_DID)).status_code == 200
    refused = await resolve(client, KEY_DID)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


async def test_whom_somebody_looks_up_is_not_in_the_log(client: AsyncClient, log_book: LogBook) -> None:
    await resolve(client, KEY_DID)
    assert log_book.one("http.request")["path"] == "/1.0/identifiers/…"
