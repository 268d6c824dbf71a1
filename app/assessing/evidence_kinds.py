"""What a piece of evidence can be, and what its summary may not hold."""

from enum import StrEnum

from app.platform.errors import FieldError


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    observation = "observation"
    photo = "photo"
    video = "video"
    document = "document"
    voice_note = "voice-note"
    statement = "statement"
    hours = "hours"
    certificate = "certificate"


def evidence_address_fault(pointer: str) -> FieldError:
    """The one sentence for a web address in a summary: what is signed must not lead to evidence about a person."""
    detail = "Say in words what was seen, without a web address. Evidence stays outside the credential."
    return FieldError(pointer, "address_in_evidence", detail)
