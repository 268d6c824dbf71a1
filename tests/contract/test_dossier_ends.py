"""How dossiers end: withdrawn by the worker at once, or forgotten when their time is over, in batches."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from app.assessing import retention
from app.assessing.candidates import CandidateDraft
from app.assessing.dossier_states import ClaimState, DossierState
from app.assessing.errors import DossierClosed, NotInThisState
from app.assessing.evidence import load_evidence_of
from app.assessing.judgement_answers import Rating
from app.assessing.outcomes import mark_issued
from app.assessing.retention import (
    erase_settled_files,
    forget_closed_dossiers,
    forget_not_yets,
    settled_before,
    withdraw_untouched,
)
from app.assessing.withdraw import withdraw_dossier
from app.platform.context import Context
from app.platform.errors import NotFound
from tests.contract.assessing_cases import Desk, open_desk

DAY = timedelta(days=1)
TABLES = ("dossiers", "claims", "evidence", "judgements", "second_judgements", "appeals", "candidates")


@pytest.fixture
async def desk(context: Context) -> Desk:
    """A partnership."""
    return await open_desk(context)


def pass_time(desk: Desk, by: timedelta) -> None:
    desk.context.clock.advance(by)  # type: ignore[attr-defined]


def count(superuser: psycopg.Connection[Any], table: str) -> int:
    [(found,)] = superuser.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(found)


async def test_withdrawing_takes_everything_away_but_what_was_issued(
    desk: Desk, superuser: psycopg.Connection[Any]
) -> None:
    kept, issued, _ = await desk.judged()
    async with desk.work() as session:
        await mark_issued(desk.context, session, desk.coordinator, issued.id)
    private, claim, _ = await desk.judged(2, Rating.not_yet, Rating.yes)
    await desk.appeal(claim)
    for dossier in (kept, private):
        async with desk.work() as session:
            ended = await withdraw_dossier(desk.context, session, desk.coordinator, dossier.id)
        assert ended.state is DossierState.withdrawn
    assert await desk.state_of(issued) is ClaimState.issued
    assert await desk.state_of(claim) is ClaimState.withdrawn
    assert [count(superuser, table) for table in ("evidence", "judgements", "appeals")] == [0, 1, 0]
    for act in (desk.evidence(private), desk.claim(private, 2, uuid4())):
        with pytest.raises(DossierClosed):
            await act
    with pytest.raises(NotInThisState):
        await desk.outcome(claim)
    async with desk.work() as session:
        with pytest.raises(DossierClosed):
            await withdraw_dossier(desk.context, session, desk.coordinator, kept.id)


async def test_a_worker_withdraws_an_own_dossier_only(desk: Desk) -> None:
    dossier = await desk.open()
    issuer = replace(desk.coordinator, actor="holder")
    async with desk.work() as session:
        with pytest.raises(NotFound):
            await withdraw_dossier(desk.context, session, issuer, dossier.id, holder_id=uuid4())


async def test_a_not_yet_is_forgotten_as_if_it_was_never_made(
    desk: Desk, superuser: psycopg.Connection[Any]
) -> None:
    _, claim, _ = await desk.judged(2, Rating.not_yet, Rating.yes)
    pass_time(desk, 133 * DAY)
    assert await forget_not_yets(desk.context) == 0
    pass_time(desk, 3 * DAY)
    assert await forget_not_yets(desk.context) == 1
    with pytest.raises(NotFound):
        await desk.state_of(claim)
    assert count(superuser, "judgements") == 0
    assert await forget_not_yets(desk.context) == 0


async def test_of_a_claim_that_was_met_later_only_the_not_yet_goes(
    desk: Desk, superuser: psycopg.Connection[Any]
) -> None:
    _, claim, _ = await desk.judged(2, Rating.not_yet, Rating.yes)
    await desk.appeal(claim)
    await desk.judge(claim, await desk.assessor())
    pass_time(desk, 140 * DAY)
    assert await forget_not_yets(desk.context) == 1
    assert await desk.state_of(claim) is ClaimState.validated
    assert superuser.execute("SELECT outcome FROM judgements").fetchall() == [("met",)]


async def test_files_go_when_nobody_can_appeal_any_more_and_once(desk: Desk) -> None:
    dossier, _, _ = await desk.judged()
    assert await erase_settled_files(desk.context) == 0
    pass_time(desk, 140 * DAY)
    assert await erase_settled_files(desk.context) == 1
    assert await erase_settled_files(desk.context) == 0
    async with desk.work() as session:
        assert await load_evidence_of(desk.context, session, desk.organisation_id, dossier.id)


async def test_a_dossier_in_which_nothing_happens_is_withdrawn(desk: Desk) -> None:
    dossier = await desk.open()
    await desk.evidence(dossier)
    pass_time(desk, 700 * DAY)
    assert await withdraw_untouched(desk.context) == 0
    pass_time(desk, 40 * DAY)
    assert await withdraw_untouched(desk.context) == 1
    assert (await desk.load(dossier)).state is DossierState.withdrawn


async def test_a_closed_dossier_is_forgotten_after_five_years_and_the_worker_with_the_last_one(
    desk: Desk, superuser: psycopg.Connection[Any]
) -> None:
    _, claim, _ = await desk.judged(3)
    await desk.second(claim, await desk.assessor())
    other = await desk.open(CandidateDraft("W-2"))
    pass_time(desk, 1800 * DAY)
    assert await forget_closed_dossiers(desk.context) == 0
    pass_time(desk, 30 * DAY)
    assert await forget_closed_dossiers(desk.context) == 1
    assert [count(superuser, table) for table in TABLES] == [1, 0, 0, 0, 0, 0, 1]
    assert (await desk.load(other)).candidate_id == other.candidate_id


async def test_sweeps_go_on_page_by_page_over_all_organisations(
    desk: Desk, context: Context, monkeypatch: pytest.MonkeyPatch, superuser: psycopg.Connection[Any]
) -> None:
    monkeypatch.setattr(retention, "PAGE_ROWS", 2)
    other = await open_desk(context, "others")
    for number in range(3):
        await desk.open(CandidateDraft(f"W-{number}"))
        await other.open(CandidateDraft(f"W-{number}"))
    pass_time(desk, 740 * DAY)
    assert await withdraw_untouched(context) == 6
    pass_time(desk, 1830 * DAY)
    assert await forget_closed_dossiers(context) == 6
    assert count(superuser, "candidates") == 0


def test_settled_is_three_months_after_six_weeks() -> None:
    now = datetime.fromisoformat("2026-09-01T12:00:00+00:00")
    assert settled_before(now).isoformat() == "2026-04-21T12:00:00+00:00"
