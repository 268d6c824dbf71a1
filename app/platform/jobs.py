"""What every room stands on: mail that is sent, and upkeep at set times."""

from uuid import UUID

from app.platform.context import Context
from app.platform.idempotency import forget_answers
from app.platform.logging import log
from app.platform.mail import JOB as SEND_MAIL
from app.platform.queue import job, scheduled
from app.platform.send_mail import forget_mails, resume_mails, send_mail


@scheduled("17 * * * *", "platform.forget_answers")
async def forget_old_answers(context: Context) -> None:
    """Every hour: no kept answer outlives its purpose. Running twice at once is harmless."""
    count = await forget_answers(context)
    log.info("idempotency.forgotten", count=count)


@job(SEND_MAIL)
async def send_one_mail(context: Context, *, organisation_id: str, mail_id: str) -> None:
    """One mail of the outbox."""
    await send_mail(context, UUID(organisation_id), UUID(mail_id))


@scheduled("* * * * *", "platform.resume_mails")
async def resume_left_mails(context: Context) -> None:
    """Every minute: no mail is left behind by a crash."""
    count = await resume_mails(context)
    if count:
        log.warning("mail.resumed", count=count)


@scheduled("27 3 * * *", "platform.forget_mails")
async def forget_old_mails(context: Context) -> None:
    """Every night: what became of mail is kept for a month."""
    log.info("mail.forgotten", count=await forget_mails(context))
