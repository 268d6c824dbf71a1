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
