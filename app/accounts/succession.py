"""Who takes over from a partnership that ended: the successor sees and withdraws what that one gave, and nothing more."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

from app.accounts.organisations import Organisation, find_organisation, find_organisation_by_slug
from app.accounts.permissions import Issuer, Scope
from app.platform.context import Context

SUCCESSOR_SCOPES: Final = frozenset({Scope.CREDENTIALS_READ, Scope.CREDENTIALS_REVOKE})


async def find_succeeded(context: Context, successor: Issuer, organisation_id: str) -> Issuer | None:
    """The caller in the name of an organisation that ended and that its own one took over; None of any other."""
    try:
        wanted = UUID(organisation_id)
    except ValueError:
        return None
    async with context.database.transaction() as session:
        ended = await find_organisation(session, wanted)
    return None if ended is None else _act_for(ended, [successor])


async def find_succeeded_by_slug(context: Context, successors: Iterable[Issuer], slug: str) -> Issuer | None:
    """As `find_succeeded`, for a member of organisations and a short name."""
    async with context.database.transaction() as session:
        ended = await find_organisation_by_slug(session, slug)
    return None if ended is None else _act_for(ended, successors)


def _act_for(ended: Organisation, successors: Iterable[Issuer]) -> Issuer | None:
    if ended.ended_at is None:
        return None
    for successor in successors:
        if successor.organisation_id == ended.successor_id:
            return replace(
                successor,
                organisation_id=ended.id,
                scopes=successor.scopes & SUCCESSOR_SCOPES,
                organisation_name=ended.name,
                slug=ended.slug,
                is_test=ended.is_test,
            )
    return None
