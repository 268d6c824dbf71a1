"""What only the holder knows of a share link, sealed with the holder's own data key."""

from dataclasses import dataclass
from uuid import UUID

import orjson

from app.holding.rows import StoredShareLink
from app.platform.vault import DataKey


@dataclass(frozen=True, slots=True)
class ShareDetails:
    """Why and for whom; of a link for paper also its code, which the holder prints again and again."""

    purpose: str | None
    recipient_label: str | None
    code: str | None = None


def seal_details(data_key: DataKey, details: ShareDetails, holder_id: UUID, link_id: UUID) -> bytes:
    """The details for one row."""
    # A signed VC-JWT cannot hide the name, so "full" is the only display there is.
    document = {
        "purpose": details.purpose,
        "recipientLabel": details.recipient_label,
        "nameDisplay": "full",
        "code": details.code,
    }
    return data_key.seal(orjson.dumps(document), context=_place(holder_id, link_id))


def open_details(data_key: DataKey, link: StoredShareLink) -> ShareDetails:
    """The details of a row. Raises SealBroken when the row was changed or moved."""
    document = orjson.loads(data_key.open(link.details_sealed, context=_place(link.holder_id, link.id)))
    return ShareDetails(document["purpose"], document["recipientLabel"], document.get("code"))


def _place(holder_id: UUID, link_id: UUID) -> str:
    return f"share_links/details_sealed/{holder_id}/{link_id}"
