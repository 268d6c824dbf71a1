"""Errors of accounts."""

from app.platform.errors import AppError, Kind


class ConfusableName(AppError):
    """The name looks like that of another organisation (threat A27)."""

    slug = "confusable-name"
    title = "The name looks like the name of another organisation"
    kind = Kind.invalid


class SlugTaken(AppError):
    """Another organisation has the short name already."""

    slug = "slug-taken"
    title = "The short name is taken"
    kind = Kind.conflict


class UnknownOrganisation(AppError):
    """No such organisation; for operators, who may know."""

    slug = "unknown-organisation"
    title = "The organisation does not exist"
    kind = Kind.not_found


class ScopeNotAllowed(AppError):
    """A key cannot give more than it has, nor more than its organisation may have (threat A29)."""

    slug = "scope-not-allowed"
    title = "The scope may not be given"
    kind = Kind.forbidden


class AddressTaken(AppError):
    """Somebody has this mail address already."""

    slug = "address-taken"
    title = "The mail address is in use"
    kind = Kind.conflict
