"""The cellar on a real PostgreSQL: the audit chain, answers kept for repeated requests, jobs in their cause's transaction."""

import logging
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from app.platform import audit, idempotency
from app.platform.context import Context
from app.platform.database import Session, fetch
from app.platform.logging import JobLog
from app.platform.queue import JOBS, enqueue, run_worker

Superuser = psycopg.Connection[tuple[str]]


async def write(context: Context, organisation_id: UUID, *targets: str) -> None:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        for target in targets:
            await audit.record(
                session,
                organisation_id=organisation_id,
                actor="operator",
                action="test.done",
                target=target,
                facts={"b": 1, "a": "é"},
                now=context.clock.now(),
                randomness=context.randomness,
            )


async def find_broken_link(context: Context, organisation_id: UUID) -> int | None:
    async with context.database.transaction(organisation_id=organisation_id) as session:
        return await audit.find_broken_link(session, organisation_id)


async def test_an_untouched_chain_is_whole(context: Context) -> None:
    organisation = uuid4()
    assert await find_broken_link(context, organisation) is None
    await write(context, organisation, "one", "two", "three")
    assert await find_broken_link(context, organisation) is None


@pytest.mark.parametrize(
    ("edit", "broken_at"),
    [
        ("UPDATE audit_events SET actor = 'nobody' WHERE position = 2", 2),
        ("""UPDATE audit_events SET facts = '{"a": "x"}' WHERE position = 1""", 1),
        ("DELETE FROM audit_events WHERE position = 2", 2),
        ("DELETE FROM audit_events WHERE position = 3", 3),
    ],
)
async def test_an_edit_by_hand_is_found(
    context: Context, superuser: Superuser, edit: str, broken_at: int
) -> None:
    organisation = uuid4()
    await write(context, organisation, "one", "two", "three")
    superuser.execute(edit.encode())
    assert await find_broken_link(context, organisation) == broken_at


async def test_the_application_cannot_change_what_was_logged(context: Context) -> None:
    organisation = uuid4()
    await write(context, organisation, "one")
    async with context.database.transaction(organisation_id=organisation) as session:
        connection = await session.connection()
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.exec_driver_sql("UPDATE audit_events SET actor = 'x'")


async def test_another_organisation_sees_nothing_of_it(context: Context) -> None:
    await write(context, uuid4(), "one")
    async with context.database.transaction(organisation_id=uuid4()) as session:
        connection = await session.connection()
        assert (await connection.exec_driver_sql("SELECT count(*) FROM audit_events")).scalar_one() == 0


async def claim(session: Session, context: Context, owner: UUID, digest: bytes) -> idempotency.Replay | None:
    return await idempotency.claim(
        session, scope=f"{owner}:/v1/things", key="key-00001", digest=digest, now=context.clock.now()
    )


async def test_a_repeated_request_gets_the_first_answer_and_another_one_is_refused(context: Context) -> None:
    owner = uuid4()
    async with context.database.transaction(organisation_id=owner) as session:
        assert await claim(session, context, owner, b"one") is None
        await idempotency.remember(
            session,
            scope=f"{owner}:/v1/things",
            key="key-00001",
            status=201,
            body=b"sealed",
            now=context.clock.now(),
        )
    async with context.database.transaction(organisation_id=owner) as session:
        assert await claim(session, context, owner, b"one") == idempotency.Replay(201, b"sealed")
        with pytest.raises(idempotency.IdempotencyMismatch):
            await claim(session, context, owner, b"two")


async def test_a_job_exists_exactly_when_its_cause_was_committed(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    async def note(_context: Context, *, what: str) -> None:
        done.append(what)

    monkeypatch.setitem(JOBS, "test.note", note)
    async with context.database.transaction() as session:
        await enqueue(session, "test.note", what="committed")
    async with context.database.transaction() as session:
        await enqueue(session, "test.note", what="rolled back")
        await session.rollback()
    await run_worker(context, until_empty=True)
    assert done == ["committed"]
    async with context.database.transaction() as session:
        left = (
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'test.note' AND status <> 'succeeded'"
        )
        assert (await session.execute(text(left))).scalar_one() == 0


async def test_a_job_that_fails_is_in_the_log_by_name_and_error_but_without_its_arguments(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_context: Context, *, what: str) -> None:
        raise LookupError(f"no {what}")

    library = logging.getLogger("procrastinate")
    monkeypatch.setattr(library, "handlers", [JobLog()])
    monkeypatch.setattr(library, "propagate", False)
    monkeypatch.setitem(JOBS, "test.fail", fail)
    level = library.level
    library.setLevel(logging.INFO)
    try:
        async with context.database.transaction() as session:
            await enqueue(session, "test.fail", what="Fatima")
        with capture_logs() as logs:
            await run_worker(context, until_empty=True)
    finally:
        library.setLevel(level)
        async with context.database.transaction() as session:
            await fetch(session, "DELETE FROM procrastinate_jobs WHERE task_name = 'test.fail'", {})
    failed = [line for line in logs if line["event"] == "job.retried"]
    assert [(line["job"], line["error"], line["log_level"]) for line in failed] == [
        ("test.fail", "LookupError", "warning")
    ]
    assert isinstance(failed[0]["job_id"], int)
    assert "Fatima" not in repr(logs)
