"""Errors that know what happened; only the door of the service knows HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """What sort of thing went wrong, for the one map to a status."""

    not_found = "not_found"
    invalid = "invalid"
    conflict = "conflict"
    gone = "gone"
    forbidden = "forbidden"
    unauthenticated = "unauthenticated"
    too_many = "too_many"
    unavailable = "unavailable"
    too_large = "too_large"
    unsupported_media = "unsupported_media"
    precondition_required = "precondition_required"
    precondition_failed = "precondition_failed"
    broken = "broken"
    not_implemented = "not_implemented"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault of the input: an RFC 6901 pointer into the body (or `?name` of a query parameter)."""

    pointer: str
    code: str
    detail: str


class AppError(Exception):
    """An error a client may see. The message is its detail and says what to do; the cause goes to the log.

    `advice` is the detail where the code has nothing more particular to say.
    """

    slug: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Something went wrong on our side"
    advice: ClassVar[str] = ""
    kind: ClassVar[Kind] = Kind.unavailable

    def __init__(
        self, detail: str = "", *, errors: Sequence[FieldError] = (), retry_after: int | None = None
    ) -> None:
        self.detail = detail or self.advice or self.title
        super().__init__(self.detail)
        self.errors = tuple(errors)
        self.retry_after = retry_after


class NotFound(AppError):
    """There is no such thing, or it belongs to somebody else: both look the same."""

    slug = "not-found"
    title = "There is nothing at this address"
    advice = "Check the ids in the address, and that your key belongs to that organisation."
    kind = Kind.not_found


class InvalidInput(AppError):
    """The request cannot be carried out as it was sent."""

    slug = "invalid-input"
    title = "The request has a mistake"
    advice = "Correct what the member errors names, and send the request again."
    kind = Kind.invalid


class UnknownField(InvalidInput):
    """The body names something that cannot be set here, such as another issuer (threat A02)."""

    slug = "unknown-field"
    title = "The request has a field that is not known here"


class UnsafeContent(InvalidInput):
    """A text or address that could mislead readers or break other software (threats A26, A27)."""

    slug = "unsafe-content"
    title = "This text may not be put in a credential"


class Erased(AppError):
    """The key of the person is gone, and every text with it; id, status and digest stay (threats.md, A34)."""

    slug = "erased"
    title = "The data of this person was erased"
    advice = "Nothing of it can be given any more. Its status can still be read and changed by its id."
    kind = Kind.gone


class Unauthenticated(AppError):
    """No valid key or session came with the request."""

    slug = "unauthenticated"
    title = "We do not know who is asking"
    kind = Kind.unauthenticated


class Forbidden(AppError):
    """The key is good, but not for this."""

    slug = "forbidden"
    title = "This key may not do that"
    advice = "Use a key that has the scope for it; the API description names it."
    kind = Kind.forbidden


class TooMany(AppError):
    """More requests than the limit allows."""

    slug = "too-many-requests"
    title = "Too many requests"
    advice = "Wait as long as the Retry-After header says, and send the request again."
    kind = Kind.too_many


class Overloaded(AppError):
    """The service sheds work for a moment."""

    slug = "overloaded"
    title = "The service is too busy"
    advice = "Wait as long as the Retry-After header says, and send the request again."
    kind = Kind.unavailable


class PayloadTooLarge(AppError):
    """The body is larger than this address accepts."""

    slug = "too-large"
    title = "The request is too large"
    kind = Kind.too_large


class UnsupportedMediaType(AppError):
    """The body is of a type this address does not read."""

    slug = "unsupported-media-type"
    title = "This type of content is not accepted here"
    kind = Kind.unsupported_media


class StorageUnavailable(AppError):
    """The database cannot be reached or refuses to write."""

    slug = "storage-unavailable"
    title = "We cannot reach our records"
    kind = Kind.unavailable
