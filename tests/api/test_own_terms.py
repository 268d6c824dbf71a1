"""The routes of own terms: four eyes by two keys, scopes, pages, and SKOS by Accept."""

from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.accounts.permissions import Scope
from app.ontologies.import_framework import import_esco
from app.platform.context import Context
from tests.api.conftest import post
from tests.api.tenants import Tenant, term_body
from tests.vocabularies import ESCO, english

MAPPING = {"conceptUri": f"{ESCO}/skill/weld", "matchType": "narrow"}


def base(tenant: Tenant) -> str:
    return f"/v1/organisations/{tenant.ids['organisationId']}"


async def colleague(client: AsyncClient, tenant: Tenant, *scopes: Scope) -> Tenant:
    """A key in another hand, with fewer scopes."""
    tenant.counter += 1
    other = Tenant(tenant.colleague, tenant.ids, tenant.counter)
    body = {"name": "colleague", "scopes": list(scopes)}
    made = await post(client, other, f"{base(tenant)}/api-keys", body)
    return Tenant(f"Bearer {made['secret']}", dict(tenant.ids))


@pytest.fixture
async def proposed(
    context: Context, client: AsyncClient, organisation: Tenant, tmp_path: Path
) -> dict[str, Any]:
    """A mapping that waits for review."""
    await import_esco(context, [english(tmp_path)], on_bytes=lambda count: None)
    path = f"{base(organisation)}/own-terms/{organisation.ids['termId']}/mappings"
    return await post(client, organisation, path, MAPPING)


async def test_a_term_is_flagged_until_another_key_approved_its_mapping(
    client: AsyncClient, organisation: Tenant, proposed: dict[str, Any]
) -> None:
    path = f"{base(organisation)}/own-terms/{organisation.ids['termId']}"
    review = {"mappingId": proposed["id"], "outcome": "approved"}
    own = await client.post(f"{path}/mappings/_review", json=review, headers=organisation.headers())
    assert (own.status_code, own.json()["code"]) == (409, "mapping_not_reviewable")
    assert (await client.get(path, headers=organisation.headers())).json()["isOwnTerm"] is True
    other = await colleague(client, organisation, Scope.TERMS_REVIEW)
    approved = await post(client, other, f"{path}/mappings/_review", review)
    assert (approved["state"], approved["frameworkVersion"]) == ("approved", "1.2.0")
    assert (await client.get(path, headers=organisation.headers())).json()["isOwnTerm"] is False
    coverage = await client.get(f"{base(organisation)}/term-coverage", headers=organisation.headers())
    assert coverage.json() == {"terms": 2, "mapped": 1, "percentage": 50}


async def test_a_key_without_the_scope_may_read_only(client: AsyncClient, organisation: Tenant) -> None:
    reader = await colleague(client, organisation, Scope.AUDIT_READ)
    path = f"{base(organisation)}/own-terms"
    made = await client.post(path, json=term_body("Zagen"), headers=reader.headers())
    assert made.status_code == 403
    review = {"mappingId": organisation.ids["termId"], "outcome": "approved"}
    address = f"{path}/{organisation.ids['termId']}/mappings/_review"
    writer = await colleague(client, organisation, Scope.TERMS_WRITE)
    assert (await client.post(address, json=review, headers=writer.headers())).status_code == 403
    assert (await client.get(path, headers=reader.headers())).status_code == 200


async def test_a_retired_term_takes_no_mapping(
    client: AsyncClient, organisation: Tenant, proposed: dict[str, Any]
) -> None:
    path = f"{base(organisation)}/own-terms/{organisation.ids['termId']}"
    again = await client.post(f"{path}/mappings", json=MAPPING, headers=organisation.headers())
    assert again.json()["code"] == "mapping_proposed"
    retired = await client.post(f"{path}/_retire", headers=organisation.headers())
    assert retired.json()["retiredAt"] is not None
    refused = await client.post(f"{path}/mappings", json=MAPPING, headers=organisation.headers())
    assert (refused.status_code, refused.json()["code"]) == (409, "term_retired")
    listed = await client.get(f"{path}/mappings", headers=organisation.headers())
    assert [item["id"] for item in listed.json()["items"]] == [proposed["id"]]


@pytest.mark.parametrize("kind", ["application/ld+json", "application/n-triples", "text/turtle"])
async def test_terms_are_exported_as_skos_page_by_page(
    client: AsyncClient, organisation: Tenant, kind: str
) -> None:
    path = f"{base(organisation)}/own-terms"
    await post(client, organisation, path, term_body("Zagen"))
    headers = {**organisation.headers(), "Accept": kind}
    following, text, pages = f"{path}?limit=1", "", 0
    while following:
        page = await client.get(following, headers=headers)
        assert page.headers["content-type"].startswith(kind)
        following = page.headers.get("link", "").partition(">")[0].removeprefix("<")
        text, pages = text + page.text, pages + 1
    assert pages == 3
    assert {label for label in ("Boren", "Zagen") if label in text} == {"Boren", "Zagen"}


@pytest.mark.parametrize("cursor", ["WyJhIiwiYiJd", "WyIyMDI2LTAxLTAxIiwiYiJd", "x"])
async def test_a_cursor_of_somebody_else_is_refused(
    client: AsyncClient, organisation: Tenant, cursor: str
) -> None:
    path = f"{base(organisation)}/own-terms"
    answer = await client.get(path, params={"cursor": cursor}, headers=organisation.headers())
    assert answer.status_code == 400


async def test_overlaps_name_the_other_partnership(
    client: AsyncClient, organisation: Tenant, other_organisation: Tenant, context: Context, tmp_path: Path
) -> None:
    await import_esco(context, [english(tmp_path)], on_bytes=lambda count: None)
    for tenant, code in ((organisation, "a"), (other_organisation, "b")):
        body = {
            "code": code, "concepts": [f"{ESCO}/skill/weld"], "name": {"nl": "Lassen", "en": "Weld"},
            "description": {"nl": "Last.", "en": "Welds."}, "criteria": [{"nl": "Last.", "en": "Welds."}],
        }  # fmt: skip
        await post(client, tenant, f"{base(tenant)}/achievements", body)
    found = await client.get(f"{base(organisation)}/overlaps", headers=organisation.headers())
    [overlap] = found.json()["items"]
    assert overlap["conceptUri"] == f"{ESCO}/skill/weld"
    assert [one["organisationId"] for one in overlap["others"]] == [other_organisation.ids["organisationId"]]


async def test_an_own_term_is_found_beside_concepts_by_its_own_organisation_alone(
    context: Context, client: AsyncClient, organisation: Tenant, other_organisation: Tenant, tmp_path: Path
) -> None:
    await import_esco(context, [english(tmp_path)], on_bytes=lambda count: None)
    term = await post(client, organisation, f"{base(organisation)}/own-terms", term_body("Café-beheer weld"))

    async def search(tenant: Tenant, words: str) -> tuple[list[tuple[str, bool]], list[str]]:
        path = f"{base(tenant)}/concepts"
        answer = (await client.get(path, params={"query": words}, headers=tenant.headers())).json()
        own = [(found["labelNl"], found["isOwnTerm"]) for found in answer["ownTerms"]]
        return own, [found["uri"] for found in answer["items"]]

    welding = [f"{ESCO}/skill/weld"]
    assert await search(organisation, "weld") == ([("Café-beheer weld", True)], welding)
    assert await search(organisation, "cafe WELD") == ([("Café-beheer weld", True)], [])
    assert await search(other_organisation, "weld") == ([], welding)
    assert await search(organisation, "") == ([], [])
    await post(client, organisation, f"{base(organisation)}/own-terms/{term['id']}/_retire", {})
    assert await search(organisation, "weld") == ([], welding)
