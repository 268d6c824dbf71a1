"""Errors of trust."""

from app.platform.errors import AppError, Kind


class RotationPending(AppError):
    """A next key waits to take over already."""

    slug = "rotation-pending"
    title = "The next key is waiting to take over already"
    kind = Kind.conflict


class NoSigningKey(AppError):
    """The organisation has no key for this purpose that may sign now."""

    slug = "no-signing-key"
    title = "There is no signing key"
    kind = Kind.unavailable


class IssuerAlreadyRegistered(AppError):
    """The register has this DID already."""

    slug = "issuer-already-registered"
    title = "The issuer is in the register already"
    kind = Kind.conflict


class UnknownIssuer(AppError):
    """The register does not have this DID; for operators, who may know."""

    slug = "unknown-issuer"
    title = "The issuer is not in the register"
    kind = Kind.not_found


class UnknownIssuerKey(AppError):
    """No key with this thumbprint was ever seen of this issuer; for operators, who may know."""

    slug = "unknown-issuer-key"
    title = "This key of the issuer was never seen"
    kind = Kind.not_found


class IssuerNotActive(AppError):
    """The register says that the partnership may not give anything now."""

    slug = "issuer-not-active"
    title = "This partnership may not give credentials now"
    advice = "It is suspended or has ended. Ask the operator of the service."
    kind = Kind.forbidden


class EndorsementRefused(AppError):
    """A signed statement that is not proven, or that says something else than what is to be recorded."""

    slug = "endorsement-refused"
    title = "The signed statement does not fit"
    kind = Kind.invalid


class RecognitionDecided(AppError):
    """The draft of a recognition was confirmed or discarded already."""

    slug = "recognition-decided"
    title = "This recognition was decided already"
    kind = Kind.conflict
