"""Errors of accounts."""

from app.platform.errors import AppError, FieldError, InvalidInput, Kind


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


class AlreadyMember(AppError):
    """Who is invited is a member already."""

    slug = "already-member"
    title = "This person is a member already"
    kind = Kind.conflict


class LastCoordinator(AppError):
    """Without a coordinator nobody could let anybody in again."""

    slug = "last-coordinator"
    title = "A partnership keeps at least one coordinator"
    kind = Kind.conflict


class InvitationClosed(AppError):
    """The invitation was accepted or withdrawn before."""

    slug = "invitation-closed"
    title = "The invitation is no longer open"
    kind = Kind.conflict


class PasskeyRefused(AppError):
    """What the browser answered does not fit what was asked; which part is not told (threat A28)."""

    slug = "passkey-refused"
    title = "The passkey does not work here"
    kind = Kind.invalid


class PoorContrast(InvalidInput):
    """Text on the colour cannot be read; `suggestion` is the nearest colour on which it can."""

    def __init__(self, ratio: float, suggestion: str) -> None:
        # Never rounded up to a ratio that would do.
        self.ratio, self.suggestion = int(ratio * 10) / 10, suggestion
        detail = f"The contrast is {self.ratio}:1 and has to be 4.5:1. The nearest colour that does is {suggestion}."
        super().__init__(errors=[FieldError("/brandColour", "contrast", detail)])


class BrandingChanged(AppError):
    """Somebody changed the brand after it was read."""

    slug = "precondition-failed"
    title = "Changed in the meantime"
    advice = "Read the brand again, and send your change with its new ETag."
    kind = Kind.precondition_failed


class FourEyesNeeded(AppError):
    """Who drafted or last edited something does not decide about it."""

    slug = "four-eyes-needed"
    title = "Somebody else has to decide this"
    advice = "Ask a colleague who did not draft or last edit this."
    kind = Kind.conflict


class TooManyKeys(AppError):
    """A system that registered itself has a few keys, and no more."""

    slug = "too-many-keys"
    title = "There are enough keys"
    advice = "Stop a key that is no longer used, and try again."
    kind = Kind.conflict
