"""The holder decides about a credential: it is right, it is not, or nobody needs to see it."""

from uuid import UUID

from app.holding.errors import CredentialStateConflict
from app.holding.events import CredentialSorted
from app.holding.passport import HeldCredential, load_data_key, open_credential
from app.holding.places import CredentialPlace, may_follow
from app.holding.repository.credentials import PassportRepository
from app.platform.context import Context
from app.platform.errors import NotFound
from app.platform.logging import log
from app.platform.queue import publish


async def sort_credential(
    context: Context, holder_id: UUID, credential_id: UUID, wanted: CredentialPlace
) -> HeldCredential:
    """Accept, refuse or hide a credential; the same twice is no error, and the first moment stays.

    From this moment no share link shows one that is refused or hidden. Raises NotFound, CredentialStateConflict.
    """
    async with context.database.transaction(holder_id=holder_id) as session:
        credentials = PassportRepository(session, holder_id)
        found = await credentials.find_credential(credential_id, lock=True)
        if found is None:
            raise NotFound
        if found.state != wanted:
            if not may_follow(found.state, wanted):
                raise CredentialStateConflict
            await credentials.set_state(credential_id, wanted, now=context.clock.now())
            await publish(session, CredentialSorted(str(credential_id)))
            log.info("passport.sort", kind=wanted)
    return await load_held(context, holder_id, credential_id)


async def load_held(context: Context, holder_id: UUID, credential_id: UUID) -> HeldCredential:
    """One credential of the passport. Raises NotFound, also for one of somebody else."""
    async with context.database.transaction(holder_id=holder_id) as session:
        found = await PassportRepository(session, holder_id).find_credential(credential_id)
        if found is None:
            raise NotFound
        return open_credential(await load_data_key(context, session, holder_id), holder_id, found)
