"""What the vault seals in this room."""

from typing import Final

from app.following.endpoint_secrets import secret_place
from app.following.models import WebhookEndpointRecord
from app.platform.rewrapping import SealedColumn

SEALED: Final = (
    SealedColumn(WebhookEndpointRecord.secret_sealed, secret_place),
    SealedColumn(WebhookEndpointRecord.previous_sealed, secret_place),
)
