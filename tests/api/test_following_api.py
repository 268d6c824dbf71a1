"""The system of an employer by its key: what it follows, what it is told, and where; and what the worker sees of it."""

import json
import re
import shlex
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from app.accounts.api_keys import create_api_key
from app.accounts.organisations import Organisation, create_organisation
from app.accounts.permissions import Scope
from app.holding.dependencies import SESSION_COOKIE
from app.holding.receive import receive_claim
from app.holding.share import ShareRequest, create_share_link
from app.issuing.suspend import suspend
from app.platform.context import Context
from app.platform.queue import run_worker
from app.web.cookies import cookie_name
from tests.contract.following_world import Receiver, receiver
from tests.contract.passport_world import build_world

__all__ = ["receiver"]
GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "following.md"
CALLS = re.findall(r"^curl .*$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
NAME = "Bakkerij Jansen"


class Worker:
    """Somebody with a passport who shared one credential, and the partnership that gave it."""

    def __init__(self, context: Context) -> None:
        self.context = context

    async def begin(self) -> "Worker":
        self.world = await build_world(self.context, "geeft")
        self.issued = await self.world.issue()
        secret = await self.world.claim_secret(self.issued)
        received = await receive_claim(self.context, secret)
        assert received.session is not None
        self.holder_id, self.token = received.holder_id, received.session.token
        request = ShareRequest((self.issued.id,), "sollicitatie", NAME)
        self.link, self.secret = await create_share_link(self.context, received.holder_id, request)
        return self

    @property
    def cookie(self) -> str:
        return cookie_name(SESSION_COOKIE, self.context.settings.public_url)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture
async def worker(context: Context) -> Worker:
    return await Worker(context).begin()


async def make_key(context: Context, slug: str = "bakkerij", name: str = NAME) -> str:
    """A key of an employer's system, for verifying only."""
    made = await create_organisation(context, slug=slug, name=name, kind="verifier")
    return await add_key(context, made, Scope.VERIFICATIONS_CREATE)


async def add_key(context: Context, organisation: Organisation, scope: Scope) -> str:
    async with context.database.transaction(organisation_id=organisation.id) as session:
        _, secret = await create_api_key(
            session,
            organisation_id=organisation.id,
            name="ats",
            scopes=[scope],
            expires_at=context.clock.now() + timedelta(days=1),
            now=context.clock.now(),
            randomness=context.randomness,
        )
    return secret


def by(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Idempotency-Key": str(uuid4())}


async def follow(client: AsyncClient, key: str, secret: str) -> Response:
    verified = await client.post("/v1/verifications", json={"shareLink": secret}, headers=by(key))
    assert verified.json()["verdict"] == "valid"
    return await client.post("/v1/subscriptions", json={"shareLink": secret}, headers=by(key))


async def test_a_system_follows_what_it_verified_and_asks_what_changed(
    client: AsyncClient, context: Context, worker: Worker
) -> None:
    key = await make_key(context)
    refused = await client.post("/v1/subscriptions", json={"shareLink": worker.secret}, headers=by(key))
    assert (refused.status_code, refused.json()["code"]) == (409, "share_not_verified")
    made = await follow(client, key, worker.secret)
    assert made.status_code == 201, made.text
    credential_id = f"urn:uuid:{worker.issued.id}"
    assert made.json()["credentials"] == [{"id": credential_id, "state": "active"}]
    assert made.json()["shareId"] == str(worker.link.id)
    empty = (await client.get("/v1/events", headers=by(key))).json()
    assert (empty["items"], empty["hasMore"]) == ([], False)
    await suspend(context, worker.world.issuer, worker.issued.id)
    await run_worker(context, until_empty=True)
    page = await client.get("/v1/events", params={"cursor": empty["nextCursor"]}, headers=by(key))
    [event] = page.json()["items"]
    assert (event["type"], event["credentialId"], event["state"]) == (
        "credential.suspended",
        credential_id,
        "suspended",
    )
    listed = (await client.get("/v1/subscriptions", headers=by(key))).json()["items"]
    assert listed[0]["credentials"][0]["state"] == "suspended"
    ended = await client.post(f"/v1/subscriptions/{made.json()['id']}/_end", headers=by(key))
    assert (ended.json()["state"], ended.json()["endReason"]) == ("ended", "unsubscribed")


async def test_a_batch_is_a_verification_with_a_key_too(
    client: AsyncClient, context: Context, worker: Worker
) -> None:
    key = await make_key(context)
    items = {"items": [{"shareLink": worker.secret}]}
    assert (await client.post("/v1/verifications/_batch", json=items, headers=by(key))).status_code == 200
    made = await client.post("/v1/subscriptions", json={"shareLink": worker.secret}, headers=by(key))
    assert made.status_code == 201


@pytest.mark.parametrize("link", ["https://elders.example/s/1CTVwSOTvflDJCTMP64aOO", "niets"])
async def test_what_is_no_share_link_is_told_so(client: AsyncClient, context: Context, link: str) -> None:
    answer = await client.post(
        "/v1/subscriptions", json={"shareLink": link}, headers=by(await make_key(context))
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "not_a_share_link")


@pytest.mark.abuse("A24")
async def test_guessing_links_is_limited_and_learns_nothing(
    client: AsyncClient, context: Context, worker: Worker
) -> None:
    key = await make_key(context)
    unknown = {"shareLink": "0000000000000000000000"}
    real = await client.post("/v1/subscriptions", json={"shareLink": worker.secret}, headers=by(key))
    guessed = [await client.post("/v1/subscriptions", json=unknown, headers=by(key)) for _ in range(11)]
    assert guessed[0].json()["detail"] == real.json()["detail"]
    assert [answer.status_code for answer in guessed][-1] == 429


async def test_the_worker_sees_who_follows_and_ends_it_by_stopping(
    client: AsyncClient, context: Context, worker: Worker
) -> None:
    key = await make_key(context)
    await follow(client, key, worker.secret)
    address = f"/v1/passport/share-links/{worker.link.id}/followers"
    [follower] = (await client.get(address, headers=worker.headers)).json()["items"]
    assert (follower["name"], follower["endedAt"]) == (NAME, None)
    client.cookies.set(worker.cookie, worker.token)
    page = (await client.get("/passport/shares")).text
    assert f"{NAME} krijgt bericht als er iets verandert." in page
    stopped = await client.post(f"/v1/passport/share-links/{worker.link.id}/_stop", headers=worker.headers)
    assert stopped.status_code == 200
    await run_worker(context, until_empty=True)
    [event] = (await client.get("/v1/events", headers=by(key))).json()["items"]
    assert (event["type"], event["state"], event["credentialId"]) == (
        "share.ended",
        "no_longer_shared",
        None,
    )
    [follower] = (await client.get(address, headers=worker.headers)).json()["items"]
    assert follower["endedAt"] is not None
    page = (await client.get("/passport/shares")).text
    assert f"{NAME} krijgt geen bericht meer." in page and "krijgt bericht als" not in page
    assert f"{NAME} kreeg bericht tot" in (await client.get(f"/passport/shares/{worker.link.id}")).text


async def test_the_worker_can_stop_a_link_that_was_used_while_somebody_follows_it(
    client: AsyncClient, context: Context, worker: Worker
) -> None:
    request = ShareRequest((worker.issued.id,), is_single_use=True)
    link, secret = await create_share_link(context, worker.holder_id, request)
    await follow(client, await make_key(context), secret)
    client.cookies.set(worker.cookie, worker.token)
    for path in ("/passport/shares", f"/passport/shares/{link.id}"):
        assert f"/passport/shares/{link.id}/stop" in (await client.get(path)).text


async def test_a_webhook_endpoint_is_made_rotated_read_and_deleted(
    client: AsyncClient, context: Context, worker: Worker, receiver: Receiver
) -> None:
    key, headers = await make_key(context), by("x")
    headers["Authorization"] = f"Bearer {key}"
    body = {"url": "https://hooks.employer.example/passport"}
    made = await client.post("/v1/webhook-endpoints", json=body, headers=headers)
    assert made.json()["secret"].startswith("whsec_")
    replayed = await client.post("/v1/webhook-endpoints", json=body, headers=headers)
    assert (replayed.json()["id"], replayed.json()["secret"]) == (made.json()["id"], None)
    address = f"/v1/webhook-endpoints/{made.json()['id']}"
    rotated = await client.post(f"{address}/_rotate", headers=by(key))
    assert rotated.json()["secret"] not in (None, made.json()["secret"])
    await follow(client, key, worker.secret)
    await suspend(context, worker.world.issuer, worker.issued.id)
    await run_worker(context, until_empty=True)
    assert len(receiver.got) == 1
    [event] = (await client.get("/v1/events", headers=by(key))).json()["items"]
    attempts = (await client.get(f"{address}/attempts", headers=by(key))).json()["items"]
    assert [(one["eventId"], one["outcome"], one["status"]) for one in attempts] == [
        (event["id"], "delivered", 204)
    ]
    again = await client.post(f"/v1/events/{event['id']}/_replay", headers=by(key))
    assert again.json() == {"endpointCount": 1}
    await run_worker(context, until_empty=True)
    assert receiver.ids[0] == receiver.ids[1]
    assert (await client.get(address, headers=by(key))).json()["state"] == "active"
    assert (await client.post(f"{address}/_enable", headers=by(key))).json()["state"] == "active"
    assert (await client.delete(address, headers=by(key))).status_code == 204
    assert (await client.get(address, headers=by(key))).status_code == 404


@pytest.mark.abuse("A18")
@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://localhost/", "https://x.example:8443/"])
async def test_an_address_inside_is_refused_with_where_and_why(
    client: AsyncClient, context: Context, url: str
) -> None:
    answer = await client.post(
        "/v1/webhook-endpoints", json={"url": url}, headers=by(await make_key(context))
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/url"


async def test_the_sixth_address_is_one_too_many(client: AsyncClient, context: Context) -> None:
    key, body = await make_key(context), {"url": "https://hooks.employer.example/"}
    answers = [
        (await client.post("/v1/webhook-endpoints", json=body, headers=by(key))).status_code for _ in range(6)
    ]
    assert answers == [201] * 5 + [409]
    listed = (await client.get("/v1/webhook-endpoints", headers=by(key))).json()["items"]
    assert len(listed) == 5 and not any("secret" in one for one in listed)


async def test_a_key_that_may_not_verify_follows_nothing(client: AsyncClient, context: Context) -> None:
    made = await create_organisation(context, slug="leest", name="Leest mee", kind="verifier")
    key = await add_key(context, made, Scope.AUDIT_READ)
    for address in ("/v1/events", "/v1/subscriptions", "/v1/webhook-endpoints"):
        assert (await client.get(address, headers=by(key))).status_code == 403


def test_the_guide_has_every_call_of_following() -> None:
    described = json.loads((GUIDE.parents[2] / "schemas/api/v1/openapi.json").read_text(encoding="utf-8"))[
        "paths"
    ]
    rooms = ("/subscriptions", "/events", "/webhook-endpoints")
    wanted = {
        (method.upper(), re.sub(r"\{.*?\}", "{}", path))
        for path, methods in described.items()
        for method in methods
        if path.startswith(rooms) and method in {"get", "post", "delete"}
    }
    assert wanted == {_called(call) for call in CALLS if "/v1/verifications" not in call}


def _called(call: str) -> tuple[str, str]:
    path = re.sub(r"\$[A-Z]+", "{}", re.search(r"8000/v1(/[^\s?\"]*)", call).group(1))
    named = re.search(r"-X ([A-Z]+)", call)
    return named.group(1) if named else "POST" if " -d " in call else "GET", path


async def test_every_call_of_the_guide_can_be_copied_as_it_stands(
    client: AsyncClient, context: Context, worker: Worker
) -> None:
    key, known = await make_key(context), {}
    # What ends something comes last, so that there is something to read before.
    for call in sorted(CALLS, key=lambda call: "/_end" in call or "DELETE" in call):
        if "_replay" in call:
            await suspend(context, worker.world.issuer, worker.issued.id)
            await run_worker(context, until_empty=True)
            listed = await client.get("/v1/events", headers=by(key))
            known["EVENT"] = listed.json()["items"][0]["id"]
        for name, value in known.items():
            call = call.replace(f"${name}", value)
        answer = await _run(client, call.replace("0" * 22, worker.secret), key)
        assert answer.is_success, (call, answer.text)
        if answer.status_code == 201:
            known["SUBSCRIPTION" if "/v1/subscriptions" in call else "ENDPOINT"] = answer.json()["id"]
        if "/v1/events?limit" in call:
            known["CURSOR"] = answer.json()["nextCursor"]


async def _run(client: AsyncClient, call: str, key: str) -> Response:
    words = shlex.split(re.sub(r"\$\(.*?\)", str(uuid4()), call).replace("$SKILLSPASS_KEY", key))
    address = next(word for word in words if word.startswith("http://localhost:8000/"))
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    path = address.removeprefix("http://localhost:8000")
    content = words[words.index("-d") + 1] if "-d" in words else None
    method = words[words.index("-X") + 1] if "-X" in words else "GET" if content is None else "POST"
    return await client.request(method, path, headers=headers, content=content)
