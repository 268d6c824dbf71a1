"""What others may react to when the keys of a partnership change; ids only."""

from dataclasses import dataclass
from typing import ClassVar

from app.platform.queue import Event


@dataclass(frozen=True, slots=True)
class SigningKeyCompromised(Event):
    """A signing key is no longer believed from some moment on."""

    name: ClassVar[str] = "trust.signing_key_compromised"

    organisation_id: str
    key_id: str
