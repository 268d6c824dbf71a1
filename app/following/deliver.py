"""Calls the addresses of followers: at least once, under one webhook-id, with longer and longer pauses.

No transaction is open while the other side answers; a lease keeps two processes from calling at once.
"""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from app.accounts.tell_system import tell_disabled
from app.following.endpoints import signing_secrets
from app.following.feed import enqueue_delivery, write_payload
from app.following.repository.events import EventRepository
from app.following.repository.webhooks import DeliveryRepository, EndpointRepository, list_overdue
from app.following.rows import Attempt, Endpoint, FollowEvent, LeasedDelivery
from app.following.standard_webhooks import sign_webhook
from app.platform.context import Context
from app.platform.database import Session
from app.platform.fetch import FetchFailed, FetchRefused, check_address
from app.platform.logging import log

SECONDS: Final = 15.0
# Longer than an attempt can take: after a kill the delivery is free again when this is over.
LEASE: Final = timedelta(minutes=1)
OVERDUE: Final = timedelta(minutes=2)
SWEEP_SIZE: Final = 200
PAUSES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
# A pause is longer by up to a tenth, so that what failed together does not come back together.
_JITTER_PARTS: Final = 1_000
_JITTER: Final = 0.1
_BUSY_PAUSE: Final = timedelta(seconds=30)
_BUSY: Final = "busy"
_TAKEN: Final = range(200, 300)
GONE: Final = "gone"
FAILING: Final = "failing"


async def deliver(context: Context, organisation_id: UUID, endpoint_id: UUID, event_id: UUID) -> None:
    """Try one delivery, if it still waits."""
    now = context.clock.now()
    async with context.database.transaction(organisation_id=organisation_id) as session:
        endpoint = await EndpointRepository(session, organisation_id).find(endpoint_id)
        event = await EventRepository(session, organisation_id).find(event_id)
        deliveries = DeliveryRepository(session, organisation_id)
        leased = await deliveries.lease(endpoint_id, event_id, now=now, until=now + LEASE)
    if leased is None or endpoint is None or event is None:
        return
    outcome, status = await _send(context, organisation_id, endpoint, event)
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await _settle(context, session, organisation_id, leased, outcome, status)
    log.info("webhook.attempt", organisation=str(organisation_id), kind=outcome, status=status)


async def _send(
    context: Context, organisation_id: UUID, endpoint: Endpoint, event: FollowEvent
) -> tuple[str, int | None]:
    body = write_payload(event)
    secrets = signing_secrets(context, organisation_id, endpoint)
    # The same at every attempt and for a replay: who gets it twice can tell.
    signed = sign_webhook(
        body, webhook_id=f"evt_{event.id.hex}", sent_at=context.clock.now(), secrets=secrets
    )
    headers = {"Content-Type": "application/json", "User-Agent": "skills-passport-webhooks", **signed}
    try:
        status = await context.fetch.send(
            endpoint.url, body=body, headers=headers, purpose="webhook", seconds=SECONDS
        )
    except FetchRefused as refusal:
        return (_BUSY if str(refusal) == "rate" else "forbidden_address"), None
    except FetchFailed:
        return "unreachable", None
    return ("delivered" if status in _TAKEN else "refused"), status


async def _settle(
    context: Context,
    session: Session,
    organisation_id: UUID,
    leased: LeasedDelivery,
    outcome: str,
    status: int | None,
) -> None:
    now = context.clock.now()
    endpoints = EndpointRepository(session, organisation_id)
    deliveries = DeliveryRepository(session, organisation_id)
    endpoint = await endpoints.find(leased.endpoint_id, is_locked=True)
    if endpoint is None:
        return
    if outcome == _BUSY:
        await _put_off(session, organisation_id, leased, now + _BUSY_PAUSE, is_counted=False)
        return
    attempt = Attempt(context.randomness.uuid(), leased.event_id, now, outcome, status)
    await deliveries.add_attempt(attempt, endpoint.id)
    if outcome == "delivered":
        await deliveries.settle(leased, "delivered", now=now)
        await endpoints.note_failing(endpoint.id, None)
        return
    if endpoint.failing_since is None:
        await endpoints.note_failing(endpoint.id, now)
    if status == HTTPStatus.GONE:
        await _disable(context, session, organisation_id, endpoint, reason=GONE)
    elif leased.attempts < len(PAUSES):
        until = now + _pause(context, leased.attempts)
        await _put_off(session, organisation_id, leased, until, is_counted=True)
    else:
        await deliveries.settle(leased, "failed", now=now)
        # Nothing arrived since the first attempt of this one, three days ago.
        if endpoint.failing_since is not None and endpoint.failing_since <= leased.first_at + LEASE:
            await _disable(context, session, organisation_id, endpoint, reason=FAILING)


async def _put_off(
    session: Session, organisation_id: UUID, leased: LeasedDelivery, until: datetime, *, is_counted: bool
) -> None:
    await DeliveryRepository(session, organisation_id).put_off(leased, until=until, is_counted=is_counted)
    await enqueue_delivery(session, organisation_id, leased.endpoint_id, leased.event_id, at=until)


def _pause(context: Context, attempts: int) -> timedelta:
    return PAUSES[attempts] * (1 + _JITTER * context.randomness.below(_JITTER_PARTS) / _JITTER_PARTS)


async def _disable(
    context: Context, session: Session, organisation_id: UUID, endpoint: Endpoint, *, reason: str
) -> None:
    await EndpointRepository(session, organisation_id).set_state(endpoint.id, "disabled", reason=reason)
    await DeliveryRepository(session, organisation_id).give_up(endpoint.id, now=context.clock.now())
    await tell_disabled(context, session, organisation_id, check_address(endpoint.url).hostname or "")
    log.warning("webhook.disabled", organisation=str(organisation_id), reason=reason)


async def resume_deliveries(context: Context) -> int:
    """Deliveries whose job was lost in a crash get a new one; how many."""
    before = context.clock.now() - OVERDUE
    async with context.database.transaction() as session:
        overdue = await list_overdue(session, before=before, limit=SWEEP_SIZE)
        for organisation_id, endpoint_id, event_id in overdue:
            await enqueue_delivery(session, organisation_id, endpoint_id, event_id)
    return len(overdue)
