"""Work of assessing that is done later, and at set times."""

from uuid import UUID

from app.accounts.events import MembershipEnded
from app.assessing.ages import forget_ages
from app.assessing.evidence_files import UNLINK_JOB, unlink
from app.assessing.file_sweeps import expire_uploads, sweep_orphans
from app.assessing.mandates import end_mandates_of
from app.assessing.retention import (
    erase_settled_files,
    forget_closed_dossiers,
    forget_not_yets,
    withdraw_untouched,
)
from app.platform.context import Context
from app.platform.logging import log
from app.platform.queue import job, scheduled, subscriber


@subscriber(MembershipEnded)
async def end_mandates(event: MembershipEnded, context: Context) -> None:
    """Who is no member any more judges nothing any more; what they judged stays."""
    organisation_id = UUID(event.organisation_id)
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await end_mandates_of(context, session, organisation_id, UUID(event.person_id))


@job(UNLINK_JOB)
async def unlink_files(context: Context, *, organisation_id: str, names: list[str]) -> None:
    """Clears the disk of files whose rows are gone."""
    await unlink(context, UUID(organisation_id), [UUID(name) for name in names])


@scheduled("23 * * * *", "assessing.expire_uploads")
async def expire_unfinished_uploads(context: Context) -> None:
    """Every hour: no upload that nobody finishes stays."""
    log.info("evidence.expired", count=await expire_uploads(context))


@scheduled("37 2 * * *", "assessing.sweep_files")
async def sweep_files(context: Context) -> None:
    """Every night: disk and rows name the same files."""
    removed, missing = await sweep_orphans(context)
    log.info("evidence.swept", count=removed, missing=missing)


@scheduled("52 2 * * *", "assessing.keep_to_retention")
async def keep_to_retention(context: Context) -> None:
    """Every night: nothing of a dossier outlives its time. Running twice at once is harmless."""
    log.info("dossiers.files_erased", count=await erase_settled_files(context))
    log.info("dossiers.not_yets_forgotten", count=await forget_not_yets(context))
    log.info("dossiers.untouched_withdrawn", count=await withdraw_untouched(context))
    log.info("ages.forgotten", count=await forget_ages(context))
    log.info("dossiers.forgotten", count=await forget_closed_dossiers(context))
