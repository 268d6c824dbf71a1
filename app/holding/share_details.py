"""What only the holder knows of a share link, sealed with the holder's own data key."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import orjson

from app.holding.rows import StoredShareLink
from app.platform.vault import DataKey

NameDisplay = Literal["full", "first-initial", "none"]


@dataclass(frozen=True, slots=True)
class ShareDetails:
    """Why, for whom, and how much of the person is shown; of a link with a code that people type also the code."""

    purpose: str | None
    recipient_label: str | None
    code: str | None = None
    name_display: NameDisplay = "full"
    shows_evidence: bool = True
    is_for_paper: bool = False
    own_skill_ids: tuple[UUID, ...] = ()


def seal_details(data_key: DataKey, details: ShareDetails, holder_id: UUID, link_id: UUID) -> bytes:
    """The details for one row."""
    document = {
        "purpose": details.purpose,
        "recipientLabel": details.recipient_label,
        "nameDisplay": details.name_display,
        "showsEvidence": details.shows_evidence,
        "code": details.code,
        "isForPaper": details.is_for_paper,
        "ownSkillIds": [str(each) for each in details.own_skill_ids],
    }
    return data_key.seal(orjson.dumps(document), context=_place(holder_id, link_id))


def open_details(data_key: DataKey, link: StoredShareLink) -> ShareDetails:
    """The details of a row. Raises SealBroken when the row was changed or moved."""
    document = orjson.loads(data_key.open(link.details_sealed, context=_place(link.holder_id, link.id)))
    code = document.get("code")
    return ShareDetails(
        document["purpose"],
        document["recipientLabel"],
        code,
        document["nameDisplay"],
        # Before there was a choice, all was shown, and only paper had a code.
        document.get("showsEvidence", True),
        document.get("isForPaper", code is not None),
        tuple(UUID(each) for each in document.get("ownSkillIds", ())),
    )


def _place(holder_id: UUID, link_id: UUID) -> str:
    return f"share_links/details_sealed/{holder_id}/{link_id}"
