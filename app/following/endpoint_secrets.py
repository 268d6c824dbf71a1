"""The secrets of webhook addresses, sealed by the vault for their row."""

from uuid import UUID

from app.following.rows import Endpoint
from app.platform.vault import Vault


def seal_secret(vault: Vault, secret: bytes, organisation_id: UUID, endpoint_id: UUID) -> bytes:
    """Seal a secret for the row of its address."""
    return vault.seal(secret, context=secret_place(organisation_id, endpoint_id))


def open_secrets(vault: Vault, endpoint: Endpoint, organisation_id: UUID) -> list[bytes]:
    """The secret, and after it the one before, where that is kept. Raises SealBroken."""
    place = secret_place(organisation_id, endpoint.id)
    sealed = (endpoint.secret_sealed, endpoint.previous_sealed)
    return [vault.open(each, context=place) for each in sealed if each is not None]


def secret_place(organisation_id: UUID, endpoint_id: UUID) -> str:
    """To which row a secret is bound; the next secret and the one before are those of the same row."""
    return f"webhook_endpoints/secret_sealed/{organisation_id}/{endpoint_id}"
