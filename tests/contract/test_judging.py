"""A draft on the real database: saved at every answer, resumed, handed over, and made by who may make it."""

import asyncio
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from app.assessing.candidates import CandidateDraft
from app.assessing.dossier_states import ClaimState
from app.assessing.dossiers import Claim
from app.assessing.errors import MandateMissing, NotIndependent, NotInThisState
from app.assessing.independence import person_of
from app.assessing.judge import hand_over, list_drafts, load_judgement, save_answers
from app.assessing.judgement_answers import Conflict, CriterionRating, Rating
from app.platform.context import Context
from app.platform.embedded import EmbeddedPostgres
from app.platform.errors import Forbidden, InvalidInput, NotFound
from tests.conftest import KEY
from tests.contract.assessing_cases import Desk, open_desk


@pytest.fixture
async def desk(context: Context) -> Desk:
    """A partnership."""
    return await open_desk(context)


@pytest.fixture
async def claim(desk: Desk) -> Claim:
    """A claim on level 2."""
    return await desk.claim(await desk.open())


async def test_every_answer_is_kept_at_once_and_the_draft_is_resumed(desk: Desk, claim: Claim) -> None:
    noor, criterion = await desk.assessor(), uuid4()
    draft = await desk.start(claim, noor)
    draft = await desk.answer(draft, noor, f"criterion:{criterion}", CriterionRating(Rating.yes, "Rustig"))
    draft = await desk.answer(draft, noor, "conflict", Conflict.none)
    resumed = await desk.start(claim, noor)
    assert resumed == draft
    assert resumed.answers.rating(criterion) == CriterionRating(Rating.yes, "Rustig")
    assert (resumed.version, resumed.next_version, resumed.round) == (2, 3, 1)
    async with desk.work() as session:
        [(listed, about, _)] = await list_drafts(desk.context, session, noor)
    assert (listed, about.id, about.state) == (resumed, claim.id, ClaimState.judging)


async def test_a_late_repeat_of_an_older_answer_changes_nothing(desk: Desk, claim: Claim) -> None:
    noor = await desk.assessor()
    draft = await desk.start(claim, noor)
    draft = await desk.answer(draft, noor, "reasons", "nieuw", version=5)
    again = await desk.answer(draft, noor, "reasons", "oud", version=4)
    assert (again.answers.text("reasons"), again.version) == ("nieuw", 5)


async def test_answers_are_sealed_where_they_are_kept(
    desk: Desk, claim: Claim, superuser: psycopg.Connection[Any]
) -> None:
    noor = await desk.assessor()
    await desk.answer(await desk.start(claim, noor), noor, "reasons", "Reed te hard.")
    kept = str(superuser.execute("SELECT row_to_json(j)::text FROM judgements j").fetchall())
    assert "te hard" not in kept
    assert b"te hard".hex() not in kept


async def test_an_answer_that_is_none_is_refused(desk: Desk, claim: Claim) -> None:
    noor = await desk.assessor()
    draft = await desk.start(claim, noor)
    with pytest.raises(InvalidInput):
        await desk.answer(draft, noor, "score", "10")


async def test_two_assessors_may_begin_and_neither_reads_the_others_draft(desk: Desk, claim: Claim) -> None:
    noor, piet = await desk.assessor(), await desk.assessor()
    first, second = await desk.start(claim, noor), await desk.start(claim, piet)
    assert first.id != second.id
    async with desk.work() as session:
        with pytest.raises(NotFound):
            await load_judgement(desk.context, session, piet, first.id)
        with pytest.raises(NotFound):
            await save_answers(desk.context, session, piet, first.id, {"reasons": "x"}, version=9)


async def test_who_has_a_conflict_hands_over_and_somebody_else_goes_on(desk: Desk, claim: Claim) -> None:
    noor, piet = await desk.assessor(), await desk.assessor()
    draft = await desk.start(claim, noor)
    async with desk.work() as session:
        await hand_over(desk.context, session, noor, draft.id)
    assert await desk.state_of(claim) is ClaimState.collecting
    with pytest.raises(NotIndependent):
        await desk.start(claim, noor)
    with pytest.raises(NotInThisState):
        await desk.answer(draft, noor, "reasons", "toch")
    await desk.start(claim, piet)
    assert await desk.state_of(claim) is ClaimState.judging


async def test_handing_over_leaves_the_draft_of_a_colleague(desk: Desk, claim: Claim) -> None:
    noor, piet = await desk.assessor(), await desk.assessor()
    draft, _ = await desk.start(claim, noor), await desk.start(claim, piet)
    async with desk.work() as session:
        await hand_over(desk.context, session, noor, draft.id)
    assert await desk.state_of(claim) is ClaimState.judging


async def test_only_a_mandate_that_covers_the_level_and_runs_now_opens_a_judgement(
    desk: Desk, claim: Claim
) -> None:
    with pytest.raises(MandateMissing):
        await desk.start(claim, await desk.member())
    with pytest.raises(MandateMissing):
        await desk.start(claim, await desk.assessor(1))
    ended = await desk.assessor(days=1)
    desk.context.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    with pytest.raises(MandateMissing):
        await desk.start(claim, ended)
    with pytest.raises(Forbidden):
        await desk.start(claim, replace(desk.coordinator, actor="api-key:1"))


async def test_nobody_judges_themselves(desk: Desk) -> None:
    noor = await desk.assessor(email="noor@regio.example")
    by_account = await desk.open(CandidateDraft("W-1", person_id=person_of(noor)))
    by_mail = await desk.open(CandidateDraft("W-2", mail="Noor@Regio.example"))
    for dossier in (by_account, by_mail):
        with pytest.raises(NotIndependent):
            await desk.start(await desk.claim(dossier), noor)


async def test_another_organisation_finds_no_judgement(desk: Desk, claim: Claim, context: Context) -> None:
    noor, other = await desk.assessor(), await open_desk(context, "others")
    draft = await desk.start(claim, noor)
    async with other.work() as session:
        with pytest.raises(NotFound):
            await load_judgement(
                context, session, replace(noor, organisation_id=other.organisation_id), draft.id
            )


async def test_a_process_that_is_killed_while_signing_loses_no_answer(
    desk: Desk, server: EmbeddedPostgres
) -> None:
    dossier = await desk.open()
    claim, noor = await desk.claim(dossier), await desk.assessor()
    await desk.evidence(dossier)
    draft = await desk.fill(await desk.start(claim, noor), noor)
    command = [sys.executable, "-m", "tests.contract.judge_and_die", server.url, KEY.hex()]
    facts = [desk.organisation_id, noor.actor, draft.id, desk.context.clock.now().isoformat()]
    killed = await asyncio.to_thread(
        subprocess.run,
        [*command, *map(str, facts)],
        cwd=Path(__file__).parents[2],
        timeout=60,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    left = await desk.start(claim, noor)
    assert left.is_draft
    assert left.answers.text("reasons") == "Keek om en remde op tijd."
    signed = await desk.sign(left, noor)
    assert signed.signed_at is not None
