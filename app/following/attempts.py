"""The log of what was sent to an address, and what came of it."""

from uuid import UUID

from app.following.endpoints import load_endpoint
from app.following.repository.webhooks import DeliveryRepository
from app.following.rows import Attempt
from app.platform.database import Session
from app.platform.pagination import Page, Slice, encode_place, read_place


async def list_attempts(
    session: Session, organisation_id: UUID, endpoint_id: UUID, page: Page
) -> Slice[Attempt]:
    """The newest first. Raises NotFound, InvalidInput for a cursor that is not ours."""
    await load_endpoint(session, organisation_id, endpoint_id)
    before = read_place(page)
    deliveries = DeliveryRepository(session, organisation_id)
    found = await deliveries.list_attempts(endpoint_id, limit=page.limit + 1, before=before)
    shown = found[: page.limit]
    cursor = encode_place(shown[-1].attempted_at, shown[-1].id) if len(found) > page.limit else None
    return Slice(shown, cursor)
