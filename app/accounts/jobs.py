"""What accounts does later: mail links to sign in, and forget what no longer counts."""

from datetime import timedelta
from typing import Final

from app.accounts.events import SignInAsked
from app.accounts.repository.invitations import forget_invitations
from app.accounts.repository.sessions import forget_sessions
from app.accounts.repository.sign_in_links import forget_links
from app.accounts.repository.systems import forget_unconfirmed
from app.accounts.sign_in import mail_sign_in_link
from app.platform.context import Context
from app.platform.errors import TooMany
from app.platform.logging import log
from app.platform.queue import scheduled, subscriber

_KEEP_LINKS: Final = timedelta(days=1)
_KEEP_CHALLENGES: Final = timedelta(hours=1)
_KEEP_SESSIONS: Final = timedelta(days=30)
_KEEP_INVITATIONS: Final = timedelta(days=30)


@subscriber(SignInAsked)
async def mail_link(event: SignInAsked, context: Context) -> None:
    """Mail the link if the address is somebody's. Who had too many mails gets none, and may ask again later."""
    try:
        await mail_sign_in_link(context, bytes.fromhex(event.browser_hash))
    except TooMany:
        log.warning("auth.fail", reason="too many mails")


@scheduled("27 * * * *", "accounts.forget")
async def forget_old_ways_in(context: Context) -> None:
    """Every hour: links, codes, challenges and ended sessions outlive their purpose no longer than they must."""
    now = context.clock.now()
    async with context.database.transaction() as session:
        count = await forget_links(
            session, links_before=now - _KEEP_LINKS, challenges_before=now - _KEEP_CHALLENGES
        )
        count += await forget_sessions(session, before=now - _KEEP_SESSIONS)
        count += await forget_invitations(session, before=now - _KEEP_INVITATIONS)
        count += await forget_unconfirmed(session, before=now - _KEEP_LINKS)
    log.info("accounts.forgotten", count=count)
