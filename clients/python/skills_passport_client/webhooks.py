"""Checking a webhook, after Standard Webhooks 1.0 (standardwebhooks.com): before anything in it is believed."""

import json
import time
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping, Sequence
from hashlib import sha256
from hmac import compare_digest, digest

from skills_passport_client.errors import WebhookRefused
from skills_passport_client.models import Event
from skills_passport_client.reading import as_object, moment, optional_text, part, text

TOLERANCE_SECONDS = 300
_PREFIX = "whsec_"
_VERSION = "v1,"


def read_webhook(
    secrets: str | Sequence[str], headers: Mapping[str, str], body: bytes, *, now: float | None = None
) -> Event:
    """The event in a webhook that one of the secrets signed within five minutes; the same `id` may come again.

    `body` is what came in, byte for byte; `headers` by name, in any case; `now` in seconds since 1970, for tests.
    Raises WebhookRefused, and ValueError for a secret that is none.
    """
    given = {name.lower(): value for name, value in headers.items()}
    webhook_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        raise WebhookRefused("webhook-timestamp is not a moment")
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        raise WebhookRefused("webhook-timestamp is too far from now")
    signed = b".".join((webhook_id.encode(), timestamp.encode(), body))
    keys = [_read_secret(secret) for secret in ([secrets] if isinstance(secrets, str) else secrets)]
    wanted = [b64encode(digest(key, signed, sha256)).decode() for key in keys]
    signatures = given.get("webhook-signature", "").split(" ")
    if not any(_is_one_of(signature, wanted) for signature in signatures):
        raise WebhookRefused("webhook-signature is not by this secret")
    return _read(webhook_id, body)


def _is_one_of(signature: str, wanted: Sequence[str]) -> bool:
    if not signature.startswith(_VERSION):
        return False
    found = signature.removeprefix(_VERSION).encode()
    return any(compare_digest(found, each.encode()) for each in wanted)


def _read_secret(secret: str) -> bytes:
    try:
        return b64decode(secret.removeprefix(_PREFIX), validate=True)
    except Error as error:
        raise ValueError("a secret is whsec_ and base64") from error


def _read(webhook_id: str, body: bytes) -> Event:
    try:
        document = as_object(json.loads(body))
        about = part(document, "data")
        return Event(
            id=webhook_id,
            type=text(document, "type"),
            happened_at=moment(document, "timestamp"),
            subscription_id=text(about, "subscriptionId"),
            share_id=text(about, "shareId"),
            credential_id=optional_text(about, "credentialId"),
            state=text(about, "state"),
        )
    except ValueError as error:
        raise WebhookRefused("this webhook cannot be read") from error
