"""What can be wrong with a request to verify; what is wrong with a credential is a report, not an error."""

from typing import ClassVar

from app.platform.errors import AppError, Kind


class InvalidPresentation(AppError):
    """The document is not a W3C verifiable presentation with 1 to 50 credentials."""

    slug: ClassVar[str] = "invalid-presentation"
    title: ClassVar[str] = "Presentation cannot be read"
    advice: ClassVar[str] = "Send a W3C verifiable presentation that carries 1 to 50 credentials."
    kind: ClassVar[Kind] = Kind.invalid


class InvalidVerificationRequest(AppError):
    """The request must name exactly one of credential, presentation and shareLink."""

    slug: ClassVar[str] = "invalid-verification-request"
    title: ClassVar[str] = "Verification request is not complete"
    advice: ClassVar[str] = "Send exactly one of credential, presentation and shareLink."
    kind: ClassVar[Kind] = Kind.invalid
