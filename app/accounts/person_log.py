"""What a person did to their own way in, in the log of every organisation that lets the person in."""

from collections.abc import Mapping
from uuid import UUID

from app.accounts.people import actor_of
from app.accounts.repository.people import list_memberships_of
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session, enter, enter_person


async def note_for_person(
    context: Context,
    session: Session,
    person_id: UUID,
    action: str,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Append one entry a membership; afterwards the transaction is the person's, and no organisation's."""
    await enter_person(session, person_id)
    for row in sorted(await list_memberships_of(session, person_id), key=lambda row: row.organisation_id):
        await enter(session, organisation_id=row.organisation_id)
        await audit.record(
            session,
            organisation_id=row.organisation_id,
            actor=actor_of(person_id),
            action=action,
            target=actor_of(person_id),
            facts=facts,
            now=context.clock.now(),
            randomness=context.randomness,
        )
    await enter(session)
