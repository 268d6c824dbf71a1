"""After a crash: completes what was planned or voids it, and restarts batches that stand still."""

from datetime import datetime, timedelta
from uuid import UUID

from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer
from app.issuing.batches import JOB
from app.issuing.clock_guard import is_clock_trusted
from app.issuing.complete import complete
from app.issuing.complete_envelope import complete_left
from app.issuing.envelope_rows import EnvelopeRepository
from app.issuing.issuances import IssuedCredential
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.repository import PublicRepository
from app.platform.context import Context
from app.platform.logging import log
from app.platform.queue import enqueue
from app.trust.errors import IssuerNotActive

LEFT_AFTER = timedelta(minutes=1)
AT_ONCE = 250
ACTOR = "system:reconcile"


async def reconcile_issuances(context: Context) -> int:
    """Finishes reserved rows older than a minute, of everybody; the answer is how many became signed."""
    older_than = context.clock.now() - LEFT_AFTER
    async with context.database.transaction() as session:
        organisations = await PublicRepository(session).list_organisations_with_reserved(older_than)
    return sum([await _reconcile(context, organisation_id) for organisation_id in organisations])


async def _reconcile(context: Context, organisation_id: UUID) -> int:
    now = context.clock.now()
    signed = 0
    async with context.database.transaction(organisation_id=organisation_id) as session:
        organisation = await find_organisation(session, organisation_id)
    if organisation is None or not await is_clock_trusted(context, organisation_id, now):
        return 0
    issuer = Issuer(
        organisation_id=organisation_id,
        actor=ACTOR,
        scopes=frozenset(),
        organisation_name=organisation.name,
        slug=organisation.slug,
    )
    while True:
        async with context.database.transaction(organisation_id=organisation_id) as session:
            ledger = LedgerRepository(session, organisation_id)
            rows = await ledger.list_reserved(now - LEFT_AFTER, AT_ONCE)
        if not rows:
            return signed + await _reconcile_envelopes(context, issuer, now)
        try:
            outcomes = await complete(context, issuer, rows, now=now)
        except IssuerNotActive:
            log.warning(
                "issue.reconciled", organisation=str(organisation_id), reason="the issuer is not active"
            )
            return signed
        done = sum(1 for outcome in outcomes.values() if isinstance(outcome, IssuedCredential))
        log.warning("issue.reconciled", organisation=str(organisation_id), reason=f"{done} of {len(rows)}")
        signed += done


async def _reconcile_envelopes(context: Context, issuer: Issuer, now: datetime) -> int:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        rows = await EnvelopeRepository(session, issuer.organisation_id).list_reserved(
            now - LEFT_AFTER, AT_ONCE
        )
    return await complete_left(context, issuer, rows)


async def restart_batches(context: Context) -> int:
    """Enqueues the job of every batch that made no progress for a minute; the answer is how many."""
    older_than = context.clock.now() - LEFT_AFTER
    async with context.database.transaction() as session:
        stalled = await PublicRepository(session).list_stalled_batches(older_than)
    for organisation_id, batch_id in stalled:
        async with context.database.transaction(organisation_id=organisation_id) as session:
            await enqueue(session, JOB, organisation_id=str(organisation_id), batch_id=str(batch_id))
    return len(stalled)
