"""What the service answers. Codes and states are texts: take one that you do not know for what its verdict says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from skills_passport_client.reading import (
    Json,
    moment,
    optional_moment,
    optional_text,
    part,
    parts,
    text,
    whole_number,
)

Verdict: TypeAlias = Literal["valid", "caution", "invalid", "indeterminate"]
VERDICTS: tuple[Verdict, ...] = ("valid", "caution", "invalid", "indeterminate")


@dataclass(frozen=True, slots=True)
class Check:
    """One check and its outcome: passed, failed, unknown or skipped."""

    check: str
    outcome: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who gave a credential; without a name it is not in the register."""

    did: str
    name: str | None
    state: str | None


@dataclass(frozen=True, slots=True)
class Level:
    """The validation level, 0 (told by the person) to 4 (formally recognised); names by language, nl and en."""

    number: int
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Credential:
    """What a proven credential says; `document` is all of it, as the service tells it."""

    id: str
    name: str
    holder_name: str | None
    issuer: Issuer
    level: Level | None
    valid_from: datetime
    valid_until: datetime | None
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on one credential; `credential` is None when nothing was proven."""

    verdict: Verdict
    code: str
    detail: str
    checks: tuple[Check, ...]
    credential: Credential | None


@dataclass(frozen=True, slots=True)
class Verification:
    """The worst verdict of the results. `receipt` is a signed statement to keep, when it was asked for."""

    verdict: Verdict
    code: str
    detail: str
    checked_at: datetime
    results: tuple[Result, ...]
    receipt: str | None


@dataclass(frozen=True, slots=True)
class ItemProblem:
    """What is wrong with one item of many."""

    status: int
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class FollowedCredential:
    """A credential of a share that is followed: active, suspended, revoked, expired, key_compromised, no_longer_shared."""

    id: str
    state: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """A share that is followed, until its holder stops it, it expires, or you end it."""

    id: str
    share_id: str
    is_active: bool
    end_reason: str | None
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    credentials: tuple[FollowedCredential, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that changed; `credential_id` is None where it is about the share as a whole.

    The same `id` may come again, also by webhook: remember it, and do the work once.
    """

    id: str
    type: str
    happened_at: datetime
    subscription_id: str
    share_id: str
    credential_id: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Events:
    """Some events, the oldest first; keep `next_cursor` and ask with it the next time."""

    items: tuple[Event, ...]
    next_cursor: str
    has_more: bool


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address for webhooks; `reason` says why it was disabled: gone or failing."""

    id: str
    url: str
    is_active: bool
    reason: str | None
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class CreatedEndpoint:
    """An address with its secret (`whsec_…`), which is shown once."""

    endpoint: Endpoint
    secret: str | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that an event was sent: delivered, refused, unreachable or forbidden_address."""

    event_id: str
    attempted_at: datetime
    outcome: str
    status: int | None


def read_verification(document: Json) -> Verification:
    """Raises ValueError for what is no verification."""
    return Verification(
        verdict=_verdict(document),
        code=text(document, "code"),
        detail=text(document, "detail"),
        checked_at=moment(document, "checkedAt"),
        results=parts(document, "results", _read_result),
        receipt=optional_text(document, "receipt"),
    )


def _verdict(document: Json) -> Verdict:
    found = text(document, "verdict")
    for verdict in VERDICTS:
        if found == verdict:
            return verdict
    raise ValueError("there are four verdicts")


def _read_result(document: Json) -> Result:
    credential = document.get("credential")
    return Result(
        verdict=_verdict(document),
        code=text(document, "code"),
        detail=text(document, "detail"),
        checks=parts(document, "checks", _read_check),
        credential=None if credential is None else _read_credential(part(document, "credential")),
    )


def _read_check(document: Json) -> Check:
    return Check(*(text(document, name) for name in ("check", "outcome", "code", "detail")))


def _read_credential(document: Json) -> Credential:
    issuer = part(document, "issuer")
    level = None if document.get("level") is None else part(document, "level")
    return Credential(
        id=text(document, "id"),
        name=text(document, "name"),
        holder_name=optional_text(document, "holderName"),
        issuer=Issuer(text(issuer, "did"), optional_text(issuer, "name"), optional_text(issuer, "state")),
        level=None if level is None else Level(whole_number(level, "number"), dict(part(level, "name"))),
        valid_from=moment(document, "validFrom"),
        valid_until=optional_moment(document, "validUntil"),
        document=document,
    )


def read_item(document: Json) -> Verification | ItemProblem:
    """One answer of many. Raises ValueError."""
    if document.get("verification") is not None:
        return read_verification(part(document, "verification"))
    problem = part(document, "problem")
    return ItemProblem(whole_number(problem, "status"), text(problem, "code"), text(problem, "detail"))


def read_subscription(document: Json) -> Subscription:
    """Raises ValueError for what is no subscription."""
    return Subscription(
        id=text(document, "id"),
        share_id=text(document, "shareId"),
        is_active=text(document, "state") == "active",
        end_reason=optional_text(document, "endReason"),
        created_at=moment(document, "createdAt"),
        expires_at=moment(document, "expiresAt"),
        ended_at=optional_moment(document, "endedAt"),
        credentials=parts(
            document, "credentials", lambda one: FollowedCredential(text(one, "id"), text(one, "state"))
        ),
    )


def read_event(document: Json) -> Event:
    """Raises ValueError for what is no event."""
    return Event(
        id=text(document, "id"),
        type=text(document, "type"),
        happened_at=moment(document, "happenedAt"),
        subscription_id=text(document, "subscriptionId"),
        share_id=text(document, "shareId"),
        credential_id=optional_text(document, "credentialId"),
        state=text(document, "state"),
    )


def read_events(document: Json) -> Events:
    """Raises ValueError for what is no list of events."""
    items = parts(document, "items", read_event)
    return Events(items, text(document, "nextCursor"), document.get("hasMore") is True)


def read_endpoint(document: Json) -> Endpoint:
    """Raises ValueError for what is no endpoint."""
    return Endpoint(
        id=text(document, "id"),
        url=text(document, "url"),
        is_active=text(document, "state") == "active",
        reason=optional_text(document, "reason"),
        failing_since=optional_moment(document, "failingSince"),
    )


def read_created_endpoint(document: Json) -> CreatedEndpoint:
    """Raises ValueError for what is no endpoint."""
    return CreatedEndpoint(read_endpoint(document), optional_text(document, "secret"))


def read_attempt(document: Json) -> Attempt:
    """Raises ValueError for what is no attempt."""
    return Attempt(
        event_id=text(document, "eventId"),
        attempted_at=moment(document, "attemptedAt"),
        outcome=text(document, "outcome"),
        status=None if document.get("status") is None else whole_number(document, "status"),
    )
