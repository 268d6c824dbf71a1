"""Callers with one of everything: two organisations with API keys, two holders with passports."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import select

from app.accounts.organisations import create_organisation
from app.accounts.people import add_membership, add_person
from app.accounts.permissions import Issuer, Role, Scope
from app.commands.partnerships import add_api_key, add_signing_keys, register
from app.demo.assessors import appoint
from app.following.look_again import end_share
from app.holding.contacts import ask_contact
from app.holding.models import HolderContactRecord
from app.holding.repository.contacts import ContactRepository
from app.holding.sessions import find_holder
from app.platform.context import Context
from app.trust.errors import IssuerAlreadyRegistered
from app.trust.registry import register_issuer
from tests.api.tenants import (
    ELSEWHERE,
    OWN_HOURS,
    Tenant,
    achievement_body,
    claim_body,
    dossier_body,
    issue_body,
    mandate_body,
    term_body,
)
from tests.skill_sets import add_published


@pytest.fixture
async def description(client: AsyncClient) -> dict[str, Any]:
    """The published OpenAPI document."""
    answer = await client.get("/v1/openapi.json")
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


@pytest.fixture
async def organisation(context: Context, client: AsyncClient) -> Tenant:
    """An organisation with one object of each kind."""
    return await make_organisation(context, client, "matrix-own")


@pytest.fixture
async def other_organisation(context: Context, client: AsyncClient) -> Tenant:
    """Another organisation with one object of each kind."""
    return await make_organisation(context, client, "matrix-other")


@pytest.fixture
async def holder(context: Context, client: AsyncClient, organisation: Tenant) -> Tenant:
    """A worker with a passport, a share link and an address."""
    return await add_address(context, await make_holder(client, organisation), "sanne@matrix.example")


@pytest.fixture
async def other_holder(context: Context, client: AsyncClient, other_organisation: Tenant) -> Tenant:
    """Another worker with a passport, a share link and an address."""
    return await add_address(context, await make_holder(client, other_organisation), "bas@matrix.example")


async def make_organisation(context: Context, client: AsyncClient, slug: str) -> Tenant:
    """Makes the organisation as an operator does, and the rest through the API as the organisation does."""
    made = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    await add_signing_keys(context, made)
    await register(context, made)
    await register_elsewhere(context)
    key, secret = await add_api_key(context, made, name="matrix", lifetime=timedelta(days=1))
    _, other = await add_api_key(context, made, name="colleague", lifetime=timedelta(days=1))
    ids = {"organisationId": str(made.id), "apiKeyId": str(key.id)}
    tenant = Tenant(f"Bearer {secret}", ids, colleague=f"Bearer {other}")
    tenant.ids["personId"] = str(await make_assessor(context, made.id, slug))
    issuer = Issuer(made.id, "person:designer", frozenset(Scope), made.name, made.slug)
    published = await add_published(context, issuer)
    [awarded] = published.content.achievements
    tenant.ids |= {
        "publishedSkillSetId": str(published.id),
        "skillSetAchievementId": str(awarded.id),
    }
    base = f"/v1/organisations/{made.id}"
    achievement = await post(client, tenant, f"{base}/achievements", achievement_body("one-of-each"))
    tenant.ids["achievementId"] = achievement["id"]
    await add_mandates(context, tenant, Issuer(made.id, "operator", frozenset(Scope), made.name, slug))
    await fill(client, tenant)
    await dispute_one(client, tenant)
    await begin_upload(client, tenant)
    await end_share(context, made.id, UUID(tenant.ids["subscriptionId"]))
    events = await client.get("/v1/events", headers=tenant.headers())
    tenant.ids["eventId"] = events.json()["items"][0]["id"]
    return tenant


async def register_elsewhere(context: Context) -> None:
    """An issuer of another service in the register, whom anybody may recognise."""
    with suppress(IssuerAlreadyRegistered):
        await register_issuer(
            context,
            did=ELSEWHERE,
            name="Vakschool Elders",
            registered_by="operator",
            registered_from=context.clock.now(),
        )


async def add_mandates(context: Context, tenant: Tenant, issuer: Issuer) -> None:
    """The mandates of two people for the achievement of the tenant."""
    achievement_id = UUID(tenant.ids["achievementId"])
    mandates = (await appoint(context, issuer, [achievement_id]))[achievement_id]
    tenant.ids |= {"firstMandateId": str(mandates.first), "secondMandateId": str(mandates.second)}


async def make_assessor(context: Context, organisation_id: UUID, slug: str) -> UUID:
    """A member who assesses."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        person = await add_person(context, session, name="Noor", email=f"noor@{slug}.example")
        await add_membership(
            context,
            session,
            organisation_id=organisation_id,
            person_id=person.id,
            roles=[Role.ASSESSOR],
            actor="operator",
        )
    return person.id


async def begin_upload(client: AsyncClient, tenant: Tenant) -> None:
    """A file on its way to the dossier."""
    base = f"/v1/organisations/{tenant.ids['organisationId']}/dossiers/{tenant.ids['dossierId']}/uploads"
    begun = {**tenant.headers(), "Tus-Resumable": "1.0.0", "Upload-Length": "10"}
    location = (await client.post(base, headers=begun)).headers["location"]
    tenant.ids["uploadId"] = tenant.ids["fileId"] = location.rpartition("/")[2]


async def fill(client: AsyncClient, tenant: Tenant) -> None:
    """One credential, recipient and batch, and the id of one signing key."""
    base = f"/v1/organisations/{tenant.ids['organisationId']}"
    credential = await post(client, tenant, f"{base}/credentials", issue_body(tenant.ids))
    tenant.ids |= {"credentialId": credential["id"], "recipientId": credential["recipientId"]}
    envelopes = f"{base}/credentials/{credential['id']}/envelopes"
    tenant.ids["envelopeId"] = (await post(client, tenant, envelopes, {"format": "vc+jwt"}))["id"]
    items = {"items": [issue_body(tenant.ids, "worker-2")]}
    tenant.ids["batchId"] = (await post(client, tenant, f"{base}/credential-batches", items))["id"]
    tenant.ids["termId"] = (await post(client, tenant, f"{base}/own-terms", term_body("Boren")))["id"]
    mandate = mandate_body(tenant.ids["personId"])
    tenant.ids["mandateId"] = (await post(client, tenant, f"{base}/mandates", mandate))["id"]
    invitation = {"email": f"bas@{tenant.ids['organisationId']}.example", "roles": ["coach"]}
    made = await post(client, tenant, f"{base}/invitations", invitation)
    tenant.ids["invitationId"] = made["id"]
    dossier = await post(client, tenant, f"{base}/dossiers", dossier_body(tenant.ids))
    tenant.ids["dossierId"] = dossier["id"]
    claims = f"{base}/dossiers/{dossier['id']}/claims"
    tenant.ids["claimId"] = (await post(client, tenant, claims, claim_body(tenant.ids)))["id"]
    recognition = {"issuerDid": ELSEWHERE, "highestLevel": 3}
    tenant.ids["recognitionId"] = (await post(client, tenant, f"{base}/recognitions", recognition))["id"]
    drafted = await post(client, tenant, f"{base}/skill-sets", {"code": "matrix"})
    tenant.ids |= {"skillSetId": drafted["id"], "version": "1"}
    keys = await client.get(f"{base}/signing-keys", headers=tenant.headers())
    tenant.ids["keyId"] = keys.json()["items"][0]["id"]


async def dispute_one(client: AsyncClient, tenant: Tenant) -> None:
    """Another worker, who says that something is not right."""
    base = f"/v1/organisations/{tenant.ids['organisationId']}"
    given = await post(client, tenant, f"{base}/credentials", issue_body(tenant.ids, "worker-3"))
    links = f"{base}/recipients/{given['recipientId']}/claim-links"
    code = (await post(client, tenant, links, {}))["claimCode"]
    headers = {"Idempotency-Key": "matrix-dispute"}
    claimed = await client.post("/v1/passport/claims", json={"claimCode": code}, headers=headers)
    worker = Tenant(f"Bearer {claimed.json()['holderToken']}")
    disputes = f"/v1/passport/credentials/{given['id']}/disputes"
    tenant.ids["disputeId"] = (await post(client, worker, disputes, {"reason": "level"}))["id"]
    await follow_one(client, tenant, worker, given["id"])


async def follow_one(client: AsyncClient, tenant: Tenant, worker: Tenant, credential_id: str) -> None:
    """What that worker shares, followed by this organisation, which wants to be called."""
    link = await post(client, worker, "/v1/passport/share-links", {"credentialIds": [credential_id]})
    shared = {"shareLink": link["url"]}
    await post(client, tenant, "/v1/verifications", shared)
    tenant.ids["subscriptionId"] = (await post(client, tenant, "/v1/subscriptions", shared))["id"]
    endpoint = {"url": "https://hooks.matrix.example/passport"}
    tenant.ids["endpointId"] = (await post(client, tenant, "/v1/webhook-endpoints", endpoint))["id"]


async def add_address(context: Context, holder: Tenant, address: str) -> Tenant:
    """An address that opens the passport of the holder."""
    holder_id = await find_holder(context, holder.authorization.removeprefix("Bearer "))
    assert holder_id is not None
    await ask_contact(context, holder_id, address, language="nl")
    async with context.database.transaction(holder_id=holder_id) as session:
        contact_id = await session.scalar(
            select(HolderContactRecord.id).where(HolderContactRecord.holder_id == holder_id)
        )
        assert contact_id is not None
        await ContactRepository(session, holder_id).verify(contact_id, now=context.clock.now())
    holder.ids["contactId"] = str(contact_id)
    return holder


async def make_holder(client: AsyncClient, issuer: Tenant) -> Tenant:
    """A worker who claims by link and shares what came."""
    recipient = f"/v1/organisations/{issuer.ids['organisationId']}/recipients/{issuer.ids['recipientId']}"
    link = await post(client, issuer, f"{recipient}/claim-links", {})
    claimed = await client.post(
        "/v1/passport/claims",
        json={"claimCode": link["claimCode"]},
        headers={"Idempotency-Key": "matrix-claim"},
    )
    assert claimed.status_code == 201, claimed.text
    holder = Tenant(f"Bearer {claimed.json()['holderToken']}")
    held = await client.get("/v1/passport/credentials", headers=holder.headers())
    holder.ids["credentialId"] = held.json()["items"][0]["id"]
    disputes = f"/v1/passport/credentials/{holder.ids['credentialId']}/disputes"
    holder.ids["disputeId"] = (await post(client, holder, disputes, {"reason": "level"}))["id"]
    own = await post(client, holder, "/v1/passport/own-skills", {"name": "Taarten versieren"})
    holder.ids["ownSkillId"] = own["id"]
    await prove_one(client, holder, issuer)
    body = {"credentialIds": [holder.ids["credentialId"]], "purpose": "application"}
    holder.ids["shareLinkId"] = (await post(client, holder, "/v1/passport/share-links", body))["id"]
    return holder


async def prove_one(client: AsyncClient, holder: Tenant, issuer: Tenant) -> None:
    """The dossier that the organisation opened under the reference of what was collected is the worker's; hours in it."""
    listed = await client.get("/v1/passport/dossiers", headers=holder.headers())
    assert [one["id"] for one in listed.json()["items"]] == [issuer.ids["dossierId"]], listed.text
    holder.ids |= {name: issuer.ids[name] for name in ("dossierId", "claimId")}
    place = f"/v1/passport/dossiers/{holder.ids['dossierId']}/claims/{holder.ids['claimId']}/evidence"
    holder.ids["evidenceId"] = (await post(client, holder, place, OWN_HOURS))["id"]


async def post(client: AsyncClient, tenant: Tenant, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Posts as the tenant and gives the answer, which must be a success."""
    answer = await client.post(path, json=body, headers=tenant.headers())
    assert answer.status_code in {200, 201}, (path, answer.text)
    made: dict[str, Any] = answer.json()
    return made
