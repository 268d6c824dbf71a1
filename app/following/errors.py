"""What can be wrong with following a share."""

from typing import ClassVar

from app.platform.errors import AppError, Kind


class TooManyEndpoints(AppError):
    """An organisation has a few addresses for webhooks, and no more."""

    slug: ClassVar[str] = "too-many-endpoints"
    title: ClassVar[str] = "There are enough addresses for webhooks"
    advice: ClassVar[str] = "Delete a webhook endpoint that you no longer need, and send the request again."
    kind: ClassVar[Kind] = Kind.conflict
