"""How a webhook is signed: Standard Webhooks 1.0 (standardwebhooks.com), symmetric signatures."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from hmac import digest
from typing import Final

SECRET_BYTES: Final = 32
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - how every secret begins


def write_secret(secret: bytes) -> str:
    """The secret as its receiver keeps it: `whsec_` and base64."""
    return SECRET_PREFIX + b64encode(secret).decode()


def sign_webhook(
    body: bytes, *, webhook_id: str, sent_at: datetime, secrets: Sequence[bytes]
) -> Mapping[str, str]:
    """The headers of one attempt: id, whole seconds since 1970, and a `v1` signature (HMAC-SHA256) for each secret."""
    timestamp = str(int(sent_at.timestamp()))
    signed = b".".join((webhook_id.encode(), timestamp.encode(), body))
    signatures = [f"v1,{b64encode(digest(secret, signed, sha256)).decode()}" for secret in secrets]
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }
