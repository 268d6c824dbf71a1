"""Errors of the vocabulary."""

from app.platform.errors import AppError, Kind


class UnknownSkill(AppError):
    """No framework that this service knows has a skill with this id."""

    slug = "unknown-skill"
    title = "Unknown skill"
    kind = Kind.not_found


class UnknownConcept(AppError):
    """No release of a framework that was imported here has this concept."""

    slug = "unknown-concept"
    title = "Unknown concept"
    kind = Kind.not_found


class UnreadableFramework(AppError):
    """The file is not one that a framework is published in, or it is broken."""

    slug = "unreadable-framework"
    title = "The framework cannot be imported"
    kind = Kind.invalid


class ImportRunning(AppError):
    """Two imports at a time would wait for each other."""

    slug = "import-running"
    title = "Another import is running"
    kind = Kind.conflict


class TermRetired(AppError):
    """A retired term stays as it is."""

    slug = "term-retired"
    title = "The term is not in use any more"
    kind = Kind.conflict


class MappingProposed(AppError):
    """The term has this mapping, or it waits for review."""

    slug = "mapping-proposed"
    title = "This mapping exists already"
    kind = Kind.conflict


class MappingNotReviewable(AppError):
    """Nobody reviews a proposal of their own, and none is reviewed twice."""

    slug = "mapping-not-reviewable"
    title = "This mapping cannot be reviewed by you"
    kind = Kind.conflict
