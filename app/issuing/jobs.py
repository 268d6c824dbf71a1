"""Work that is done later: rosters chunk by chunk, and the sweep that finishes what a crash left."""

from uuid import UUID

from app.issuing.batches import JOB
from app.issuing.reconcile import reconcile_issuances, restart_batches
from app.issuing.run_batch import run_batch
from app.issuing.vc_api import void_left_documents
from app.platform.context import Context
from app.platform.queue import job, scheduled


@job(JOB)
async def run_batch_chunk(context: Context, *, organisation_id: str, batch_id: str) -> None:
    """One chunk of an uploaded roster; enqueues the next."""
    await run_batch(context, organisation_id=UUID(organisation_id), batch_id=UUID(batch_id))


@scheduled("* * * * *", "issuing.reconcile")
async def reconcile(context: Context) -> None:
    """Every minute: no reserved row and no batch is left behind."""
    await reconcile_issuances(context)
    await restart_batches(context)
    await void_left_documents(context)
