"""A dispute as it is stored: what is not right, still sealed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

DisputeReason = Literal["name", "skill", "level", "date", "not-mine", "other"]
DisputeState = Literal["open", "answered", "withdrawn"]


@dataclass(frozen=True, slots=True)
class StoredDispute:
    """A row; what is sealed opens with the holder's data key."""

    holder_id: UUID
    id: UUID
    credential_id: UUID
    organisation_id: UUID
    reason: DisputeReason
    words_sealed: bytes | None
    state: DisputeState
    created_at: datetime
    answer_sealed: bytes | None = None
    answered_at: datetime | None = None
