"""A typed client for the system of an employer: verify, follow what was shared, and check webhooks."""

from skills_passport_client.client import PassportClient
from skills_passport_client.errors import ApiError, WebhookRefused
from skills_passport_client.models import (
    Attempt,
    Check,
    CreatedEndpoint,
    Credential,
    Endpoint,
    Event,
    Events,
    FollowedCredential,
    Issuer,
    ItemProblem,
    Level,
    Result,
    Subscription,
    Verification,
)
from skills_passport_client.webhooks import read_webhook

__all__ = [
    "ApiError",
    "Attempt",
    "Check",
    "CreatedEndpoint",
    "Credential",
    "Endpoint",
    "Event",
    "Events",
    "FollowedCredential",
    "Issuer",
    "ItemProblem",
    "Level",
    "PassportClient",
    "Result",
    "Subscription",
    "Verification",
    "WebhookRefused",
    "read_webhook",
]
__version__ = "1.0.0"
