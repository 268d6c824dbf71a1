"""What a piece of evidence can be."""

from enum import StrEnum


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
