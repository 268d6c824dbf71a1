"""What the worker of the service reacts to in the passport."""

from dataclasses import dataclass
from typing import ClassVar

from app.platform.queue import Event


@dataclass(frozen=True, slots=True)
class EntryCodeAsked(Event):
    """Somebody asked for a code to come in; whose address it is, if anybody's, is looked up out of sight."""

    name: ClassVar[str] = "holding.entry_code_asked"
    browser_hash: str
