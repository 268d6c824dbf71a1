"""Everything about a credential works while nothing outside can be reached: no vocabulary, no issuer, no list."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import pytest
from httpx import AsyncClient

from app.ontologies.import_framework import import_esco
from app.platform import fetch
from app.platform.context import Context
from tests.api.conftest import make_holder, post
from tests.api.tenants import Tenant, achievement_body, issue_body
from tests.vocabularies import ESCO, dutch, english

DRIVER = f"{ESCO}/occupation/driver"
FORMATS = ("vc-jwt", "vc+jwt", "vc+sd-jwt", "dc+sd-jwt")


class Outside(Exception):
    """Somebody asked the world outside."""


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From here on no host has an address; the list tells who was asked for."""
    asked: list[str] = []

    async def refuse(host: str) -> NoReturn:
        asked.append(host)
        raise Outside(host)

    monkeypatch.setattr(fetch, "resolve_public", refuse)
    return asked


async def verdict_of(client: AsyncClient, credential: str) -> str:
    answer = await client.post("/v1/verifications", json={"credential": credential})
    assert answer.status_code == 200, answer.text
    verdict: str = answer.json()["verdict"]
    return verdict


async def issue(client: AsyncClient, organisation: Tenant, base: str) -> dict[str, Any]:
    """An achievement that names an imported concept, and a credential for it."""
    body = {**achievement_body("alone"), "concepts": [DRIVER]}
    achievement = await post(client, organisation, f"{base}/achievements", body)
    order = issue_body({"achievementId": achievement["id"]})
    return await post(client, organisation, f"{base}/credentials", {**order, "level": 0})


async def test_a_credential_is_made_shared_and_verified_with_nothing_outside(
    context: Context, client: AsyncClient, organisation: Tenant, alone: list[str], tmp_path: Path
) -> None:
    await import_esco(context, [english(tmp_path), dutch(tmp_path)], on_bytes=lambda count: None)
    base = f"/v1/organisations/{organisation.ids['organisationId']}"
    found = await client.get("/v1/concepts", params={"query": "heftruck"})
    assert DRIVER in [one["uri"] for one in found.json()["items"]]
    issued = await issue(client, organisation, base)
    assert await verdict_of(client, issued["credential"]) == "valid"
    holder = await make_holder(client, organisation)
    share = {"credentialIds": [holder.ids["credentialId"]], "purpose": "application"}
    link = await post(client, holder, "/v1/passport/share-links", share)
    assert (await client.get(link["url"])).status_code == 200
    answer = await client.post("/v1/verifications", json={"shareLink": link["url"]})
    assert answer.json()["verdict"] == "valid"
    await post(client, organisation, f"{base}/credentials/{issued['id']}/_revoke", {"reason": "error"})
    assert await verdict_of(client, issued["credential"]) == "invalid"
    assert alone == []


@pytest.mark.parametrize("format", FORMATS)
async def test_every_format_is_made_and_verified_with_nothing_outside(
    client: AsyncClient, organisation: Tenant, alone: list[str], format: str
) -> None:
    base = f"/v1/organisations/{organisation.ids['organisationId']}"
    envelopes = f"{base}/credentials/{organisation.ids['credentialId']}/envelopes"
    made = await post(client, organisation, envelopes, {"format": format})
    assert await verdict_of(client, made["credential"]) == "valid"
    assert alone == []


async def test_the_world_outside_is_really_gone(context: Context, alone: list[str]) -> None:
    with pytest.raises(Outside):
        await context.fetch.fetch(
            "https://data.europa.eu/esco", accept=["text/turtle"], max_bytes=10, purpose="test"
        )
    assert alone == ["data.europa.eu"]
