"""Work for later, enqueued in the transaction of its cause, so that both happen or neither."""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, TypeVar

import orjson
import procrastinate

from app.platform.columns import Column
from app.platform.context import Context
from app.platform.database import Session, driver_connection, fetch, libpq_dsn

DEFAULT: Final = "default"
MAIL: Final = "mail"
HOOKS: Final = "hooks"
# The queue's own function, as its library calls it.
_DEFER_EACH: Final = """
    SELECT procrastinate_defer_jobs_v1(array_agg(
        CAST(ROW(CAST(:queue AS text), n.name, 0, NULL, NULL, CAST(:arguments AS jsonb), NULL)
             AS procrastinate_job_to_defer_v1)))
    FROM unnest(CAST(:names AS text[])) AS n(name)"""
_AT_ONCE: Final = {DEFAULT: 1, MAIL: 4, HOOKS: 4}
Handler = Callable[..., Awaitable[None]]
E = TypeVar("E", bound="Event")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, named `room.past_tense`; its fields are plain JSON values."""

    name: ClassVar[str]


@dataclass(frozen=True, slots=True)
class _Subscription:
    event_type: type[Event]
    handler: Handler


JOBS: dict[str, Handler] = {}
SCHEDULES: dict[str, tuple[str, Handler]] = {}
SUBSCRIPTIONS: dict[str, list[tuple[str, _Subscription]]] = {}


def job(name: str) -> Callable[[Handler], Handler]:
    """Registers `handler(context, **arguments)` under a name. It may run twice, so it must be idempotent."""

    def register(handler: Handler) -> Handler:
        JOBS[name] = handler
        return handler

    return register


def scheduled(cron: str, name: str) -> Callable[[Handler], Handler]:
    """Registers `handler(context)` to run at the times of a cron expression (UTC)."""

    def register(handler: Handler) -> Handler:
        SCHEDULES[name] = (cron, handler)
        return handler

    return register


def subscriber(event_type: type[Event]) -> Callable[[Handler], Handler]:
    """Registers `handler(event, context)`; each subscriber of an event is a job of its own."""

    def register(handler: Handler) -> Handler:
        name = f"{event_type.name}>{handler.__module__}.{handler.__name__}"
        SUBSCRIPTIONS.setdefault(event_type.name, []).append((name, _Subscription(event_type, handler)))
        return handler

    return register


async def publish(session: Session, event: Event) -> None:
    """Enqueues a job for each subscriber on the session's own connection, all in one statement."""
    names = [name for name, _ in SUBSCRIPTIONS.get(event.name, ())]
    if names:
        # An event may name hundreds of credentials: as JSON it travels once, where a list of jobs quotes it for each.
        arguments = orjson.dumps({"event": event}).decode()
        values = {"queue": DEFAULT, "names": Column("text", names), "arguments": arguments}
        await fetch(session, _DEFER_EACH, values)


async def enqueue(
    session: Session, name: str, *, queue: str = DEFAULT, at: datetime | None = None, **arguments: Any
) -> None:
    """Enqueues one job on the session's own connection; with `at` it does not run before that moment."""
    deferrer = _deferring_app().configure_task(
        name, connection=await driver_connection(session), queue=queue, schedule_at=at
    )
    await deferrer.defer_async(**arguments)


@functools.cache
def _deferring_app() -> procrastinate.App:
    # Never opened: every job it enqueues travels on a caller's connection.
    return procrastinate.App(connector=procrastinate.PsycopgConnector())


async def run_worker(context: Context, *, until_empty: bool = False) -> None:
    """Runs jobs until cancelled; with `until_empty` until none waits.

    Mail and webhooks have workers of their own: somebody's server that takes long to answer holds up nothing else.
    """
    connector = procrastinate.PsycopgConnector(
        conninfo=libpq_dsn(context.database.url), min_size=1, max_size=8
    )
    app = procrastinate.App(connector=connector)
    _register(app, context)
    async with app.open_async():
        if until_empty:
            # What mail leads to is done as well.
            for queue in (DEFAULT, MAIL, DEFAULT, HOOKS):
                await _work_off(app, queue, wait=False)
        else:
            await asyncio.gather(*(_work_off(app, queue, wait=True) for queue in _AT_ONCE))


async def _work_off(app: procrastinate.App, queue: str, *, wait: bool) -> None:
    await app.run_worker_async(
        queues=[queue],
        name=queue,
        wait=wait,
        concurrency=_AT_ONCE[queue],
        install_signal_handlers=False,
        delete_jobs="successful",
        shutdown_graceful_timeout=20,
        update_heartbeat_interval=5,
        stalled_worker_timeout=15,
    )


def _register(app: procrastinate.App, context: Context) -> None:
    retry = procrastinate.RetryStrategy(max_attempts=20, exponential_wait=2)
    for name, handler in JOBS.items():
        app.task(name=name, retry=retry)(functools.partial(_run_job, handler, context))
    for subscriptions in SUBSCRIPTIONS.values():
        for name, subscription in subscriptions:
            app.task(name=name, retry=retry)(functools.partial(_run_subscription, subscription, context))
    for name, (cron, handler) in SCHEDULES.items():
        task = app.task(name=name, queueing_lock=name)(functools.partial(_run_scheduled, handler, context))
        app.periodic(cron=cron)(task)


async def _run_job(handler: Handler, context: Context, **arguments: Any) -> None:
    await handler(context, **arguments)


async def _run_subscription(subscription: _Subscription, context: Context, event: Mapping[str, Any]) -> None:
    await subscription.handler(subscription.event_type(**event), context)


async def _run_scheduled(handler: Handler, context: Context, timestamp: int) -> None:
    await handler(context)
