"""How long a dossier is kept, and the sweeps that keep to it: in batches, each dossier a transaction of its own.

docs/developers/data-retention.md says the same to people; tests/unit/assessing/test_retention.py holds them together.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.permissions import Issuer
from app.assessing.appeals import APPEAL_PERIOD
from app.assessing.dossier_states import ClaimState
from app.assessing.errors import DossierClosed
from app.assessing.evidence_files import erase_files
from app.assessing.forget import forget_dossier
from app.assessing.periods import add_months
from app.assessing.repository.dossiers import DossierRepository
from app.assessing.repository.judgements import JudgementRepository
from app.assessing.repository.sweeps import Due, begin_sweep, list_due
from app.assessing.withdraw import withdraw_dossier
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound

MONTHS_AFTER_APPEAL: Final = 3
YEARS_CLOSED: Final = 5
MONTHS_UNTOUCHED: Final = 24
PAGE_ROWS: Final = 200
ACTOR: Final = "system:retention"
_Sweep = Callable[[Context, Session, UUID, UUID], Awaitable[None]]


def settled_before(now: datetime) -> datetime:
    """What was decided before this moment, nobody can appeal, and three months went by since."""
    return add_months(now - APPEAL_PERIOD, -MONTHS_AFTER_APPEAL)


async def erase_settled_files(context: Context) -> int:
    """Evidence files of closed dossiers, three months after the period of appeal; how many dossiers."""
    return await _sweep(context, Due.files, settled_before(context.clock.now()), _erase_files)


async def forget_not_yets(context: Context) -> int:
    """Judgements that say not yet, three months after the period of appeal; how many."""
    return await _sweep(context, Due.not_yets, settled_before(context.clock.now()), _forget_not_yet)


async def withdraw_untouched(context: Context) -> int:
    """Open dossiers in which nothing happened for two years; how many."""
    before = add_months(context.clock.now(), -MONTHS_UNTOUCHED)
    return await _sweep(context, Due.untouched, before, _withdraw)


async def forget_closed_dossiers(context: Context) -> int:
    """Dossiers five years after they were closed, and workers who have no other; how many."""
    before = add_months(context.clock.now(), -12 * YEARS_CLOSED)
    return await _sweep(context, Due.closed, before, _forget)


async def _sweep(context: Context, due: Due, before: datetime, act: _Sweep) -> int:
    count = 0
    while True:
        async with context.database.transaction() as session:
            await begin_sweep(session)
            found = await list_due(session, due, before, PAGE_ROWS)
        for organisation_id, row_id in found:
            async with context.database.transaction(organisation_id=organisation_id) as session:
                await act(context, session, organisation_id, row_id)
        count += len(found)
        if len(found) < PAGE_ROWS:
            return count


async def _erase_files(context: Context, session: Session, organisation_id: UUID, dossier_id: UUID) -> None:
    await erase_files(session, organisation_id, dossier_id=dossier_id)
    repository = DossierRepository(session, organisation_id)
    await repository.mark_files_erased(dossier_id, now=context.clock.now())


async def _forget_not_yet(
    context: Context, session: Session, organisation_id: UUID, judgement_id: UUID
) -> None:
    judgements = JudgementRepository(session, organisation_id)
    row = await judgements.find(judgement_id)
    if row is None:
        return
    dossiers = DossierRepository(session, organisation_id)
    claim = await dossiers.find_claim(row["claim_id"], lock="FOR UPDATE")
    if claim is not None and claim["state"] == ClaimState.not_yet:
        # The state itself says what was judged: the claim goes as a whole, as if it was never made.
        await judgements.delete_of_claim(claim["id"])
        await dossiers.delete_claim(claim["id"])
    else:
        await judgements.delete(judgement_id)


async def _withdraw(context: Context, session: Session, organisation_id: UUID, dossier_id: UUID) -> None:
    issuer = Issuer(organisation_id, ACTOR, frozenset(), "", "")
    try:
        await withdraw_dossier(context, session, issuer, dossier_id)
    except (NotFound, DossierClosed):
        return


async def _forget(_context: Context, session: Session, organisation_id: UUID, dossier_id: UUID) -> None:
    await forget_dossier(session, organisation_id, dossier_id)
