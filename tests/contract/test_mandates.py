"""Mandates on the real database: granted forward, ended once, and never changing what was judged."""

import asyncio
import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from app.accounts.events import MembershipEnded
from app.accounts.organisations import create_organisation
from app.accounts.people import add_membership, add_person
from app.accounts.permissions import ANY_SCOPE, Issuer, Role
from app.accounts.repository.people import MembershipRepository
from app.assessing.mandates import (
    Mandate,
    MandateFilter,
    MandateRequest,
    ScopeKind,
    find_mandates,
    grant_mandate,
    list_mandates,
    load_mandate,
    revoke_mandate,
)
from app.platform import audit
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.database import fetch
from app.platform.errors import InvalidInput, NotFound
from app.platform.pagination import Page
from app.platform.queue import publish, run_worker

SKILL_SET, ACHIEVEMENT = uuid4(), uuid4()
YEAR, HOUR = timedelta(days=365), timedelta(hours=1)


@pytest.fixture
async def issuer(context: Context) -> Issuer:
    """A partnership."""
    return await make_issuer(context, "tuinders")


async def make_issuer(context: Context, slug: str) -> Issuer:
    made = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    return Issuer(made.id, f"person:{uuid4()}", ANY_SCOPE, made.name, made.slug)


async def make_assessor(context: Context, issuer: Issuer, role: Role = Role.ASSESSOR) -> UUID:
    address = f"{uuid4()}@regio.example"
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        person = await add_person(context, session, name="Noor Ünal", email=address)
        await add_membership(
            context,
            session,
            organisation_id=issuer.organisation_id,
            person_id=person.id,
            roles=[role],
            actor="operator",
        )
    return person.id


async def grant(context: Context, issuer: Issuer, **changes: Any) -> Mandate:
    if "person_id" not in changes:
        changes["person_id"] = await make_assessor(context, issuer)
    request = MandateRequest(None, ScopeKind.skill_set, SKILL_SET, 3, context.clock.now() + YEAR)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await grant_mandate(context, session, issuer, replace(request, **changes))


async def revoke(context: Context, issuer: Issuer, mandate_id: UUID) -> Mandate:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await revoke_mandate(context, session, issuer, mandate_id)


async def load(context: Context, issuer: Issuer, mandate_id: UUID) -> Mandate:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await load_mandate(session, issuer.organisation_id, mandate_id)


async def listed(context: Context, issuer: Issuer, **only: Any) -> list[UUID]:
    found, cursor = [], None
    while True:
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            page = await list_mandates(
                session, issuer.organisation_id, page=Page(2, cursor), only=MandateFilter(**only)
            )
        found += [mandate.id for mandate in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return found


def advance(context: Context, by: timedelta) -> None:
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(by)


async def test_a_mandate_is_granted_found_and_written_down(context: Context, issuer: Issuer) -> None:
    made = await grant(context, issuer)
    assert await load(context, issuer, made.id) == made
    assert made.valid_from == made.granted_at == context.clock.now()
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        assert await find_mandates(session, issuer.organisation_id, [made.id, uuid4()]) == {made.id: made}
        assert await audit.find_broken_link(session, issuer.organisation_id) is None


async def test_a_revoked_mandate_covers_what_was_judged_before(context: Context, issuer: Issuer) -> None:
    made = await grant(context, issuer)
    judged = context.clock.now()
    advance(context, HOUR)
    ended = await revoke(context, issuer, made.id)
    assert (ended.revoked_at, ended.revoked_by) == (context.clock.now(), issuer.actor)
    assert ended.covers(ACHIEVEMENT, SKILL_SET, 3, judged)
    assert not ended.covers(ACHIEVEMENT, SKILL_SET, 3, context.clock.now())
    advance(context, HOUR)
    assert await revoke(context, issuer, made.id) == ended


async def test_nobody_gives_a_mandate_to_themselves_or_to_the_past(context: Context, issuer: Issuer) -> None:
    myself = UUID(issuer.actor.removeprefix("person:"))
    with pytest.raises(InvalidInput) as refused:
        await grant(context, issuer, person_id=myself, valid_from=context.clock.now() - HOUR)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [
        ("/personId", "oneself"),
        ("/validFrom", "past"),
        ("/personId", "no_assessor"),
    ]
    assert await listed(context, issuer) == []


@pytest.mark.parametrize("role", [role for role in Role if "assessor" not in role])
async def test_only_who_assesses_here_gets_a_mandate(context: Context, issuer: Issuer, role: Role) -> None:
    person_id = await make_assessor(context, issuer, role)
    with pytest.raises(InvalidInput, match="not granted"):
        await grant(context, issuer, person_id=person_id)
    with pytest.raises(InvalidInput, match="not granted"):
        await grant(context, issuer, person_id=uuid4())


async def test_a_second_assessor_gets_a_mandate_and_who_left_gets_none(
    context: Context, issuer: Issuer
) -> None:
    person_id = await make_assessor(context, issuer, Role.SECOND_ASSESSOR)
    assert (await grant(context, issuer, person_id=person_id)).person_id == person_id
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await MembershipRepository(session, issuer.organisation_id).end(person_id, now=context.clock.now())
    with pytest.raises(InvalidInput, match="not granted"):
        await grant(context, issuer, person_id=person_id)


async def test_the_mandate_of_another_partnership_is_no_mandate(context: Context, issuer: Issuer) -> None:
    made = await grant(context, issuer)
    other = await make_issuer(context, "vissers")
    with pytest.raises(NotFound):
        await load(context, other, made.id)
    with pytest.raises(NotFound):
        await revoke(context, other, made.id)
    assert await listed(context, other) == []
    assert (await load(context, issuer, made.id)).revoked_at is None


async def test_mandates_that_end_soon_come_first(context: Context, issuer: Issuer) -> None:
    now = context.clock.now()
    ends = [await grant(context, issuer, valid_until=now + timedelta(days=day)) for day in (30, 10, 20, 400)]
    late, first, second, last = (mandate.id for mandate in ends)
    assert await listed(context, issuer) == [first, second, late, last]
    assert await listed(context, issuer, ends_before=now + timedelta(days=25)) == [first, second]
    await revoke(context, issuer, first)
    advance(context, timedelta(days=21))
    assert await listed(context, issuer, active_at=context.clock.now()) == [late, last]
    assert await listed(context, issuer, person_id=ends[3].person_id) == [last]
    with pytest.raises(InvalidInput):
        await list_page(context, issuer, "WyJhIiwiYiJd")


async def list_page(context: Context, issuer: Issuer, cursor: str) -> None:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await list_mandates(session, issuer.organisation_id, page=Page(2, cursor))


@pytest.mark.parametrize(
    "change",
    [
        "revoked_at = now(), revoked_by = 'x' WHERE revoked_at IS NOT NULL",
        "valid_until = valid_until + interval '1 day'",
        "highest_level = 4",
    ],
)
async def test_the_database_itself_keeps_a_mandate_as_it_was(
    context: Context, issuer: Issuer, change: str
) -> None:
    made = await grant(context, issuer)
    await revoke(context, issuer, made.id)
    with pytest.raises((psycopg.errors.RaiseException, psycopg.errors.InsufficientPrivilege)):
        await change_row(context, issuer, change)


async def change_row(context: Context, issuer: Issuer, change: str) -> None:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await fetch(session, f"UPDATE mandates SET {change}", {})


async def test_who_leaves_may_judge_nothing_from_then_on(context: Context, issuer: Issuer) -> None:
    made = [await grant(context, issuer) for _ in range(2)]
    again = await grant(context, issuer, person_id=made[0].person_id)
    judged = context.clock.now()
    advance(context, HOUR)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        person_id = made[0].person_id
        await publish(session, MembershipEnded(str(issuer.organisation_id), str(person_id)))
    await run_worker(context, until_empty=True)
    found = [await load(context, issuer, one.id) for one in (made[0], again, made[1])]
    now = context.clock.now()
    assert [one.runs_at(now) for one in found] == [False, False, True]
    assert all(one.covers(ACHIEVEMENT, SKILL_SET, 3, judged) for one in found)
    assert [one.revoked_by for one in found] == ["service", "service", None]


async def test_a_revocation_waits_for_who_is_judging(context: Context, issuer: Issuer) -> None:
    made = await grant(context, issuer)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        held = await find_mandates(session, issuer.organisation_id, [made.id], hold=True)
        judged = context.clock.now()
        ending = asyncio.create_task(revoke(context, issuer, made.id))
        await asyncio.sleep(0.2)
        assert not ending.done()
        advance(context, HOUR)
    ended = await ending
    assert held[made.id].covers(ACHIEVEMENT, SKILL_SET, 3, judged)
    assert ended.covers(ACHIEVEMENT, SKILL_SET, 3, judged)


async def test_every_order_of_granting_judging_and_ending_keeps_what_was_judged(
    context: Context, issuer: Issuer
) -> None:
    chance = random.Random(20261123)
    person_id = await make_assessor(context, issuer)
    mandates: list[UUID] = []
    judged: list[tuple[UUID, datetime, bool]] = []
    for _ in range(300):
        advance(context, timedelta(minutes=chance.randrange(1, 600)))
        now = context.clock.now()
        act = chance.choice(["grant", "judge", "judge", "revoke"])
        if act == "grant" or not mandates:
            begin = now + timedelta(hours=chance.randrange(48))
            end = begin + timedelta(hours=chance.randrange(1, 300))
            made = await grant(context, issuer, person_id=person_id, valid_from=begin, valid_until=end)
            mandates.append(made.id)
        elif act == "judge":
            chosen = chance.choice(mandates)
            found = await load(context, issuer, chosen)
            judged.append((chosen, now, found.covers(ACHIEVEMENT, SKILL_SET, 3, now)))
        else:
            await revoke(context, issuer, chance.choice(mandates))
    assert {was for _, _, was in judged} == {True, False}
    for chosen, at, was_covered in judged:
        found = await load(context, issuer, chosen)
        assert found.covers(ACHIEVEMENT, SKILL_SET, 3, at) is was_covered
