"""Answers kept for repeated requests go when their time is over; the keys of issued credentials never do."""

from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text

from app.issuing.issue import issue_credential
from app.platform import idempotency
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.idempotency import KEPT_FOR, forget_answers
from app.platform.jobs import forget_old_answers
from app.platform.queue import SCHEDULES
from tests.contract.issuing_cases import open_desk


async def keep(context: Context, owner: UUID, key: str, *, age: timedelta, is_holder: bool = False) -> None:
    """An answer that was given so long ago, to an organisation or to a holder."""
    scope, then = f"{owner}:things", context.clock.now() - age
    whose = {"holder_id": owner} if is_holder else {"organisation_id": owner}
    async with context.database.transaction(**whose) as session:
        await idempotency.claim(session, scope=scope, key=key, digest=b"one", now=then)
        await idempotency.remember(session, scope=scope, key=key, status=201, body=b"sealed", now=then)


def kept(superuser: psycopg.Connection[tuple[str]]) -> set[str]:
    return {key for (key,) in superuser.execute("SELECT key FROM idempotent_requests").fetchall()}


async def test_only_answers_past_their_time_are_forgotten_whoever_they_were_for(
    context: Context, superuser: psycopg.Connection[tuple[str]]
) -> None:
    for owner, is_holder in ((uuid4(), False), (uuid4(), True)):
        await keep(
            context, owner, f"old-{is_holder}", age=KEPT_FOR + timedelta(seconds=1), is_holder=is_holder
        )
        await keep(context, owner, f"new-{is_holder}", age=KEPT_FOR - timedelta(hours=1), is_holder=is_holder)
    assert await forget_answers(context) == 2
    assert kept(superuser) == {"new-False", "new-True"}


async def test_after_that_the_key_is_free_again(context: Context) -> None:
    owner = uuid4()
    await keep(context, owner, "key-00001", age=KEPT_FOR * 2)
    await forget_answers(context)
    async with context.database.transaction(organisation_id=owner) as session:
        found = await idempotency.claim(
            session, scope=f"{owner}:things", key="key-00001", digest=b"another", now=context.clock.now()
        )
    assert found is None


@pytest.mark.parametrize("page_rows", [1, 2, 3, 100])
async def test_it_works_in_pages_until_none_is_left(
    context: Context, superuser: psycopg.Connection[tuple[str]], page_rows: int
) -> None:
    owner = uuid4()
    for number in range(6):
        await keep(context, owner, f"key-{number}", age=KEPT_FOR + timedelta(hours=number + 1))
    assert await forget_answers(context, page_rows=page_rows) == 6
    assert kept(superuser) == set()


async def test_a_clock_that_runs_ahead_cannot_make_it_forget_todays_answers(
    context: Context, superuser: psycopg.Connection[tuple[str]]
) -> None:
    await keep(context, uuid4(), "today", age=timedelta(hours=1))
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(days=365))
    assert await forget_answers(context) == 0
    assert kept(superuser) == {"today"}


async def test_outside_the_sweep_nobody_can_remove_the_answers_of_others(
    context: Context, superuser: psycopg.Connection[tuple[str]]
) -> None:
    await keep(context, uuid4(), "theirs", age=KEPT_FOR * 2)
    async with context.database.transaction(organisation_id=uuid4()) as session:
        await session.execute(text("DELETE FROM idempotent_requests"))
    assert kept(superuser) == {"theirs"}


async def test_the_key_of_an_issued_credential_is_never_forgotten(context: Context) -> None:
    desk = await open_desk(context)
    first = await issue_credential(context, desk.issuer, desk.request("key-00001"))
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(days=400))
    await forget_old_answers(context)
    again = await issue_credential(context, desk.issuer, desk.request("key-00001"))
    assert again.is_replay
    assert again.issuance.id == first.issuance.id


def test_it_runs_every_hour() -> None:
    cron, handler = SCHEDULES["platform.forget_answers"]
    assert handler is forget_old_answers
    assert cron.split()[1:] == ["*"] * 4


async def test_the_oldest_are_found_by_an_index(superuser: psycopg.Connection[tuple[str]]) -> None:
    superuser.execute("SET enable_seqscan = off")
    query = "EXPLAIN SELECT scope, key FROM idempotent_requests WHERE created_at < now() ORDER BY created_at LIMIT 9"
    plan = "\n".join(line for (line,) in superuser.execute(query).fetchall())
    superuser.execute("RESET enable_seqscan")
    assert "ix_idempotent_requests_created_at" in plan
