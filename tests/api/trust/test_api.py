"""The routes of trust: signing keys, and the public documents of a partnership."""

from uuid import UUID

import pytest
from httpx import AsyncClient

from app.accounts.permissions import Scope
from app.credentials.identifiers.did_document import parse_did_document
from app.platform.context import Context
from app.trust.identity import issuer_did
from app.trust.keys import create_key
from tests.api.accounts.test_api import BASE, make


async def test_keys_are_rotated_and_listed_without_their_secret_part(
    context: Context, client: AsyncClient
) -> None:
    organisation, headers = await make(context, "keys-rotate")
    await create_key(context, organisation_id=organisation.id, purpose="credential", algorithm="ES256")
    url = f"{BASE}/{organisation.id}/signing-keys"
    rotated = await client.post(f"{url}/_rotate", headers=headers, json={"purpose": "credential"})
    assert rotated.status_code == 200, rotated.text
    assert rotated.json()["algorithm"] == "ES256"
    again = await client.post(f"{url}/_rotate", headers=headers, json={"purpose": "credential"})
    assert again.json() == rotated.json()
    listed = await client.get(url, headers=headers)
    assert len(listed.json()["items"]) == 2
    assert all("d" not in key["publicJwk"] for key in listed.json()["items"])


async def test_a_key_is_marked_as_compromised(context: Context, client: AsyncClient) -> None:
    organisation, headers = await make(context, "keys-lost")
    key = await create_key(context, organisation_id=organisation.id, purpose="credential")
    url = f"{BASE}/{organisation.id}/signing-keys"
    marked = await client.post(f"{url}/{key.id}/_compromise", headers=headers, json={})
    assert marked.status_code == 200, marked.text
    assert marked.json()["state"] == "compromised"
    document = (await client.get("/partnerships/keys-lost/did.json")).json()
    assert key.kid not in document["assertionMethod"]
    assert len(document["assertionMethod"]) == 1


async def test_a_key_of_another_organisation_is_like_a_missing_one(
    context: Context, client: AsyncClient
) -> None:
    ours, headers = await make(context, "keys-ours")
    theirs, _ = await make(context, "keys-theirs")
    key = await create_key(context, organisation_id=theirs.id, purpose="credential")
    for key_id in (key.id, UUID(int=3)):
        url = f"{BASE}/{ours.id}/signing-keys/{key_id}/_compromise"
        answer = await client.post(url, headers=headers, json={})
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"


async def test_a_key_without_the_scope_rotates_nothing(context: Context, client: AsyncClient) -> None:
    organisation, headers = await make(context, "keys-scope", Scope.CREDENTIALS_ISSUE)
    url = f"{BASE}/{organisation.id}/signing-keys/_rotate"
    answer = await client.post(url, headers=headers, json={"purpose": "credential"})
    assert answer.status_code == 403


@pytest.mark.parametrize("file", ["did.json", "jwks.json"])
async def test_public_documents_are_cacheable_and_open_to_every_page(
    context: Context, client: AsyncClient, file: str
) -> None:
    organisation, _ = await make(context, "keys-public")
    await create_key(context, organisation_id=organisation.id, purpose="credential")
    answer = await client.get(f"/partnerships/keys-public/{file}")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age=60" in answer.headers["cache-control"]
    etag = answer.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        same = await client.get(f"/partnerships/keys-public/{file}", headers={"If-None-Match": known})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    await create_key(context, organisation_id=organisation.id, purpose="status-list")
    changed = await client.get(f"/partnerships/keys-public/{file}", headers={"If-None-Match": etag})
    assert changed.status_code == 200


async def test_the_did_document_is_one_that_a_verifier_reads(context: Context, client: AsyncClient) -> None:
    organisation, _ = await make(context, "keys-read")
    key = await create_key(context, organisation_id=organisation.id, purpose="credential")
    answer = await client.get("/partnerships/keys-read/did.json")
    assert answer.headers["content-type"].startswith("application/did+json")
    (read,) = parse_did_document(answer.json(), issuer_did(context.settings, "keys-read"))
    assert read.public == key.public


@pytest.mark.parametrize("slug", ["atlantis", "..%2f", "UPPER"])
async def test_an_unknown_partnership_has_no_document(client: AsyncClient, slug: str) -> None:
    answer = await client.get(f"/partnerships/{slug}/did.json")
    assert answer.status_code in (400, 404)
