"""A validated claim becomes one credential; a claim that is not, or was withdrawn or appealed, never does."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from app.accounts.organisations import find_organisation
from app.assessing.dossier_states import ClaimState
from app.assessing.errors import NotInThisState
from app.assessing.judgement_answers import Rating
from app.assessing.outcomes import confirm_claim
from app.commands.partnerships import add_signing_keys
from app.credentials.model import Credential
from app.issuing.issue_outcome import issue_claim
from app.issuing.ledger_rows import LedgerRepository
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.errors import NotFound
from app.verifying.verify import judge_text
from tests.contract.assessing_cases import Desk, open_desk


@pytest.fixture
async def desk(context: Context) -> Desk:
    """A partnership with keys, and a published skill set."""
    desk = await open_desk(context)
    async with context.database.transaction() as session:
        organisation = await find_organisation(session, desk.organisation_id)
    assert organisation is not None
    await add_signing_keys(context, organisation)
    return desk


async def test_a_validated_claim_becomes_one_credential_that_tells_how_it_was_judged(
    context: Context, desk: Desk
) -> None:
    dossier, claim, _ = await desk.judged()
    calls = [issue_claim(context, desk.coordinator, dossier.id, claim.id) for _ in range(3)]
    issued = await asyncio.gather(*calls)
    assert len({item.id for item in issued}) == 1
    assert await desk.state_of(claim) is ClaimState.issued
    report = (await judge_text(context, issued[0].secured.text)).report
    assert isinstance(report.credential, Credential)
    assert report.credential.level is not None
    assert report.credential.level.number == 2
    assert report.credential.assessment is not None
    assert report.credential.assessment.checklist is not None
    async with desk.work() as session:
        row = await LedgerRepository(session, desk.organisation_id).find_issuance(issued[0].id)
    assert row is not None
    assert row.claim_id == claim.id
    assert row.assessor_mandate_id is not None
    again = await issue_claim(context, desk.coordinator, dossier.id, claim.id)
    assert (again.id, again.is_replay) == (issued[0].id, True)


async def test_a_claim_in_the_own_words_of_the_worker_is_the_same_credential_on_another_day(
    context: Context, desk: Desk
) -> None:
    dossier = await desk.open()
    claim = await desk.claim(dossier, level=0)
    async with desk.work() as session:
        confirmed = await confirm_claim(context, session, desk.coordinator, claim.id)
    issued = await issue_claim(context, desk.coordinator, dossier.id, claim.id)
    later = replace(context, clock=FixedClock(context.clock.now() + timedelta(days=3)))
    again = await issue_claim(later, desk.coordinator, dossier.id, claim.id)
    assert (again.id, again.is_replay) == (issued.id, True)
    assert (await desk.outcome(claim)).claim.decided_at == confirmed.decided_at


async def test_a_claim_that_is_not_yet_met_never_becomes_a_credential(context: Context, desk: Desk) -> None:
    dossier, claim, _ = await desk.judged(2, Rating.not_yet, Rating.yes)
    with pytest.raises(NotInThisState):
        await issue_claim(context, desk.coordinator, dossier.id, claim.id)


async def test_a_claim_without_its_second_person_never_becomes_a_credential(
    context: Context, desk: Desk
) -> None:
    dossier, claim, _ = await desk.judged(3)
    with pytest.raises(NotInThisState):
        await issue_claim(context, desk.coordinator, dossier.id, claim.id)


async def test_a_claim_goes_by_its_own_dossier(context: Context, desk: Desk) -> None:
    _, claim, _ = await desk.judged()
    with pytest.raises(NotFound):
        await issue_claim(context, desk.coordinator, uuid4(), claim.id)
