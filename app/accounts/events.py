"""What others may react to."""

from dataclasses import dataclass
from typing import ClassVar

from app.platform.queue import Event


@dataclass(frozen=True, slots=True)
class SignInAsked(Event):
    """Somebody asked for a link; whether the address is known is looked up afterwards, out of sight."""

    name: ClassVar[str] = "accounts.sign_in_asked"
    browser_hash: str
