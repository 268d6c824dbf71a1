"""What can be wrong with a request before any room sees it."""

from typing import ClassVar

from app.platform.errors import AppError, Kind


class InvalidJson(AppError):
    """Not I-JSON (RFC 7493)."""

    slug: ClassVar[str] = "invalid-json"
    title: ClassVar[str] = "The body is not strict JSON"
    kind: ClassVar[Kind] = Kind.invalid


class JsonTooDeep(AppError):
    """Nested deeper than 32 levels (threat A16)."""

    slug: ClassVar[str] = "json-too-deep"
    title: ClassVar[str] = "The JSON is nested too deeply"
    advice: ClassVar[str] = "Send JSON that is nested at most 32 levels deep."
    kind: ClassVar[Kind] = Kind.invalid


class IdempotencyKeyMissing(AppError):
    """A request that changes something came without its key."""

    slug: ClassVar[str] = "idempotency-key-missing"
    title: ClassVar[str] = "The Idempotency-Key header is missing"
    kind: ClassVar[Kind] = Kind.invalid


class ElsewhereFirst(AppError):
    """A page cannot be shown now; a browser is led to the page that says why, and what to do."""

    page_path: ClassVar[str]


class SignInNeeded(AppError):
    """A page for members was asked for by somebody who is not signed in."""

    slug = "sign-in-needed"
    title = "Sign in first"
    advice = "Open /sign-in in a browser."
    kind = Kind.unauthenticated
    sign_in_path: ClassVar[str] = "/sign-in"


class PassportSignInNeeded(SignInNeeded):
    """A page of a holder was asked for by somebody who is not signed in."""

    advice = "Open /passport/sign-in in a browser."
    sign_in_path: ClassVar[str] = "/passport/sign-in"


class PreconditionRequired(AppError):
    """A change of what others may change too came without the version that its sender saw (RFC 6585, section 3)."""

    slug: ClassVar[str] = "precondition-required"
    title: ClassVar[str] = "Precondition required"
    advice: ClassVar[str] = "Send the ETag that you last saw in an If-Match header."
    kind: ClassVar[Kind] = Kind.precondition_required
