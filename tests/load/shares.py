"""Credentials that workers share, made through the doors of the service: issued, claimed, linked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from tests.load.house import Seed, ask, ask_json
from tests.load.orders import issue_body

JSON_TYPE = {"Content-Type": "application/json"}


class Listening(Protocol):
    """A server of which only the port is needed."""

    @property
    def port(self) -> int: ...


@dataclass(frozen=True)
class Shared:
    """A credential that a worker shares: its id, her token, the link."""

    id: str
    holder: dict[str, str]
    link_id: str
    url: str

    @property
    def path(self) -> str:
        """The path of the page."""
        return self.url[self.url.index("/s/") :]


def order(server: Listening, seed: Seed, path: str, body: Any) -> Any:
    """A POST by the organisation's key, which must succeed."""
    status, answer = ask_json(server.port, "POST", path, seed, body, Idempotency_Key=uuid4().hex)
    if status not in (200, 201):
        raise RuntimeError(f"{path} answered {status}: {answer}")
    return answer


def hold(server: Listening, path: str, body: Any, headers: dict[str, str]) -> Any:
    """A POST by a worker, which must succeed."""
    sent = {**JSON_TYPE, "Idempotency-Key": uuid4().hex, **headers}
    status, answer = ask(server.port, "POST", path, sent, json.dumps(body).encode())
    if status not in (200, 201):
        raise RuntimeError(f"{path} answered {status}: {answer[:500]!r}")
    return json.loads(answer)


def share(server: Listening, seed: Seed) -> Shared:
    """Issued to, claimed and shared by a worker of its own."""
    issued = order(server, seed, f"{seed.base}/credentials", issue_body(seed, uuid4().hex))
    claim = order(server, seed, f"{seed.base}/recipients/{issued['recipientId']}/claim-links", {})
    received = hold(server, "/v1/passport/claims", {"claimCode": claim["url"].rsplit("/", 1)[1]}, {})
    holder = {"Authorization": f"Bearer {received['holderToken']}"}
    link = hold(server, "/v1/passport/share-links", {"credentialIds": [issued["id"]]}, holder)
    return Shared(issued["id"], holder, link["id"], link["url"])
