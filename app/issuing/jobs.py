"""Work that is done later: rosters chunk by chunk, and the sweep that finishes what a crash left."""

from datetime import datetime
from uuid import UUID

from app.assessing.events import SkillSetPublished
from app.issuing.adopt import adopt_skill_set
from app.issuing.batches import JOB
from app.issuing.claim_mails import record_settled, remind_recipients, send_claim_mails
from app.issuing.events import CredentialIssued
from app.issuing.reconcile import reconcile_issuances, restart_batches
from app.issuing.run_batch import run_batch
from app.issuing.sheets.keep_rows import forget_sheets
from app.issuing.staff_views import forget_views
from app.issuing.vc_api import void_left_documents
from app.platform.context import Context
from app.platform.logging import log
from app.platform.mail import MailSettled
from app.platform.queue import job, scheduled, subscriber


@subscriber(SkillSetPublished)
async def adopt_published_skill_set(event: SkillSetPublished, context: Context) -> None:
    """What a skill set says can be earned, becomes what can be issued."""
    organisation_id = UUID(event.organisation_id)
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await adopt_skill_set(context, session, organisation_id, UUID(event.skill_set_id), event.version)


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


@subscriber(CredentialIssued)
async def mail_recipients(event: CredentialIssued, context: Context) -> None:
    """Recipients with an address get their link by mail, once; whoever collected before needs none."""
    recipients = [UUID(recipient_id) for recipient_id in event.recipient_ids]
    await send_claim_mails(context, UUID(event.organisation_id), recipients)


@subscriber(MailSettled)
async def note_mail(event: MailSettled, context: Context) -> None:
    """What became of a mail stands in the timeline of its recipient."""
    await record_settled(
        context,
        UUID(event.organisation_id),
        UUID(event.mail_id),
        state=event.state,
        reason=event.reason,
        at=datetime.fromisoformat(event.settled_at),
    )


@scheduled("*/10 6-18 * * *", "issuing.remind")
async def remind(context: Context) -> None:
    """By day: reminders after 7 and 21 days for those who did not collect."""
    await remind_recipients(context)


@scheduled("17 3 * * *", "issuing.forget_sheets")
async def forget_old_sheets(context: Context) -> None:
    """Every night: drafts and rows with mistakes that nobody mends are not kept."""
    await forget_sheets(context)


@scheduled("47 3 * * *", "issuing.forget_staff_views")
async def forget_old_views(context: Context) -> None:
    """Every night: who looked is told for a year."""
    log.info("issuing.forgotten", count=await forget_views(context))
