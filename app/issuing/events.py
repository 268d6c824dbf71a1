"""What others may react to when issuing is done; ids only, never personal data."""

from dataclasses import dataclass
from typing import ClassVar

from app.platform.queue import Event


@dataclass(frozen=True, slots=True)
class CredentialIssued(Event):
    """Credentials were signed and recorded; both lists run in step."""

    name: ClassVar[str] = "issuing.credential_issued"

    organisation_id: str
    credential_ids: list[str]
    recipient_ids: list[str]


@dataclass(frozen=True, slots=True)
class CredentialRevoked(Event):
    name: ClassVar[str] = "issuing.credential_revoked"

    organisation_id: str
    credential_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class CredentialSuspended(Event):
    name: ClassVar[str] = "issuing.credential_suspended"

    organisation_id: str
    credential_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class CredentialReinstated(Event):
    name: ClassVar[str] = "issuing.credential_reinstated"

    organisation_id: str
    credential_id: str
