"""Who of the recipients is not sixteen yet, for their passport and for the desk."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.accounts.permissions import Issuer
from app.assessing.ages import find_day, find_day_faults, forget_age, tell_ages
from app.issuing.age_rows import AgeRepository, list_days_of_holder
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import InvalidInput, NotFound


async def find_sixteen_on(session: Session, holder_id: UUID) -> date | None:
    """From which day a holder is sixteen by every organisation that told it, so by the latest; None when none did.

    `session` is in the holder's context.
    """
    return max(await list_days_of_holder(session, holder_id), default=None)


async def find_holders_of(session: Session, organisation_id: UUID, hashes: Sequence[bytes]) -> list[UUID]:
    """Who holds what these people were given, in the organisation's own transaction."""
    return await AgeRepository(session, organisation_id).list_holders(hashes)


async def find_age(session: Session, organisation_id: UUID, recipient_id: UUID) -> date | None:
    """What this organisation told of a recipient. Raises NotFound."""
    return await find_day(session, organisation_id, await _hash_of(session, organisation_id, recipient_id))


async def tell_age(context: Context, issuer: Issuer, recipient_id: UUID, sixteen_on: date | None) -> None:
    """What the desk knows of a recipient from now on; None takes away what was told by mistake.

    Raises NotFound, InvalidInput.
    """
    organisation_id = issuer.organisation_id
    if faults := list(find_day_faults(sixteen_on, "/sixteenOn", now=context.clock.now())):
        raise InvalidInput(errors=faults)
    async with context.database.transaction(organisation_id=organisation_id) as session:
        person = await _hash_of(session, organisation_id, recipient_id)
        if sixteen_on is None:
            await forget_age(session, organisation_id, person)
        else:
            await tell_ages(context, session, organisation_id, {person: sixteen_on})
        await audit.record(
            session,
            organisation_id=organisation_id,
            actor=issuer.actor,
            action="recipient.age-told" if sixteen_on else "recipient.age-taken-back",
            target=str(recipient_id),
            now=context.clock.now(),
            randomness=context.randomness,
        )


async def _hash_of(session: Session, organisation_id: UUID, recipient_id: UUID) -> bytes:
    person = await AgeRepository(session, organisation_id).find_hash(recipient_id)
    if person is None:
        raise NotFound
    return person
