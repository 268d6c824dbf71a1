"""An achievement points at imported concepts, and a credential keeps what they were called when it was issued."""

from pathlib import Path
from typing import Any

from httpx import AsyncClient

from app.ontologies.import_framework import import_esco
from app.platform.context import Context
from tests.api.conftest import post
from tests.api.tenants import Tenant, achievement_body, issue_body
from tests.vocabularies import ESCO, as_csv, dutch, english, skill, write_archive

DRIVER = f"{ESCO}/occupation/driver"
WELD = f"{ESCO}/skill/weld"


async def bring(context: Context, *paths: Path) -> None:
    await import_esco(context, paths, on_bytes=lambda count: None)


async def told(client: AsyncClient, credential: str) -> dict[str, Any]:
    report = (await client.post("/v1/verifications", json={"credential": credential})).json()
    assert report["verdict"] == "valid"
    answer: dict[str, Any] = report["results"][0]["credential"]
    return answer


async def test_an_old_credential_reads_the_same_after_a_new_release(
    context: Context, client: AsyncClient, organisation: Tenant, tmp_path: Path
) -> None:
    await bring(context, english(tmp_path), dutch(tmp_path))
    base = f"/v1/organisations/{organisation.ids['organisationId']}"
    body = {**achievement_body("aligned"), "concepts": [DRIVER, WELD, DRIVER]}
    achievement = await post(client, organisation, f"{base}/achievements", body)
    issued = await post(
        client,
        organisation,
        f"{base}/credentials",
        {**issue_body({"achievementId": achievement["id"]}), "level": 0},
    )
    before = await told(client, issued["credential"])
    withdrawn = skill("weld", "fuse metals", status="obsolete")
    await bring(context, write_archive(tmp_path, "en", {"skills": as_csv([withdrawn])}, "1.3.0"))
    after = await told(client, issued["credential"])
    assert after == before
    aligned = after["alignments"]
    members = ("name", "url", "framework", "matchType", "language")
    assert [tuple(one[name] for name in members) for one in aligned] == [
        ("heftruckchauffeur", DRIVER, "ESCO 1.2.0", "exact", "nl"),
        ("weld metals", WELD, "ESCO 1.2.0", "exact", "en"),
    ]


async def test_a_uri_with_a_character_that_no_address_has_is_refused(
    client: AsyncClient, organisation: Tenant
) -> None:
    answer = await client.post(
        f"/v1/organisations/{organisation.ids['organisationId']}/achievements",
        json={**achievement_body("aligned"), "concepts": [f"{ESCO}/skill/\x00"]},
        headers=organisation.headers(),
    )
    assert answer.status_code == 400


async def test_a_concept_that_is_unknown_or_gone_is_refused_at_its_place(
    context: Context, client: AsyncClient, organisation: Tenant, tmp_path: Path
) -> None:
    rows = [skill("weld", "weld metals"), skill("old", "cut peat", status="obsolete")]
    await bring(context, write_archive(tmp_path, "en", {"skills": as_csv(rows)}))
    answer = await client.post(
        f"/v1/organisations/{organisation.ids['organisationId']}/achievements",
        json={**achievement_body("aligned"), "concepts": [WELD, f"{ESCO}/skill/old", f"{ESCO}/skill/none"]},
        headers=organisation.headers(),
    )
    assert answer.status_code == 400
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/concepts/1", "unknown_concept"),
        ("/concepts/2", "unknown_concept"),
    ]


async def test_an_achievement_without_a_skill_set_names_own_terms_that_are_flagged_until_mapped(
    context: Context, client: AsyncClient, organisation: Tenant, tmp_path: Path
) -> None:
    await bring(context, english(tmp_path))
    base = f"/v1/organisations/{organisation.ids['organisationId']}"
    term = f"{base}/own-terms/{organisation.ids['termId']}"
    body = {**achievement_body("own"), "ownTerms": [organisation.ids["termId"]]}
    achievement = await post(client, organisation, f"{base}/achievements", body)
    [own] = achievement["alignments"]
    assert (own["isOwnTerm"], own["targetFramework"], own["matchType"]) == (True, None, "exact")
    order = {**issue_body({"achievementId": achievement["id"]}), "level": 0}
    issued = await post(client, organisation, f"{base}/credentials", order)
    [told_term] = (await told(client, issued["credential"]))["alignments"]
    assert told_term["url"].endswith(term) and told_term["framework"] is None
    mapping = await post(
        client, organisation, f"{term}/mappings", {"conceptUri": WELD, "matchType": "narrow"}
    )
    colleague = Tenant(organisation.colleague, organisation.ids, organisation.counter + 1)
    await post(
        client, colleague, f"{term}/mappings/_review", {"mappingId": mapping["id"], "outcome": "approved"}
    )
    newer = {key: value for key, value in body.items() if key != "code"}
    version = await post(client, organisation, f"{base}/achievements/{achievement['id']}/versions", newer)
    assert [(one["isOwnTerm"], one["matchType"]) for one in version["alignments"]] == [
        (False, "exact"),
        (False, "narrow"),
    ]
    assert version["alignments"][1]["targetUrl"] == WELD


async def test_an_own_term_that_is_retired_or_of_somebody_else_is_refused_at_its_place(
    client: AsyncClient, organisation: Tenant, other_organisation: Tenant
) -> None:
    base = f"/v1/organisations/{organisation.ids['organisationId']}"
    term_id = organisation.ids["termId"]
    await post(client, organisation, f"{base}/own-terms/{term_id}/_retire", {})
    answer = await client.post(
        f"{base}/achievements",
        json={**achievement_body("own"), "ownTerms": [term_id, other_organisation.ids["termId"]]},
        headers=organisation.headers(),
    )
    assert answer.status_code == 400
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/ownTerms/0", "unknown_term"),
        ("/ownTerms/1", "unknown_term"),
    ]
