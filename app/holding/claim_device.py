"""On whose device somebody collects: one's own, one where another passport is open, or one of staff who help.

Who is at the device cannot be known, so it is asked. Nothing is put with the skills of somebody else without a word, and
what is collected beside a coach opens on the coach's device only to look along.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.accounts.memberships import list_memberships
from app.accounts.permissions import Issuer, Scope
from app.holding.helped import Help, OpenedHelp, end_help, make_help_code, open_help
from app.holding.receive import ReceivedClaim, receive_claim
from app.holding.sessions import OpenedSession, end_session
from app.platform.context import Context


class Whose(StrEnum):
    """Whose the credentials are, as the person at the device says."""

    mine = "mine"
    somebody_new = "new"
    helped = "helped"


@dataclass(frozen=True, slots=True)
class ClaimDevice:
    """What is open on the device: a passport, a look together with a coach, the desk of a member of staff."""

    holder_id: UUID | None = None
    token: str = ""
    look: Help | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """What the device gets: a session, or a look; neither where the passport was open already."""

    session: OpenedSession | None = None
    look: OpenedHelp | None = None


def list_choices(device: ClaimDevice, helper: Issuer | None) -> tuple[Whose, ...]:
    """What is asked before anything is collected; nothing on a device on which nobody was before."""
    if device.holder_id is None and device.person_id is None:
        return ()
    first = (Whose.mine,) if device.holder_id is not None else ()
    return (*first, *((Whose.helped,) if helper is not None else ()), Whose.somebody_new)


async def find_helper(context: Context, device: ClaimDevice, slug: str) -> Issuer | None:
    """Who of this partnership is at its desk on the device and may help with a passport, or None."""
    if device.person_id is None:
        return None
    found = await list_memberships(context, device.person_id)
    issuers = (one.issuer for one in found if one.issuer.slug == slug)
    return next((issuer for issuer in issuers if Scope.PASSPORTS_HELP in issuer.scopes), None)


async def collect(
    context: Context, secret: str, device: ClaimDevice, whose: Whose | None, helper: Issuer | None
) -> Collected:
    """Use up a claim link for whoever it is; what else was open on the device closes there, unless it is theirs.

    Without `whose` nobody was asked. Raises ClaimLinkNotFound, AlreadyCollected.
    """
    is_mine = whose in {None, Whose.mine}
    received = await receive_claim(context, secret, holder_id=device.holder_id if is_mine else None)
    if whose is not None and device.look is not None:
        await end_help(context, device.look.holder_id, device.look.session_id)
    if whose is Whose.helped and helper is not None:
        return Collected(look=await _look_together(context, received, helper))
    if whose is Whose.somebody_new and device.holder_id is not None:
        await end_session(context, device.holder_id, device.token)
    return Collected(session=received.session)


async def _look_together(context: Context, received: ReceivedClaim, helper: Issuer) -> OpenedHelp | None:
    """The worker's gesture was the link; the coach's device gets no session, and both logs tell of the look."""
    if received.session is not None:
        await end_session(context, received.holder_id, received.session.token)
    made = await make_help_code(context, received.holder_id)
    return await open_help(context, helper, made.code)
