"""A32: a clock that runs behind the ledger issues nothing, says so, and recovers by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from app.issuing.clock_guard import TOLERANCE
from app.issuing.errors import ClockUntrusted
from app.issuing.issue import issue_credential
from app.issuing.memory import memory_of
from app.issuing.reconcile import LEFT_AFTER, reconcile_issuances
from app.issuing.reserve import reserve
from app.platform.caching import Caches
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.web.problems import STATUS_OF
from tests.contract.issuing_cases import Desk, open_desk

pytestmark = pytest.mark.abuse("A32")


def at(context: Context, offset: timedelta) -> Context:
    """A process that was started again, whose clock is off by so much."""
    clock = FixedClock(context.clock.now() + offset)
    memory_of(context).lanes.clear()
    return replace(context, clock=clock, caches=Caches(clock))


async def old_desk(context: Context) -> Desk:
    """A partnership whose keys are two days old, so that they are in force whatever the clock says."""
    clock = context.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=-2))
    desk = await open_desk(context)
    clock.advance(timedelta(days=2))
    return desk


@pytest.mark.parametrize("behind", [timedelta(seconds=6), timedelta(hours=2), timedelta(days=1)])
async def test_a_process_that_starts_with_a_clock_behind_the_ledger_issues_nothing(
    context: Context, behind: timedelta
) -> None:
    desk = await old_desk(context)
    await issue_credential(context, desk.issuer, desk.request("first"))
    late = at(context, -behind)
    with capture_logs() as logs, pytest.raises(ClockUntrusted) as refusal:
        await issue_credential(late, desk.issuer, desk.request("second"))
    assert (STATUS_OF[refusal.value.kind], refusal.value.retry_after) == (503, 60)
    assert {entry["event"] for entry in logs} == {"clock.jump"}
    assert logs[0]["seconds"] == behind.total_seconds()


@pytest.mark.parametrize("offset", [-TOLERANCE, timedelta(0), timedelta(hours=2), timedelta(days=1)])
async def test_a_clock_that_is_not_behind_issues(context: Context, offset: timedelta) -> None:
    desk = await old_desk(context)
    await issue_credential(context, desk.issuer, desk.request("first"))
    assert await issue_credential(at(context, offset), desk.issuer, desk.request("second"))


async def test_a_clock_that_is_set_back_while_running_is_noticed_and_trusted_again_when_mended(
    context: Context,
) -> None:
    desk = await old_desk(context)
    clock = context.clock
    assert isinstance(clock, FixedClock)
    await issue_credential(context, desk.issuer, desk.request("first"))
    clock.advance(timedelta(seconds=-30))
    with pytest.raises(ClockUntrusted):
        await issue_credential(context, desk.issuer, desk.request("second"))
    clock.advance(timedelta(seconds=26))
    assert await issue_credential(context, desk.issuer, desk.request("second"))


async def test_another_organisation_is_not_held_up_by_this_ones_ledger(context: Context) -> None:
    desk, other = await old_desk(context), await old_desk(context)
    await issue_credential(context, desk.issuer, desk.request("first"))
    assert await issue_credential(at(context, timedelta(hours=-1)), other.issuer, other.request("first"))


async def test_what_was_left_by_a_crash_is_not_signed_by_a_clock_that_is_behind(context: Context) -> None:
    desk = await old_desk(context)
    request = desk.request("left")
    await reserve(context, desk.issuer, {request.key: request}, now=context.clock.now() - 2 * LEFT_AFTER)
    await issue_credential(context, desk.issuer, desk.request("newer"))
    assert await reconcile_issuances(at(context, timedelta(seconds=-30))) == 0
    assert await reconcile_issuances(at(context, timedelta(0))) == 1
