"""What others may react to."""

from dataclasses import dataclass
from typing import ClassVar

from app.platform.queue import Event


@dataclass(frozen=True, slots=True)
class SignInAsked(Event):
    """Somebody asked for a link; whether the address is known is looked up afterwards, out of sight."""

    name: ClassVar[str] = "accounts.sign_in_asked"
    browser_hash: str


@dataclass(frozen=True, slots=True)
class MembershipEnded(Event):
    """A person is no longer a member of an organisation."""

    name: ClassVar[str] = "accounts.membership_ended"
    organisation_id: str
    person_id: str
