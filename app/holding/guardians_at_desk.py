"""A parent or guardian at the desk: asked for somebody who is there, or written down from paper.

Only at a partnership that told the age itself, so that no other one learns it; and a member of staff does it under their
own name.
"""

from uuid import UUID

from app.accounts.permissions import Issuer
from app.holding.errors import NothingCollected
from app.holding.guardians import Said, answered, ask_guardian, note_answer
from app.holding.repository.guardians import GuardianRepository
from app.holding.under_sixteen import Youth, find_first_day, find_youth
from app.issuing.ages import find_age
from app.issuing.claims import find_holder_of
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import NotFound


async def find_young_recipient(
    context: Context, issuer: Issuer, recipient_id: UUID
) -> tuple[UUID, Youth] | None:
    """Whose passport it is and what counts there; None unless this partnership told itself that they are under sixteen.

    Raises NotFound, NothingCollected when there is no passport yet.
    """
    organisation_id = issuer.organisation_id
    async with context.database.transaction(organisation_id=organisation_id) as session:
        holder_id = await find_holder_of(session, organisation_id, recipient_id)
        day = await find_age(session, organisation_id, recipient_id)
        if holder_id is None:
            raise NothingCollected
        await enter(session, holder_id=holder_id)
        youth = await find_youth(context, session, holder_id)
    return (holder_id, youth) if day is not None and youth is not None else None


async def ask_at_desk(
    context: Context, issuer: Issuer, recipient_id: UUID, typed: str, *, language: str
) -> None:
    """Send the mail for somebody who is at the desk. Raises NotFound, NothingCollected, and what `ask_guardian` raises."""
    holder_id = await _ensure_young(context, issuer, recipient_id)
    await ask_guardian(context, holder_id, typed, language=language)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await _audit(context, session, issuer, "guardian.asked", recipient_id)


async def write_down(context: Context, issuer: Issuer, recipient_id: UUID, *, agrees: bool) -> None:
    """What a parent or guardian signed on paper, under the name of the member of staff who saw it.

    A mail that waits for an answer stops. Raises NotFound, NothingCollected.
    """
    holder_id = await _ensure_young(context, issuer, recipient_id)
    said: Said = "yes" if agrees else "withdrawn"
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        await _audit(context, session, issuer, f"guardian.paper-{said}", recipient_id)
        await enter(session, holder_id=holder_id)
        day = await find_first_day(context, session, holder_id)
        if day is None:
            return
        values = answered(context, said, stop_hash=None) | {
            "organisation_id": issuer.organisation_id,
            "actor": issuer.actor,
        }
        await GuardianRepository(session, holder_id).write(language="nl", forget_on=day, **values)
        await note_answer(context, session, holder_id, said, organisation_id=issuer.organisation_id)


async def _ensure_young(context: Context, issuer: Issuer, recipient_id: UUID) -> UUID:
    found = await find_young_recipient(context, issuer, recipient_id)
    if found is None:
        raise NotFound
    return found[0]


async def _audit(context: Context, session: Session, issuer: Issuer, action: str, recipient_id: UUID) -> None:
    await audit.record(
        session,
        organisation_id=issuer.organisation_id,
        actor=issuer.actor,
        action=action,
        target=str(recipient_id),
        now=context.clock.now(),
        randomness=context.randomness,
    )
