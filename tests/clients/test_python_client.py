"""The Python client against the whole application, and its check of webhooks against what really leaves."""

import asyncio
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import skills_passport_client
from skills_passport_client import (
    ApiError,
    ItemProblem,
    PassportClient,
    Verification,
    WebhookRefused,
    read_webhook,
)

from app.holding.share import stop_share_link
from app.issuing.revoke import RevocationReason, revoke
from app.main import create_app
from app.platform import fetch
from app.platform.context import Context
from app.platform.queue import run_worker
from tests.api.test_following_api import Worker, make_key, worker
from tests.conftest import PUBLIC_URL

__all__ = ["worker"]
PACKAGE = Path(__file__).parents[2] / "clients" / "python"
EXAMPLES = re.findall(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(encoding="utf-8"), re.DOTALL)
# The example in the libraries of the standard.
SECRET, SENT_AT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330
HEADERS = {
    "Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "Webhook-Timestamp": str(SENT_AT),
    "Webhook-Signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
BODY = b'{"test": 2432232314}'
T = TypeVar("T")


class Bridge(httpx.BaseTransport):
    """Carries the requests of a client in a thread to the application in this loop."""

    def __init__(self, context: Context) -> None:
        self._loop = asyncio.get_running_loop()
        self._app = httpx.ASGITransport(app=create_app(context.settings, context), raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return asyncio.run_coroutine_threadsafe(self._carry(request), self._loop).result(60)

    async def _carry(self, request: httpx.Request) -> httpx.Response:
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        answer = await self._app.handle_async_request(sent)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        content = b"".join([chunk async for chunk in answer.stream])
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)


async def ask(context: Context, key: str | None, call: Callable[[PassportClient], T]) -> T:
    """What the client answers to one call, made as its users do: without a loop."""
    bridge = Bridge(context)

    def in_thread() -> T:
        with PassportClient(PUBLIC_URL, key, transport=bridge) as client:
            return call(client)

    return await asyncio.to_thread(in_thread)


async def test_a_share_is_verified_and_told_in_types(context: Context, worker: Worker) -> None:
    found = await ask(context, None, lambda client: client.verify_share(worker.secret, with_receipt=True))
    assert (found.verdict, found.receipt is not None) == ("valid", True)
    [result] = found.results
    assert result.credential is not None and result.credential.level is not None
    assert result.credential.id == f"urn:uuid:{worker.issued.id}"
    assert (result.credential.holder_name, result.credential.level.number) == ("Sanne de Wit", 2)
    assert result.credential.issuer.state == "active" and result.credential.document["criteria"]
    assert {check.outcome for check in result.checks} <= {"passed", "skipped"}


async def test_a_credential_is_verified_and_a_broken_one_is_invalid(context: Context, worker: Worker) -> None:
    secured = worker.issued.secured.text
    assert (await ask(context, None, lambda client: client.verify(secured))).verdict == "valid"
    broken = await ask(context, None, lambda client: client.verify(secured[:-8] + "AAAAAAAA"))
    assert (broken.verdict, broken.results[0].credential) == ("invalid", None)


async def test_many_are_answered_in_order_each_by_itself(context: Context, worker: Worker) -> None:
    items: list[dict[str, Any]] = [{"shareLink": worker.secret}, {}, {"credential": "a.b.c"}]
    first, second, third = await ask(context, None, lambda client: client.verify_many(items))
    assert isinstance(first, Verification) and first.verdict == "valid"
    assert isinstance(second, ItemProblem) and second.status == 400
    assert isinstance(third, Verification) and third.verdict != "valid"
    with pytest.raises(ValueError, match="at most 1000"):
        await ask(context, None, lambda client: client.verify_many([{}] * 1001))


async def test_a_share_is_followed_until_it_ends(context: Context, worker: Worker) -> None:
    key = await make_key(context)
    with pytest.raises(ApiError) as refused:
        await ask(context, key, lambda client: client.follow(worker.secret))
    assert (refused.value.status, refused.value.code) == (409, "share_not_verified")
    await ask(context, key, lambda client: client.verify_share(worker.secret))
    made = await ask(context, key, lambda client: client.follow(worker.secret))
    assert made.is_active and [one.state for one in made.credentials] == ["active"]
    await revoke(context, worker.world.issuer, worker.issued.id, reason=RevocationReason.ERROR)
    await run_worker(context, until_empty=True)
    events = await ask(context, key, lambda client: client.events())
    assert [(event.type, event.state) for event in events.items] == [("credential.revoked", "revoked")]
    await stop_share_link(context, worker.holder_id, worker.link.id)
    await run_worker(context, until_empty=True)
    after = await ask(context, key, lambda client: client.events(events.next_cursor))
    assert [event.type for event in after.items] == ["share.ended"] and not after.has_more
    [listed] = await ask(context, key, lambda client: list(client.subscriptions()))
    assert (listed.id, listed.is_active, listed.end_reason) == (made.id, False, "no_longer_shared")
    assert (await ask(context, key, lambda client: client.unfollow(made.id))).ended_at == listed.ended_at
    assert (await ask(context, key, lambda client: client.subscription(made.id))) == listed


async def test_what_is_sent_is_what_the_client_accepts(
    context: Context, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, got = await make_key(context), list[tuple[dict[str, str], bytes]]()

    async def take(_self: object, _url: str, *, body: bytes, headers: dict[str, str], **_rest: object) -> int:
        got.append((headers, body))
        return 204

    monkeypatch.setattr(fetch.Fetcher, "send", take)
    url = "https://hooks.employer.example/passport"
    made = await ask(context, key, lambda client: client.add_endpoint(url))
    rotated = await ask(context, key, lambda client: client.rotate_secret(made.endpoint.id))
    await ask(context, key, lambda client: client.verify_share(worker.secret))
    await ask(context, key, lambda client: client.follow(worker.secret))
    await stop_share_link(context, worker.holder_id, worker.link.id)
    await run_worker(context, until_empty=True)
    [(headers, body)] = got
    now = context.clock.now().timestamp()
    assert made.secret and rotated.secret
    for secret in (made.secret, rotated.secret, [SECRET, rotated.secret]):
        event = read_webhook(secret, headers, body, now=now)
        assert (event.type, event.share_id) == ("share.ended", str(worker.link.id))
    with pytest.raises(WebhookRefused):
        read_webhook(SECRET, headers, body, now=now)
    [known] = (await ask(context, key, lambda client: client.events())).items
    assert event.id == f"evt_{known.id.replace('-', '')}"
    assert (await ask(context, key, lambda client: client.replay(known.id))) == 1
    [attempt] = await ask(context, key, lambda client: client.attempts(made.endpoint.id))
    assert (attempt.event_id, attempt.outcome, attempt.status) == (known.id, "delivered", 204)
    assert (await ask(context, key, lambda client: client.enable_endpoint(made.endpoint.id))).is_active
    assert [one.url for one in await ask(context, key, lambda client: client.endpoints())] == [url]
    await ask(context, key, lambda client: client.delete_endpoint(made.endpoint.id))
    assert await ask(context, key, lambda client: client.endpoints()) == []


async def test_a_refusal_has_its_code_and_how_long_to_wait(context: Context) -> None:
    with pytest.raises(ApiError) as nobody:
        await ask(context, None, lambda client: client.events())
    assert (nobody.value.status, nobody.value.code) == (401, "unauthenticated")
    with pytest.raises(ApiError) as wrong:
        await ask(context, await make_key(context), lambda client: client.add_endpoint("https://localhost/"))
    assert wrong.value.errors[0]["pointer"] == "/url"
    with pytest.raises(ApiError) as waits:
        await ask(context, None, lambda client: [client.verify("a.b.c") for _ in range(61)])
    assert waits.value.status == 429 and (waits.value.retry_after or 0) > 0


def test_an_answer_that_is_no_problem_document_is_an_error_all_the_same() -> None:
    silent = httpx.MockTransport(lambda _request: httpx.Response(502, text="<h1>Bad gateway</h1>"))
    with PassportClient("https://passport.example", transport=silent) as client:
        with pytest.raises(ApiError) as refused:
            client.events()
    assert (refused.value.status, refused.value.code, refused.value.retry_after) == (502, "unknown", None)


def test_the_signature_of_the_standard_is_accepted_and_its_content_is_not_ours() -> None:
    with pytest.raises(WebhookRefused, match="cannot be read"):
        read_webhook(SECRET, HEADERS, BODY, now=SENT_AT)


@pytest.mark.abuse("A47")
@pytest.mark.parametrize(
    ("changes", "body", "now"),
    [
        ({}, BODY + b" ", SENT_AT),
        ({}, BODY, SENT_AT + 301),
        ({}, BODY, SENT_AT - 301),
        ({"Webhook-Id": "msg_other"}, BODY, SENT_AT),
        ({"Webhook-Timestamp": str(SENT_AT + 1)}, BODY, SENT_AT),
        ({"Webhook-Timestamp": "vandaag"}, BODY, SENT_AT),
        ({"Webhook-Signature": ""}, BODY, SENT_AT),
        ({"Webhook-Signature": HEADERS["Webhook-Signature"].replace("v1,", "v2,")}, BODY, SENT_AT),
        ({"Webhook-Signature": HEADERS["Webhook-Signature"].removeprefix("v1,")}, BODY, SENT_AT),
    ],
)
def test_a_webhook_that_was_changed_is_old_or_is_not_signed_is_refused(
    changes: dict[str, str], body: bytes, now: int
) -> None:
    with pytest.raises(WebhookRefused, match="webhook-"):
        read_webhook(SECRET, HEADERS | changes, body, now=now)


def test_a_text_that_is_no_secret_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="whsec_"):
        read_webhook("whsec_!", HEADERS, BODY, now=SENT_AT)


async def test_the_examples_in_the_readme_run_as_they_stand(
    context: Context, worker: Worker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calling, webhook = EXAMPLES
    bound = partial(PassportClient, transport=Bridge(context))
    monkeypatch.setattr(skills_passport_client, "PassportClient", bound)
    names = {"ADDRESS": PUBLIC_URL, "KEY": await make_key(context), "SHARE_LINK": worker.secret}
    await asyncio.to_thread(exec, calling, names)
    assert "told until" in capsys.readouterr().out
    refused: dict[str, Any] = {"SECRET": SECRET, "HEADERS": HEADERS, "BODY": BODY}
    exec(webhook, refused)
    assert refused["status"] == 400


def test_the_package_is_strictly_typed_needs_httpx_alone_and_has_one_version() -> None:
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == skills_passport_client.__version__
    assert [name.split(">")[0] for name in project["dependencies"]] == ["httpx"]
    imported = set()
    for path in (PACKAGE / "skills_passport_client").glob("*.py"):
        imported |= set(re.findall(r"^(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert imported - set(sys.stdlib_module_names) == {"httpx", "skills_passport_client"}
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "skills_passport_client"],
        cwd=PACKAGE,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert checked.returncode == 0, checked.stdout
