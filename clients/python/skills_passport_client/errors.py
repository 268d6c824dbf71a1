"""What can go wrong: the service refuses a request, or a webhook is not what it seems."""

from collections.abc import Mapping, Sequence
from typing import Any


class ApiError(Exception):
    """The service refused a request (RFC 9457). Decide by `code`, which is stable; `detail` is for people.

    `retry_after` is how many seconds to wait, where the service says so; `errors` are the mistakes in the input.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        retry_after: int | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail
        self.retry_after, self.errors = retry_after, tuple(errors)


class WebhookRefused(Exception):
    """The webhook has no good signature, is too old or from the future, or cannot be read. Answer it with 400."""
