"""Signing, the second person and appeal on the real database: who may, once, and for ever."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from app.assessing.appeals import APPEAL_PERIOD, AppealOutcome, list_appeals
from app.assessing.assessment import find_shortfalls
from app.assessing.candidates import CandidateDraft, load_candidate
from app.assessing.claims import try_again
from app.assessing.coaching import assign_coach
from app.assessing.dossier_states import ClaimState, DossierState
from app.assessing.errors import AppealTooLate, MandateMissing, NotIndependent, NotInThisState
from app.assessing.evidence import Relation
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.independence import person_of
from app.assessing.judge import hand_over
from app.assessing.judgement_answers import Rating
from app.assessing.judgement_rules import Outcome
from app.assessing.mandates import find_mandates, revoke_mandate
from app.assessing.outcomes import confirm_claim, mark_issued
from app.assessing.second import Decision, load_for_second
from app.assessing.sign import check_judgement
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from tests.contract.assessing_cases import Desk, open_desk

S = ClaimState


@pytest.fixture
async def desk(context: Context) -> Desk:
    """A partnership."""
    return await open_desk(context)


def pass_time(desk: Desk, by: timedelta) -> None:
    desk.context.clock.advance(by)  # type: ignore[attr-defined]


async def test_what_was_seen_and_is_all_yes_becomes_an_outcome_to_issue(desk: Desk) -> None:
    dossier, claim, noor = await desk.judged()
    assert await desk.state_of(claim) is S.validated
    assert (await desk.load(dossier)).state is DossierState.closed
    found = await desk.outcome(claim)
    assert (found.candidate.reference, found.level, found.assessor_role) == ("W-17", 2, "Praktijkopleider")
    assert (found.requirements.achievement_id, found.requirements.version) == (desk.achievement_id, 1)
    assert [item.summary for item in found.evidence] == ["Reed twee uur zonder fouten."]
    [mandate] = found.mandates.values()
    assert mandate.person_id == person_of(noor)
    faults = find_shortfalls(
        2,
        found.assessment,
        found.evidence,
        found.mandates,
        scope=found.requirements.scope,
        now=desk.context.clock.now() + timedelta(days=900),
    )
    assert faults == []


async def test_a_not_yet_is_no_outcome_and_is_told_to_nobody(
    desk: Desk, superuser: psycopg.Connection[Any]
) -> None:
    dossier, claim, _ = await desk.judged(2, Rating.yes, Rating.not_yet)
    assert await desk.state_of(claim) is S.not_yet
    with pytest.raises(NotInThisState):
        await desk.outcome(claim)
    async with desk.work() as session:
        with pytest.raises(NotInThisState):
            await mark_issued(desk.context, session, desk.coordinator, claim.id)
    told = superuser.execute("SELECT action, facts::text FROM audit_events").fetchall()
    assert "not-yet" not in str(told)
    assert superuser.execute(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%claim_judged%'"
    ).fetchone() == (0,)
    assert (await desk.load(dossier)).state is DossierState.closed


async def test_signing_says_everything_that_lacks_and_keeps_the_draft(desk: Desk) -> None:
    claim, noor = await desk.claim(await desk.open()), await desk.assessor()
    draft = await desk.start(claim, noor)
    async with desk.work() as session:
        outcome, faults = await check_judgement(desk.context, session, noor, draft.id)
    assert outcome is None
    with pytest.raises(InvalidInput) as caught:
        await desk.sign(draft, noor)
    assert list(caught.value.errors) == faults
    assert len(faults) == len(desk.criterion_ids) + 3
    assert await desk.start(claim, noor) == draft


async def test_what_changed_after_the_summary_is_not_signed(desk: Desk) -> None:
    dossier = await desk.open()
    claim, noor = await desk.claim(dossier), await desk.assessor()
    await desk.evidence(dossier)
    draft = await desk.fill(await desk.start(claim, noor), noor)
    await desk.answer(draft, noor, "reasons", "Iets anders.")
    with pytest.raises(NotInThisState):
        await desk.sign(draft, noor)


async def test_a_signed_judgement_is_final_for_the_service_and_the_database(
    desk: Desk, superuser: psycopg.Connection[Any]
) -> None:
    _, claim, noor = await desk.judged()
    with pytest.raises(NotInThisState):
        await desk.start(claim, noor)
    superuser.execute("SET session_replication_role = origin")
    try:
        with pytest.raises(psycopg.errors.RaiseException, match="final"):
            superuser.execute("UPDATE judgements SET outcome = 'not-yet'")
    finally:
        superuser.execute("SET session_replication_role = replica")


async def test_of_two_assessors_who_sign_at_once_one_is_first(desk: Desk) -> None:
    dossier = await desk.open()
    claim = await desk.claim(dossier)
    await desk.evidence(dossier)
    people = [await desk.assessor() for _ in range(4)]
    drafts = [await desk.fill(await desk.start(claim, person), person) for person in people]
    done = await asyncio.gather(
        *(desk.sign(draft, person) for draft, person in zip(drafts, people, strict=True)),
        return_exceptions=True,
    )
    assert sum(not isinstance(one, BaseException) for one in done) == 1
    assert sum(isinstance(one, NotInThisState) for one in done) == 3
    assert await desk.state_of(claim) is S.validated


async def test_a_mandate_that_was_revoked_meanwhile_signs_nothing(desk: Desk) -> None:
    dossier = await desk.open()
    claim, noor = await desk.claim(dossier), await desk.assessor()
    await desk.evidence(dossier)
    draft = await desk.fill(await desk.start(claim, noor), noor)
    async with desk.work() as session:
        await revoke_mandate(desk.context, session, desk.coordinator, draft.mandate_id)
    with pytest.raises(MandateMissing):
        await desk.sign(draft, noor)
    renewed = await desk.mandate(noor)
    assert (await desk.sign(draft, noor)).mandate_id == renewed.id


async def test_level_three_waits_for_an_independent_second_person(desk: Desk) -> None:
    coach = await desk.assessor()
    dossier = await desk.open(coach_id=person_of(coach))
    claim, noor, piet = await desk.claim(dossier, 3), await desk.assessor(), await desk.assessor()
    await desk.evidence(dossier)
    await desk.judge(claim, noor)
    assert await desk.state_of(claim) is S.second
    for other in (noor, coach):
        with pytest.raises(NotIndependent):
            await desk.second(claim, other)
    for other in (await desk.member(), await desk.assessor(2)):
        with pytest.raises(MandateMissing):
            await desk.second(claim, other)
    with pytest.raises(InvalidInput) as caught:
        await desk.second(claim, piet, declares_no_conflict=False, role=" ")
    assert [fault.pointer for fault in caught.value.errors] == ["/declaresNoConflict", "/role"]
    async with desk.work() as session:
        first, _, _ = await load_for_second(desk.context, session, piet, claim.id)
    assert first.answers.text("reasons") == "Reed rustig en keek om."
    assert (await desk.second(claim, piet)).state is S.validated
    found = await desk.outcome(claim)
    assert found.assessment.second_role == "Tweede beoordelaar"
    assert {mandate.person_id for mandate in found.mandates.values()} == {person_of(noor), person_of(piet)}


async def test_a_coach_who_stopped_is_no_second_person(desk: Desk) -> None:
    first, next_one = await desk.assessor(), await desk.assessor()
    dossier = await desk.open(coach_id=person_of(first))
    claim = await desk.claim(dossier, 3)
    await desk.evidence(dossier)
    await desk.judge(claim, await desk.assessor())
    for coach_id in (person_of(next_one), person_of(first), None, None):
        async with desk.work() as session:
            await assign_coach(desk.context, session, desk.coordinator, dossier.id, coach_id)
    found = await desk.load(dossier)
    assert (found.coach_id, set(found.former_coach_ids)) == (None, {person_of(first), person_of(next_one)})
    assert len(found.former_coach_ids) == 2
    for coach in (first, next_one):
        with pytest.raises(NotIndependent):
            await desk.second(claim, coach)
    assert (await desk.second(claim, await desk.assessor())).state is S.validated


async def test_who_opened_the_dossier_is_no_second_person(desk: Desk) -> None:
    opener = await desk.assessor()
    dossier = await desk.open(issuer=opener)
    claim = await desk.claim(dossier, 3)
    await desk.evidence(dossier)
    await desk.judge(claim, await desk.assessor())
    with pytest.raises(NotIndependent):
        await desk.second(claim, opener)


async def test_sent_back_with_a_reason_the_first_person_looks_again(desk: Desk) -> None:
    dossier, claim, noor = await desk.judged(3)
    piet = await desk.assessor()
    with pytest.raises(InvalidInput):
        await desk.second(claim, piet, decision=Decision.sends_back)
    again = await desk.second(claim, piet, decision=Decision.sends_back, reason="Zag u het keren?")
    assert (again.state, again.round) == (S.collecting, 2)
    assert (await desk.load(dossier)).state is DossierState.open
    await desk.judge(again, noor)
    assert (await desk.second(again, piet)).state is S.validated


async def test_the_database_itself_wants_four_eyes(desk: Desk, superuser: psycopg.Connection[Any]) -> None:
    _, claim, _ = await desk.judged(3)
    await desk.second(claim, await desk.assessor())
    for column in ("first_person_id", "coach_id"):
        with pytest.raises(psycopg.errors.CheckViolation, match="four_eyes"):
            superuser.execute(
                f"UPDATE second_judgements SET person_id = coalesce({column}, first_person_id), {column} = coalesce({column}, first_person_id)"
            )
    with pytest.raises(psycopg.errors.CheckViolation, match="no_conflict"):
        superuser.execute("UPDATE second_judgements SET declared_no_conflict = false")


async def test_after_an_appeal_somebody_else_judges_and_the_outcome_is_written_down(desk: Desk) -> None:
    dossier, claim, noor = await desk.judged(2, Rating.not_yet, Rating.yes)
    appealed = await desk.appeal(claim)
    assert (appealed.state, appealed.round) == (S.appealed, 2)
    with pytest.raises(NotIndependent):
        await desk.start(claim, noor)
    await desk.judge(claim, await desk.assessor())
    assert await desk.state_of(claim) is S.validated
    async with desk.work() as session:
        candidate = await load_candidate(desk.context, session, desk.organisation_id, dossier.candidate_id)
        [appeal] = await list_appeals(session, desk.organisation_id, claim, candidate)
    assert (appeal.outcome, appeal.round, appeal.reason) == (AppealOutcome.met, 1, "Ik kon dit wel.")


async def test_an_appeal_that_nobody_can_take_up_yet_waits(desk: Desk) -> None:
    _, claim, _ = await desk.judged(2, Rating.not_yet, Rating.yes)
    await desk.appeal(claim)
    piet = await desk.assessor()
    draft = await desk.start(claim, piet)
    async with desk.work() as session:
        await hand_over(desk.context, session, piet, draft.id)
    assert await desk.state_of(claim) is S.appealed


async def test_an_appeal_asks_a_reason_in_time_and_about_an_own_claim(desk: Desk) -> None:
    _, claim, _ = await desk.judged(2, Rating.not_yet, Rating.yes)
    for reason in (" ", "x" * 2001, "123456782"):
        with pytest.raises(InvalidInput):
            await desk.appeal(claim, reason=reason)
    with pytest.raises(NotFound):
        await desk.appeal(claim, holder_id=uuid4())
    pass_time(desk, APPEAL_PERIOD)
    with pytest.raises(AppealTooLate):
        await desk.appeal(claim)


async def test_after_a_not_yet_the_worker_practises_and_tries_again(desk: Desk) -> None:
    dossier, claim, noor = await desk.judged(2, Rating.not_yet, Rating.yes)
    async with desk.work() as session:
        again = await try_again(desk.context, session, desk.coordinator, claim.id)
    assert (again.state, again.round) == (S.collecting, 2)
    await desk.judge(claim, noor)
    assert (await desk.outcome(claim)).claim.state is S.validated
    assert (await desk.load(dossier)).state is DossierState.closed


async def test_below_the_level_of_judgement_a_statement_is_enough(desk: Desk) -> None:
    dossier = await desk.open()
    claim = await desk.claim(dossier, 1)
    async with desk.work() as session:
        with pytest.raises(InvalidInput):
            await confirm_claim(desk.context, session, desk.coordinator, claim.id)
    await desk.evidence(dossier, kind=EvidenceKind.statement, relation=Relation.client)
    async with desk.work() as session:
        await confirm_claim(desk.context, session, desk.coordinator, claim.id)
    found = await desk.outcome(claim)
    assert (found.assessment.confirmer_relation, found.assessor_role) == ("client", "client")


async def test_a_claim_on_a_level_of_judgement_is_not_merely_confirmed(desk: Desk) -> None:
    dossier = await desk.open()
    claim = await desk.claim(dossier, 2)
    await desk.evidence(dossier, kind=EvidenceKind.statement, relation=Relation.client)
    async with desk.work() as session:
        with pytest.raises(InvalidInput):
            await confirm_claim(desk.context, session, desk.coordinator, claim.id)


async def test_an_issued_claim_is_issued_once_and_final(desk: Desk) -> None:
    _, claim, _ = await desk.judged()
    async with desk.work() as session:
        issued = await mark_issued(desk.context, session, desk.coordinator, claim.id)
        again = await mark_issued(desk.context, session, desk.coordinator, claim.id)
    assert (issued, again.state) == (again, S.issued)
    assert (await desk.outcome(claim)).claim.state is S.issued


async def test_a_worker_is_no_second_person_in_an_own_dossier(desk: Desk) -> None:
    piet = await desk.assessor()
    dossier = await desk.open(CandidateDraft("W-9", person_id=person_of(piet)))
    claim = await desk.claim(dossier, 3)
    await desk.evidence(dossier)
    signed = await desk.judge(claim, await desk.assessor())
    assert signed.outcome is Outcome.met
    with pytest.raises(NotIndependent):
        await desk.second(claim, piet)
    async with desk.work() as session:
        assert await find_mandates(session, desk.organisation_id, [signed.mandate_id])
