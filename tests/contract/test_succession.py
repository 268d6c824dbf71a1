"""A partnership ends: what it gave verifies, nothing new is given, and its successor may withdraw what it gave."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.accounts.errors import UnknownOrganisation
from app.accounts.organisations import find_organisation_by_slug
from app.accounts.permissions import Role
from app.commands.partnerships import add_api_key
from app.credentials.policy import STATUS_LIST
from app.credentials.report import Verdict
from app.holding.wording import Phrasebook, local_date
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.trust.errors import IssuerNotActive, UnknownIssuer
from app.trust.registry import list_history, set_issuer_state
from app.trust.succession import end_partnership
from app.verifying.cards import build_card
from app.verifying.verify import judge_text
from app.web.translations import date_text
from tests.contract.passport_world import World, build_world
from tests.staff import CSRF, make_member, sign_in

DUTCH = Phrasebook("nl", lambda text: text, lambda day: day.isoformat())


@pytest.fixture
async def worlds(context: Context) -> tuple[World, World]:
    return await build_world(context, "stopt"), await build_world(context, "gaat-door")


@pytest.fixture
async def key_of_successor(context: Context, worlds: tuple[World, World]) -> str:
    async with context.database.transaction() as session:
        successor = await find_organisation_by_slug(session, "gaat-door")
    assert successor is not None
    return (await add_api_key(context, successor, name="test"))[1]


async def test_dissolve_tenant_old_credentials_verify_and_say_when_their_issuer_was_recognised(
    context: Context, worlds: tuple[World, World]
) -> None:
    ending, _ = worlds
    issued = await ending.issue()
    await end_partnership(context, "stopt", successor="gaat-door")
    context.caches.clear()
    judgement = await judge_text(context, issued.secured.text)
    checks = {check.name: check.outcome.value for check in judgement.report.checks}
    assert (checks["signature"], checks["issuer_key"], checks["status_revocation"]) == ("passed",) * 3
    assert judgement.report.verdict is Verdict.CAUTION
    assert judgement.report.deciding.code == "issuer_ended"
    now = context.clock.now()
    begin, end = local_date(now - timedelta(days=400)), local_date(now)
    note = f"niet meer actief, erkend van {begin} tot {end}"
    assert build_card(judgement, DUTCH, context.settings).issuer_note == note


async def test_nothing_new_is_given_in_the_name_of_who_ended_or_is_suspended(
    context: Context, worlds: tuple[World, World]
) -> None:
    ending, other = worlds
    await ending.issue()
    await end_partnership(context, "stopt")
    await set_issuer_state(context, other.did, state="suspended")
    context.caches.clear()
    for world in worlds:
        with pytest.raises(IssuerNotActive):
            await world.issue("w-2")
    await set_issuer_state(context, other.did, state="active")
    context.caches.clear()
    assert await other.issue("w-3")


@pytest.mark.usefixtures("worlds")
async def test_what_a_verifier_needs_stays_served(context: Context, client: AsyncClient) -> None:
    before = (await client.get("/partnerships/stopt/did.json")).json()
    later: Any = replace(context, clock=_Later(context.clock.now() + timedelta(minutes=1)))
    await end_partnership(later, "stopt", successor="gaat-door")
    context.caches.clear()
    assert (await client.get("/partnerships/stopt/did.json")).json() == before
    assert (await client.get("/partnerships/stopt/jwks.json")).status_code == 200
    entry = (await client.get("/v1/issuers/did:web:passport.example:partnerships:stopt")).json()
    assert entry["state"] == "ended" and entry["registeredUntil"] is not None
    assert entry["successorDid"] == "did:web:passport.example:partnerships:gaat-door"
    assert [event["action"] for event in entry["history"]] == ["registered", "ended"]


async def test_the_successor_withdraws_for_it_and_does_nothing_else(
    context: Context, client: AsyncClient, worlds: tuple[World, World], key_of_successor: str
) -> None:
    issued = await worlds[0].issue()
    base = f"/v1/organisations/{issued.issuance.organisation_id}"
    headers = {"Authorization": f"Bearer {key_of_successor}", "Idempotency-Key": "succession-1"}
    path = f"{base}/credentials/{issued.issuance.id}/_revoke"
    assert (await client.post(path, json={"reason": "error"}, headers=headers)).status_code == 404
    await end_partnership(context, "stopt", successor="gaat-door")
    context.caches.clear()
    assert (await client.get(f"{base}/api-keys", headers=headers)).status_code == 403
    answer = await client.post(f"{base}/signing-keys/_rotate", json={}, headers=headers)
    assert answer.status_code == 403
    answer = await client.post(path, json={"reason": "error"}, headers=headers)
    assert answer.status_code == 200, answer.text
    context.caches.clear()
    judged = await judge_text(context, issued.secured.text)
    assert judged.report.deciding.code == "revoked"


async def test_a_coordinator_of_the_successor_finds_its_credentials_at_the_desk(
    context: Context, client: AsyncClient, worlds: tuple[World, World]
) -> None:
    organisation_id = worlds[1].issuer.organisation_id
    person = await make_member(context, organisation_id, "Noor de Wit", Role.COORDINATOR)
    await sign_in(context, client, person.id)
    assert (await client.get("/desk/stopt/credentials")).status_code == 404
    await end_partnership(context, "stopt", successor="gaat-door")
    assert (await client.get("/desk/stopt/credentials")).status_code == 200
    assert (await client.get("/desk/stopt/people")).status_code == 403
    assert (await client.post("/desk/stopt/branding", data={"csrf": CSRF})).status_code == 403


async def test_a_successor_is_an_active_partnership_that_the_register_knows(
    context: Context, worlds: tuple[World, World]
) -> None:
    await build_world(context, "vreemd", is_registered=False)
    for name, error in {"nergens": UnknownOrganisation, "vreemd": UnknownIssuer}.items():
        with pytest.raises(error):
            await end_partnership(context, "stopt", successor=name)
    await end_partnership(context, "gaat-door")
    with pytest.raises(IssuerNotActive):
        await end_partnership(context, "stopt", successor="gaat-door")


async def test_a_successor_may_be_named_later_and_the_end_stays_when_it_was(
    context: Context, worlds: tuple[World, World]
) -> None:
    await end_partnership(context, "stopt")
    later: Any = replace(context, clock=_Later(context.clock.now() + timedelta(days=5)))
    await end_partnership(later, "stopt", successor="gaat-door")
    async with context.database.transaction() as session:
        found = await find_organisation_by_slug(session, "stopt")
        history = await list_history(session, worlds[0].did)
    assert found is not None and found.ended_at == context.clock.now()
    until = {event.facts.get("until") for event in history if event.action == "ended"}
    assert until == {context.clock.now().isoformat()}


async def test_a_year_later_its_lists_are_fresh_its_texts_are_there_and_an_employer_reads_when_it_was_recognised(
    context: Context, client: AsyncClient, worlds: tuple[World, World]
) -> None:
    issued = await worlds[0].issue()
    achievement = worlds[0].achievement
    about = f"/achievements/{achievement.id}/{achievement.version}"
    as_json = {"Accept": "application/json"}
    kept = await client.get(about, headers=as_json)
    assert isinstance(context.clock, FixedClock)
    ended_at = context.clock.now()
    await end_partnership(context, "stopt", successor="gaat-door")
    context.clock.advance(timedelta(days=365))
    context.caches.clear()
    for purpose in ("revocation", "suspension"):
        url = issued.issuance.status_list_url(context.settings.public_url).replace("revocation", purpose)
        text = (await client.get(url)).text
        assert (await judge_text(context, text, profile=STATUS_LIST)).report.is_valid, purpose
    described = await client.get(about, headers=as_json)
    assert (described.status_code, described.content) == (200, kept.content)
    answer = await client.post("/check/text", data={"text": issued.secured.text})
    begin, end = (date_text(local_date(day), "nl") for day in (ended_at - timedelta(days=400), ended_at))
    assert f"niet meer actief, erkend van {begin} tot {end}" in answer.text
    assert 'href="/partnerships/stopt"' in answer.text


class _Later:
    def __init__(self, now: Any) -> None:
        self._now = now

    def now(self) -> Any:
        return self._now

    def monotonic(self) -> float:
        return 1e9
