"""What people change of their own; each act stands in the log of the organisations that let them in."""

from uuid import UUID

from app.accounts.people import read_language, read_name, seal_name
from app.accounts.person_log import note_for_person
from app.accounts.repository import people as repository
from app.accounts.sessions import end_other_sessions, end_staff_session
from app.platform.context import Context
from app.platform.database import enter_person
from app.platform.errors import NotFound


async def change_name(context: Context, person_id: UUID, name: str) -> None:
    """Give the person another name. Raises InvalidInput, NotFound."""
    clean = read_name(name)
    async with context.database.transaction() as session:
        await enter_person(session, person_id)
        record = await repository.find_person(session, person_id)
        if record is None:
            raise NotFound
        await repository.update_person(session, person_id, name_sealed=seal_name(context, record, clean))
        await note_for_person(context, session, person_id, "person.renamed")


async def change_language(context: Context, person_id: UUID, language: str) -> None:
    """Speak another language from now on. Raises InvalidInput."""
    async with context.database.transaction() as session:
        await enter_person(session, person_id)
        await repository.update_person(session, person_id, language=read_language(language))


async def end_own_session(context: Context, person_id: UUID, session_id: UUID) -> None:
    """End one session of the person at once. Raises NotFound when it is not open, or somebody else's."""
    async with context.database.transaction() as session:
        await enter_person(session, person_id)
        if not await end_staff_session(context, session, person_id, session_id):
            raise NotFound
        await note_for_person(context, session, person_id, "person.session-ended")


async def end_own_sessions(context: Context, person_id: UUID, *, except_id: UUID) -> None:
    """End all other sessions of the person at once."""
    async with context.database.transaction() as session:
        await enter_person(session, person_id)
        count = await end_other_sessions(context, session, person_id, except_id=except_id)
        await note_for_person(context, session, person_id, "person.sessions-ended", {"count": str(count)})
