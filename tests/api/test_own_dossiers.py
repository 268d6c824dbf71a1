"""A worker's own dossiers by page and by API: opened, proven, told, appealed and stopped by that worker and nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from app.accounts.organisations import create_organisation, end_organisation
from app.accounts.permissions import Role
from app.assessing.dossier_states import ClaimState
from app.assessing.evidence import load_evidence_of
from app.assessing.judgement_answers import Rating
from app.holding.own_dossiers import load_own_dossier
from app.holding.sessions import open_session
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.evidence import picture, wav
from tests.own_dossiers import Place, open_place
from tests.passports import post, show
from tests.staff import CSRF, make_member, sign_in

WORDS = "Ik rijd elke dag met de heftruck."
BASE = "/passport/dossiers"
API = "/v1/passport/dossiers"
OPENED = {"isSixteenOrOlder": "yes"}


@pytest.fixture
async def place(context: Context) -> Place:
    return await open_place(context, "eigen-dossier")


async def begin(client: AsyncClient, place: Place, **fields: str) -> Response:
    form = {"skillSetId": str(place.desk.skill_set_id), **OPENED, **fields}
    return await post(client, f"{BASE}/new?at={place.slug}", **form)


async def claim_by_page(client: AsyncClient, place: Place, words: str = WORDS) -> str:
    """The address of a claim in a new dossier."""
    opened = await begin(client, place)
    asked = opened.headers["location"]
    assert "Wat kunt u?" in (await client.get(asked)).text
    made = await post(client, asked, achievementId=str(place.desk.achievement_id), words=words)
    assert made.status_code == 303, made.text
    return made.headers["location"]


async def send_file(client: AsyncClient, claim: str, content: bytes, **changes: str) -> Response:
    fields = {"csrf": CSRF, "summary": "Ik op de heftruck.", "seenOn": "2026-01-05", **changes}
    return await client.post(
        f"{claim}/file", data=fields, files={"file": ("werk.jpg", content, "image/jpeg")}
    )


def ids_in(claim: str) -> tuple[UUID, UUID]:
    parts = claim.split("/")
    return UUID(parts[3]), UUID(parts[5])


async def say_not_yet(place: Place, claim: str) -> None:
    """An assessor signs: not yet."""
    _, claim_id = ids_in(claim)
    found = await place.load(claim_id)
    await place.desk.judge(found, await place.desk.assessor(), Rating.yes, Rating.not_yet)


async def test_a_worker_opens_claims_and_proves_and_the_desk_sees_it(
    context: Context, client: AsyncClient, place: Place
) -> None:
    worker = await place.worker()
    show(context, client, worker.token)
    assert BASE in (await client.get("/passport")).text
    assert place.desk.coordinator.organisation_name in (await client.get(f"{BASE}/new")).text
    asked = (await client.get(f"{BASE}/new", params={"at": place.slug})).text
    assert 'name="isSixteenOrOlder"' in asked and 'name="name"' not in asked
    claim = await claim_by_page(client, place)
    assert "Voeg een foto, een document of uren toe." in (await client.get(claim)).text
    hours = {"hours": "40", "summary": "Reed in het magazijn.", "seenOn": "2026-01-05"}
    assert (await post(client, f"{claim}/hours", **hours)).status_code == 303
    assert (await send_file(client, claim, picture())).status_code == 303
    assert (await send_file(client, claim, wav())).status_code == 303
    page = (await client.get(claim)).text
    for words in (WORDS, "40 uren", "Ik op de heftruck.", "De organisatie zoekt een beoordelaar."):
        assert words in page, words
    assert "De organisatie zoekt een beoordelaar." in (await client.get(BASE)).text
    dossier_id, claim_id = ids_in(claim)
    noor = await make_member(
        context, place.desk.organisation_id, "Noor", Role.COORDINATOR, email="noor@eigen.example"
    )
    await sign_in(context, client, noor.id)
    desk = f"/desk/{place.slug}/dossiers/{dossier_id}"
    seen = (await client.get(desk)).text
    assert "Sanne de Wit" in seen and "W-17" in seen and "Reed in het magazijn." in seen
    assert WORDS in (await client.get(f"{desk}/claims/{claim_id}")).text
    show(context, client, worker.token)
    assert "Keek in uw dossier." in (await client.get("/passport/who-looked")).text


async def test_of_who_is_not_known_a_name_and_an_age_are_asked_and_mistakes_are_told(
    context: Context, client: AsyncClient, place: Place
) -> None:
    elsewhere = await open_place(context, "eigen-elders")
    show(context, client, (await elsewhere.worker()).token)
    lost = await client.get(f"{BASE}/new", params={"other": "bestaat-niet"})
    assert lost.status_code == 404 and "Deze organisatie vinden wij niet." in lost.text
    page = (await client.get(f"{BASE}/new", params={"other": f"https://passport.example/{place.slug}"})).text
    assert 'name="name"' in page and 'name="isSixteenOrOlder"' in page
    wrong = await begin(client, place, isSixteenOrOlder="")
    assert wrong.status_code == 400
    assert 'href="#field-name"' in wrong.text and "Bent u jonger?" in wrong.text
    nothing = await post(client, f"{BASE}/new?at={place.slug}", name="Sanne", **OPENED)
    assert nothing.status_code == 400 and 'value="Sanne"' in nothing.text
    number = await begin(client, place, name="BSN 111222333")
    assert number.status_code == 400
    assert (await begin(client, place, name="Sanne")).status_code == 303
    twice = await begin(client, place, name="Sanne")
    assert twice.status_code == 400 and "Hier bent u al mee bezig." in twice.text


async def test_what_is_typed_wrong_comes_back_with_what_to_do(
    context: Context, client: AsyncClient, place: Place
) -> None:
    show(context, client, (await place.worker()).token)
    opened = await begin(client, place)
    asked = opened.headers["location"]
    assert (await post(client, asked, words=WORDS)).status_code == 400
    choice = str(place.desk.achievement_id)
    assert (await post(client, asked, achievementId=choice, words="BSN 111222333")).status_code == 400
    claim = (await post(client, asked, achievementId=choice, words=WORDS)).headers["location"]
    again = await post(client, asked, achievementId=choice, words=WORDS)
    assert again.status_code == 400 and "Dit staat er al." in again.text
    hours = {"hours": "veel", "summary": "Reed.", "seenOn": "2026-01-05"}
    no_number = await post(client, f"{claim}/hours", **hours)
    assert no_number.status_code == 400 and "Vul een heel getal in." in no_number.text
    drawing = await send_file(client, claim, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert drawing.status_code == 400 and "Een SVG-tekening kan niet." in drawing.text
    assert "Ik op de heftruck." in drawing.text
    none = await client.post(f"{claim}/file", files={"csrf": (None, CSRF)})
    assert none.status_code == 400 and "Kies een foto of bestand." in none.text
    assert (await send_file(client, claim, picture(), csrf="x" * 32)).status_code == 403
    assert (await client.post(f"{claim}/hours", data=hours | {"csrf": "x" * 32})).status_code == 403


async def test_what_the_worker_added_can_be_taken_back_and_stopping_takes_everything(
    context: Context, client: AsyncClient, place: Place
) -> None:
    worker = await place.worker()
    show(context, client, worker.token)
    claim = await claim_by_page(client, place)
    dossier_id, claim_id = ids_in(claim)
    assert (await send_file(client, claim, picture())).status_code == 303
    async with place.desk.work() as session:
        [item] = await load_evidence_of(context, session, place.desk.organisation_id, dossier_id)
    removal = f"{BASE}/{dossier_id}/evidence/{item.id}/remove"
    assert (await post(client, removal, claim=str(claim_id))).status_code == 303
    assert (await post(client, removal, claim=str(claim_id))).status_code == 404
    assert (await post(client, removal, claim="x")).status_code == 404
    assert (await post(client, f"{BASE}/{dossier_id}/withdraw")).status_code == 303
    assert (await post(client, f"{BASE}/{dossier_id}/withdraw")).status_code == 409
    gone = await client.get(claim)
    assert "Gestopt." in gone.text and WORDS not in gone.text
    refused = await post(client, f"{claim}/hours", hours="3", summary="Reed.", seenOn="2026-01-05")
    assert refused.status_code == 409


async def test_a_not_yet_is_for_the_worker_alone_who_may_disagree_and_reads_the_outcome(
    context: Context, client: AsyncClient, place: Place
) -> None:
    worker = await place.worker()
    show(context, client, worker.token)
    claim = await claim_by_page(client, place)
    await send_file(client, claim, picture(), seenOn=context.clock.now().date().isoformat())
    await say_not_yet(place, claim)
    told = (await client.get(claim)).text
    for words in (
        "Nog niet gelukt.",
        "Alleen u en de organisatie zien dit.",
        "Oefen het keren.",
        "Praktijkopleider",
    ):
        assert words in told, words
    for path in ("/passport", "/passport/share"):
        assert "Nog niet gelukt" not in (await client.get(path)).text
    empty = await post(client, f"{claim}/appeal", reason=" ")
    assert empty.status_code == 400 and "Vul dit in." in empty.text
    reason = "Ik keerde de heftruck wel goed."
    assert (await post(client, f"{claim}/appeal", reason=reason)).status_code == 303
    assert (await post(client, f"{claim}/appeal", reason=reason)).status_code == 409
    assert (await client.get(f"{claim}/appeal")).status_code == 303
    asked = (await client.get(claim)).text
    assert "U vroeg een nieuwe beoordeling." in asked and reason in asked
    dossier_id, claim_id = ids_in(claim)
    noor = await make_member(
        context, place.desk.organisation_id, "Noor", Role.COORDINATOR, email="noor@niet.example"
    )
    await sign_in(context, client, noor.id)
    desk = (await client.get(f"/desk/{place.slug}/dossiers/{dossier_id}/claims/{claim_id}")).text
    assert reason in desk and "Een nieuwe beoordeling is gevraagd" in desk
    appealed = await place.load(claim_id)
    assert appealed.state is ClaimState.appealed
    await place.desk.judge(appealed, await place.desk.assessor())
    show(context, client, worker.token)
    done = (await client.get(claim)).text
    assert "Gelukt!" in done and "De nieuwe beoordeling: gelukt." in done
    assert "Oefen het keren." not in done


async def test_after_six_weeks_nobody_is_asked_again(
    context: Context, client: AsyncClient, place: Place
) -> None:
    worker = await place.worker()
    dossier_id = await place.open(worker)
    claim = await place.claim(worker, dossier_id)
    await place.desk.evidence((await load_own_dossier(context, worker.holder_id, dossier_id)).dossier)
    address = f"{BASE}/{dossier_id}/claims/{claim.id}"
    await say_not_yet(place, address)
    show(context, client, worker.token)
    assert "/appeal" in (await client.get(address)).text
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(weeks=6))
    async with context.database.transaction(holder_id=worker.holder_id) as session:
        opened = await open_session(context, session, worker.holder_id)
    show(context, client, opened.token)
    assert "/appeal" not in (await client.get(address)).text
    late = await post(client, f"{address}/appeal", reason="Ik kon dit wel.")
    assert late.status_code == 409 and "Dit kon tot 6 weken na de beoordeling." in late.text


async def test_to_another_worker_to_a_coach_who_looks_along_and_to_a_stranger_there_is_nothing(
    context: Context, client: AsyncClient, place: Place
) -> None:
    sanne, bas = await place.worker(), await place.worker("W-18")
    dossier_id = await place.open(sanne)
    claim = await place.claim(sanne, dossier_id)
    base = f"{BASE}/{dossier_id}"
    address = f"{base}/claims/{claim.id}"
    reads = (base, f"{base}/claims/new", address, f"{address}/hours", f"{address}/file", f"{address}/appeal")
    hours = {"hours": "3", "summary": "Reed.", "seenOn": "2026-01-05"}
    acts: tuple[tuple[str, dict[str, str]], ...] = (
        (f"{base}/withdraw", {}),
        (f"{base}/claims/new", {"achievementId": str(place.desk.achievement_id)}),
        (f"{address}/hours", hours),
        (f"{address}/appeal", {"reason": "Ik kon dit wel."}),
        (f"{base}/evidence/{claim.id}/remove", {"claim": str(claim.id)}),
    )
    show(context, client, bas.token)
    for path in reads:
        assert (await client.get(path)).status_code == 404, path
    for path, form in acts:
        assert (await post(client, path, **form)).status_code == 404, path
    assert (await send_file(client, address, picture())).status_code == 404
    assert str(dossier_id) not in (await client.get(BASE)).text
    show(context, client, None)
    for path in (BASE, *reads):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/passport/sign-in"), path


async def test_by_the_api_a_worker_does_the_same_once_for_each_key(
    context: Context, client: AsyncClient, place: Place
) -> None:
    worker = await place.worker()
    show(context, client, None)

    async def call(method: str, path: str, key: str = "", **sent: Any) -> Response:
        headers = {"Authorization": f"Bearer {worker.token}", "Idempotency-Key": key or f"own-{path[-40:]}"}
        if "content" in sent:
            headers["Content-Type"] = "application/octet-stream"
        return await client.request(method, path, headers=headers, **sent)

    offer = await call("GET", f"/v1/passport/offered-skill-sets?partnership={place.slug}")
    [offered] = offer.json()["skillSets"]
    assert (offer.json()["asksName"], offer.json()["asksAge"]) == (False, True)
    wish = {"partnership": place.slug, "skillSetId": offered["skillSetId"], "isSixteenOrOlder": True}
    young = await call("POST", API, "key-young", json=wish | {"isSixteenOrOlder": False})
    assert [one["pointer"] for one in young.json()["errors"]] == ["/isSixteenOrOlder"]
    opened, replayed = [await call("POST", API, "key-opened", json=wish) for _ in range(2)]
    assert opened.status_code == 201, opened.text
    assert opened.json() == replayed.json() and replayed.headers["idempotent-replayed"] == "true"
    base = f"{API}/{opened.json()['id']}"
    body = {"achievementId": offered["skills"][0]["achievementId"], "words": WORDS}
    claim = (await call("POST", f"{base}/claims", json=body)).json()
    assert (claim["words"], claim["state"]) == (WORDS, "collecting")
    sent = await call("POST", f"{base}/files", content=picture())
    assert (sent.status_code, sent.json()["kind"]) == (201, "photo"), sent.text
    shown = {"summary": "Ik op de heftruck.", "date": "2026-01-05", "fileId": sent.json()["id"]}
    place_of = f"{base}/claims/{claim['id']}/evidence"
    proven = await call("POST", place_of, json=shown)
    assert (proven.status_code, proven.json()["kind"]) == (201, "photo"), proven.text
    # What others say is never the worker's to add.
    forged = {**shown, "kind": "statement", "relation": "manager"}
    assert (await call("POST", place_of, "key-forged", json=forged)).status_code == 400
    both = await call("POST", place_of, "key-both", json={**shown, "hours": 4})
    assert both.status_code == 400
    removed = await call("DELETE", f"{base}/evidence/{proven.json()['id']}")
    assert removed.status_code == 204
    early = await call("POST", f"{base}/claims/{claim['id']}/appeals", json={"reason": "Ik kon dit wel."})
    assert early.status_code == 409
    [listed] = (await call("GET", API)).json()["items"]
    assert listed == (await call("GET", base)).json()
    stopped = await call("POST", f"{base}/_withdraw")
    assert (stopped.json()["state"], stopped.json()["claims"][0]["words"]) == ("withdrawn", "")
    assert (await call("POST", f"{base}/_withdraw")).status_code == 409


async def test_by_the_api_a_not_yet_is_told_and_another_judgement_asked(
    context: Context, client: AsyncClient, place: Place
) -> None:
    worker = await place.worker()
    dossier_id = await place.open(worker)
    claim = await place.claim(worker, dossier_id)
    await place.desk.evidence((await load_own_dossier(context, worker.holder_id, dossier_id)).dossier)
    await say_not_yet(place, f"{BASE}/{dossier_id}/claims/{claim.id}")
    headers = {"Authorization": f"Bearer {worker.token}", "Idempotency-Key": "own-appeal"}
    show(context, client, None)
    path = f"{API}/{dossier_id}/claims/{claim.id}/appeals"
    asked = await client.post(path, json={"reason": "Ik kon dit wel."}, headers=headers)
    assert asked.status_code == 201, asked.text
    assert [one["nextStep"] for one in asked.json()["notYets"]] == ["Oefen het keren."]
    assert [(one["reason"], one["outcome"]) for one in asked.json()["appeals"]] == [("Ik kon dit wel.", None)]
    again = await client.post(path, json={"reason": "Ik kon dit wel."}, headers=headers)
    assert again.json() == asked.json()
    credentials = await client.get("/v1/passport/credentials", headers=headers)
    assert "not-yet" not in credentials.text and str(claim.id) not in credentials.text


async def test_a_partnership_without_skill_sets_or_that_ended_is_no_place_to_begin(
    context: Context, client: AsyncClient, place: Place
) -> None:
    worker = await place.worker()
    await create_organisation(context, slug="eigen-leeg", name="Partnership leeg")
    other = await open_place(context, "eigen-anders")
    show(context, client, worker.token)
    assert (await client.get(f"{BASE}/new", params={"at": "eigen-leeg"})).status_code == 404
    assert (await begin(client, place, skillSetId=str(other.desk.skill_set_id))).status_code == 400
    await end_organisation(context, place.desk.organisation_id)
    assert (await client.get(f"{BASE}/new", params={"at": place.slug})).status_code == 404
    assert (await begin(client, place)).status_code == 404
    assert place.slug not in (await client.get(f"{BASE}/new")).text


async def test_a_coach_who_looks_along_opens_nothing_and_asks_nothing(
    context: Context, client: AsyncClient, place: Place
) -> None:
    worker = await place.worker()
    dossier_id = await place.open(worker)
    claim = await place.claim(worker, dossier_id)
    show(context, client, worker.token)
    code = re.search(r"\b(\d{4}) (\d{4})\b", (await post(client, "/passport/helper")).text)
    assert code is not None
    coach = await make_member(
        context, place.desk.organisation_id, "Kim", Role.COACH, email="kim@meekijken.example"
    )
    await sign_in(context, client, coach.id)
    looked = await post(client, f"/desk/{place.slug}/help/look", code="".join(code.groups()))
    assert looked.status_code == 303
    assert (await client.get("/passport")).status_code == 200
    address = f"{BASE}/{dossier_id}/claims/{claim.id}"
    for path in (BASE, f"{BASE}/new", f"{BASE}/{dossier_id}", address, f"{address}/appeal"):
        assert (await client.get(path)).status_code == 403, path
    assert (await begin(client, place)).status_code == 403
    assert (await post(client, f"{address}/appeal", reason="Ik kon dit wel.")).status_code == 403
    assert (await send_file(client, address, picture())).status_code == 403
