"""Rows of the passport as the use cases see them: still sealed, without any database object."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.holding.places import CredentialPlace


@dataclass(frozen=True, slots=True)
class SealedCredential:
    """A row of the passport as it is stored; `sealed` opens with the holder's data key."""

    credential_id: UUID
    organisation_id: UUID
    format: str
    sealed: bytes
    received_at: datetime
    state: CredentialPlace = "new"
    state_changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SealedSkill:
    """A skill in the holder's own words as it is stored; `sealed` opens with the holder's data key."""

    id: UUID
    sealed: bytes
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredShareLink:
    """A share link as it is stored; `details_sealed` opens with the holder's data key."""

    holder_id: UUID
    id: UUID
    details_sealed: bytes
    is_single_use: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkTotals:
    """What the list of links counts per link."""

    credential_count: int
    view_count: int
    last_viewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredView:
    """One time a share link was opened, `channel` is page or api."""

    id: UUID
    channel: Literal["page", "api"]
    viewed_at: datetime


@dataclass(frozen=True, slots=True)
class Follower:
    """A system that is told of changes to what a link shows, by the name of its organisation."""

    share_link_id: UUID
    organisation_id: UUID
    subscription_id: UUID
    name: str
    followed_at: datetime
    ended_at: datetime | None = None
