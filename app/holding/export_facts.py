"""What a holder's export tells beside the credentials: what was shared and seen, what was asked, how one comes in."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any, Final, TypeVar
from uuid import UUID

from app.holding.contacts import list_contacts
from app.holding.disputes import list_disputes
from app.holding.dossier_schemas import own_dossier_view
from app.holding.own_dossiers import list_own_dossiers
from app.holding.own_skills import list_own_skills
from app.holding.passport import HeldCredential
from app.holding.share import ShareLink, list_share_links, list_views
from app.platform.context import Context
from app.platform.pagination import Page, Slice

_PAGE: Final = 100
T = TypeVar("T")


async def collect_facts(context: Context, holder_id: UUID, held: Sequence[HeldCredential]) -> dict[str, Any]:
    """Plain values by English names, as the API names them."""
    shares = await _all(lambda page: list_share_links(context, holder_id, page))
    disputes = await _all(lambda page: list_disputes(context, holder_id, page))
    return {
        "exportedAt": context.clock.now(),
        "credentials": [
            {"id": one.credential_id, "receivedAt": one.received_at, "state": one.state} for one in held
        ],
        "ownSkills": [asdict(skill) for skill in await list_own_skills(context, holder_id)],
        "shareLinks": [await _tell_share(context, holder_id, share) for share in shares],
        "disputes": [asdict(dispute) for dispute in disputes],
        "dossiers": [
            own_dossier_view(one).model_dump(mode="json", by_alias=True)
            for one in await list_own_dossiers(context, holder_id)
        ],
        "waysIn": [asdict(contact) for contact in await list_contacts(context, holder_id)],
    }


async def _tell_share(context: Context, holder_id: UUID, share: ShareLink) -> dict[str, Any]:
    views = await _all(lambda page: list_views(context, holder_id, share.id, page))
    return {**asdict(share), "views": [{"at": view.viewed_at, "channel": view.channel} for view in views]}


async def _all(read: Callable[[Page], Awaitable[Slice[T]]]) -> list[T]:
    found = await read(Page(limit=_PAGE, cursor=None))
    items = list(found.items)
    while found.next_cursor is not None:
        found = await read(Page(limit=_PAGE, cursor=found.next_cursor))
        items += found.items
    return items
