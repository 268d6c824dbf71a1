"""What the worker of the service reacts to in the passport."""

from dataclasses import dataclass
from typing import ClassVar

from app.platform.queue import Event


@dataclass(frozen=True, slots=True)
class EntryCodeAsked(Event):
    """Somebody asked for a code to come in; whose address it is, if anybody's, is looked up out of sight."""

    name: ClassVar[str] = "holding.entry_code_asked"
    browser_hash: str


@dataclass(frozen=True, slots=True)
class FollowedShareEnded(Event):
    """A holder stopped a share that a system followed, or is gone; why is nobody's business."""

    name: ClassVar[str] = "holding.followed_share_ended"
    organisation_id: str
    subscription_id: str


@dataclass(frozen=True, slots=True)
class CredentialSorted(Event):
    """A holder accepted, refused or hid a credential, so that a share may show it or no longer does."""

    name: ClassVar[str] = "holding.credential_sorted"
    credential_id: str
