"""Set or clear the status of what the VC-API issued, by the id of the credential."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.issuing.documents import PURPOSES
from app.issuing.errors import Irreversible
from app.issuing.revoke import add_events, forget_versions
from app.issuing.status_rows import StatusRepository
from app.issuing.vc_api import hash_credential_id
from app.issuing.vc_api_rows import DocumentRow, VcApiRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound

_REASON: Final = "other"
_ACTIONS: Final = {
    ("revocation", True): "document.revoked",
    ("suspension", True): "document.suspended",
    ("suspension", False): "document.reinstated",
}


async def set_status(
    context: Context, issuer: Issuer, credential_id: str, *, purpose: str, is_set: bool
) -> None:
    """Set or clear one status of every document with this id; what is so already stays so.

    Raises NotFound when none of them has a status of ours, Irreversible for taking a revocation back.
    """
    now = context.clock.now()
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        found = await VcApiRepository(session, issuer.organisation_id).list_signed(
            hash_credential_id(credential_id)
        )
        rows = [row for row in found if row.status_list_id is not None]
        if not rows or purpose not in PURPOSES:
            raise NotFound
        changed = [
            await _change(context, session, issuer, row, purpose, is_set=is_set, now=now) for row in rows
        ]
    forget_versions(context, frozenset[UUID]().union(*changed))


async def _change(
    context: Context,
    session: Session,
    issuer: Issuer,
    row: DocumentRow,
    purpose: str,
    *,
    is_set: bool,
    now: datetime,
) -> frozenset[UUID]:
    """One event under a new version of its list, and its entry in the audit log; the list if it changed."""
    assert row.status_list_id is not None
    assert row.status_index is not None
    entry = (row.status_list_id, row.status_index)
    events = await StatusRepository(session, issuer.organisation_id).list_events_of(entry[0], [entry[1]])
    if _is_set(events, purpose) is is_set:
        return frozenset()
    if (purpose, is_set) not in _ACTIONS:
        raise Irreversible
    changed = await add_events(
        context, session, issuer, [entry], purpose=purpose, is_set=is_set, reason=_REASON, now=now
    )
    await record_act(context, session, issuer, _ACTIONS[purpose, is_set], row.id)
    return changed


def _is_set(events: Sequence[dict[str, object]], purpose: str) -> bool:
    states = [event["is_set"] is True for event in events if event["purpose"] == purpose]
    return bool(states) and states[-1]
