"""Work for later, enqueued in the transaction of its cause, so that both happen or neither."""

import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar

import procrastinate
from sqlalchemy import text

from app.platform.context import Context
from app.platform.database import Session, driver_connection, libpq_dsn

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
    """Enqueues a job for each subscriber on the session's own connection."""
    for name, _ in SUBSCRIPTIONS.get(event.name, ()):
        await enqueue(session, name, event=asdict(event))


async def enqueue(session: Session, name: str, **arguments: Any) -> None:
    """Enqueues one job on the session's own connection."""
    deferrer = _deferring_app().configure_task(name, connection=await driver_connection(session))
    await deferrer.defer_async(**arguments)


async def count_waiting(session: Session) -> int:
    """How many jobs wait or run."""
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    return int((await session.execute(text(waiting))).scalar_one())


@functools.cache
def _deferring_app() -> procrastinate.App:
    # Never opened: every job it enqueues travels on a caller's connection.
    return procrastinate.App(connector=procrastinate.PsycopgConnector())


async def run_worker(context: Context, *, until_empty: bool = False, concurrency: int = 1) -> None:
    """Runs jobs until cancelled; with `until_empty` until none waits."""
    connector = procrastinate.PsycopgConnector(
        conninfo=libpq_dsn(context.database.url), min_size=1, max_size=4
    )
    app = procrastinate.App(connector=connector)
    _register(app, context)
    async with app.open_async():
        await app.run_worker_async(
            wait=not until_empty,
            concurrency=concurrency,
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
