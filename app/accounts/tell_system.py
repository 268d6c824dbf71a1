"""Mail to who answers for a system of an employer, where somebody does."""

from uuid import UUID

from app.accounts.letters import hooks_letter
from app.accounts.repository.systems import SystemRepository
from app.accounts.system_places import open_address
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import TooMany
from app.platform.logging import log
from app.platform.mail import enqueue_mail


async def tell_disabled(context: Context, session: Session, organisation_id: UUID, host: str) -> None:
    """Say that the address at this host is called no more; in a session of the organisation.

    An organisation that an operator made has no such address: it sees the state of its endpoint.
    """
    system = await SystemRepository(session, organisation_id).find()
    if system is None:
        return
    letter = hooks_letter(
        context.settings.public_url, open_address(context.vault, system), host, language=system.language
    )
    try:
        await enqueue_mail(session, context, letter)
    except TooMany:
        log.warning("mail.reject", reason="too_many", purpose=letter.purpose)
