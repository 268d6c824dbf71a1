"""The calls. Each is one request; nothing is repeated by itself, and nothing of it is kept."""

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx
from skills_passport_client.errors import ApiError
from skills_passport_client.models import (
    Attempt,
    CreatedEndpoint,
    Endpoint,
    Events,
    ItemProblem,
    Subscription,
    Verification,
    read_attempt,
    read_created_endpoint,
    read_endpoint,
    read_events,
    read_item,
    read_subscription,
    read_verification,
)
from skills_passport_client.reading import Json, as_object, optional_text, parts, whole_number

MOST_ITEMS = 1_000


class PassportClient:
    """Talks to one service as one system. Every call raises ApiError when it is refused, httpx.HTTPError without answer.

    `address` is that of the service, such as https://passport.example; without a `key` only verifying works, at 60 a
    minute. `language` is that of the sentences for people, nl or en.
    """

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        language: str = "nl",
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Accept-Language": language, "User-Agent": "skills-passport-client/1.0.0"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx.Client(base_url=address, headers=headers, timeout=timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def verify(self, credential: str | Mapping[str, Any], *, with_receipt: bool = False) -> Verification:
        """Verify a signed credential: a text, or a JSON document with a proof."""
        return self._verify({"credential": credential}, with_receipt)

    def verify_presentation(
        self, presentation: str | Mapping[str, Any], *, with_receipt: bool = False
    ) -> Verification:
        """Verify a presentation of up to fifty credentials."""
        return self._verify({"presentation": presentation}, with_receipt)

    def verify_share(self, share_link: str, *, with_receipt: bool = False) -> Verification:
        """Verify what somebody shared by a link; that is counted for whoever shared it."""
        return self._verify({"shareLink": share_link}, with_receipt)

    def verify_many(self, items: Sequence[Mapping[str, Any]]) -> list[Verification | ItemProblem]:
        """Verify up to a thousand at once, in order; an item is as `{"shareLink": …}` or `{"credential": …}`.

        Raises ValueError for more.
        """
        if len(items) > MOST_ITEMS:
            raise ValueError(f"send at most {MOST_ITEMS} items at once")
        answer = self._call("POST", "/v1/verifications/_batch", {"items": list(items)})
        return list(parts(answer, "items", read_item))

    def follow(self, share_link: str, *, idempotency_key: str | None = None) -> Subscription:
        """Follow a share that this organisation verified with a key; again gives the same subscription."""
        body = {"shareLink": share_link}
        return read_subscription(self._call("POST", "/v1/subscriptions", body, key=idempotency_key))

    def subscription(self, subscription_id: str) -> Subscription:
        """One subscription, and how each credential stands."""
        return read_subscription(self._call("GET", f"/v1/subscriptions/{subscription_id}"))

    def subscriptions(self) -> Iterator[Subscription]:
        """All subscriptions, newest first, a page at a time."""
        cursor: str | None = None
        while True:
            page = self._call("GET", "/v1/subscriptions", cursor=cursor)
            yield from parts(page, "items", read_subscription)
            cursor = optional_text(page, "nextCursor")
            if cursor is None:
                return

    def unfollow(self, subscription_id: str) -> Subscription:
        """Follow a share no more."""
        return read_subscription(self._call("POST", f"/v1/subscriptions/{subscription_id}/_end"))

    def events(self, cursor: str | None = None) -> Events:
        """What changed after the cursor, at most fifty at a time; without one all that is kept, for 90 days."""
        return read_events(self._call("GET", "/v1/events", cursor=cursor))

    def replay(self, event_id: str) -> int:
        """Have an event sent again; to how many addresses."""
        return whole_number(self._call("POST", f"/v1/events/{event_id}/_replay"), "endpointCount")

    def add_endpoint(self, url: str, *, idempotency_key: str | None = None) -> CreatedEndpoint:
        """Be called at an https address when something changes; keep the secret, it is shown once."""
        return read_created_endpoint(
            self._call("POST", "/v1/webhook-endpoints", {"url": url}, key=idempotency_key)
        )

    def endpoints(self) -> list[Endpoint]:
        """The addresses, the oldest first."""
        return list(parts(self._call("GET", "/v1/webhook-endpoints"), "items", read_endpoint))

    def rotate_secret(self, endpoint_id: str) -> CreatedEndpoint:
        """The next secret of an address; for a day both sign."""
        return read_created_endpoint(self._call("POST", f"/v1/webhook-endpoints/{endpoint_id}/_rotate"))

    def enable_endpoint(self, endpoint_id: str) -> Endpoint:
        """Be called again at an address that was given up."""
        return read_endpoint(self._call("POST", f"/v1/webhook-endpoints/{endpoint_id}/_enable"))

    def delete_endpoint(self, endpoint_id: str) -> None:
        """Be called there no more."""
        self._send("DELETE", f"/v1/webhook-endpoints/{endpoint_id}")

    def attempts(self, endpoint_id: str) -> list[Attempt]:
        """The newest fifty times that something was sent to an address."""
        page = self._call("GET", f"/v1/webhook-endpoints/{endpoint_id}/attempts")
        return list(parts(page, "items", read_attempt))

    def _verify(self, body: Mapping[str, Any], with_receipt: bool) -> Verification:
        asked = {**body, "withReceipt": True} if with_receipt else body
        return read_verification(self._call("POST", "/v1/verifications", asked))

    def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        cursor: str | None = None,
    ) -> Json:
        return as_object(self._send(method, path, body, key=key, cursor=cursor).json())

    def _send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        cursor: str | None = None,
    ) -> httpx.Response:
        headers = {"Idempotency-Key": key or str(uuid4())} if method == "POST" else {}
        params = {} if cursor is None else {"cursor": cursor}
        answer = self._http.request(method, path, json=body, headers=headers, params=params)
        if not answer.is_success:
            raise _refusal(answer)
        return answer


def _refusal(answer: httpx.Response) -> ApiError:
    try:
        problem = as_object(answer.json())
    except ValueError:
        problem = {}
    wait = answer.headers.get("retry-after", "")
    return ApiError(
        answer.status_code,
        str(problem.get("code", "unknown")),
        str(problem.get("detail", answer.reason_phrase)),
        retry_after=int(wait) if wait.isascii() and wait.isdigit() else None,
        errors=problem.get("errors") or (),
    )
