"""Refusals of assessing."""

from app.platform.errors import AppError, Kind


class UnknownLadder(AppError):
    """The validation levels never had this version."""

    slug = "unknown-validation-levels"
    title = "The validation levels have no such version"
    kind = Kind.not_found
