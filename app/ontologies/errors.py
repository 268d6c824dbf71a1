"""Errors of the vocabulary."""

from app.platform.errors import AppError, Kind


class UnknownSkill(AppError):
    """No framework that this service knows has a skill with this id."""

    slug = "unknown-skill"
    title = "Unknown skill"
    kind = Kind.not_found
