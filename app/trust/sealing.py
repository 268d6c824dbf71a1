"""Private keys at rest: each sealed for its own row, so that it opens nowhere else."""

from typing import Final
from uuid import UUID

from app.credentials.keys.algorithms import PrivateKey, load_private_key
from app.platform.rewrapping import SealedColumn
from app.platform.vault import Vault
from app.trust.models import ServiceKeyRecord, SigningKeyRecord


def seal_private_key(vault: Vault, content: bytes, *, organisation_id: UUID, key_id: UUID) -> bytes:
    """Seal PKCS#8 DER for one row."""
    return vault.seal(content, context=_place(organisation_id, key_id))


def open_private_key(vault: Vault, sealed: bytes, *, organisation_id: UUID, key_id: UUID) -> PrivateKey:
    """Open what was sealed for this row. Raises SealBroken for another row's, or an altered one."""
    return load_private_key(vault.open(sealed, context=_place(organisation_id, key_id)))


def _place(organisation_id: UUID, key_id: UUID) -> str:
    return f"signing_keys/private_key_sealed/{organisation_id}/{key_id}"


def seal_service_key(vault: Vault, content: bytes, *, key_id: UUID) -> bytes:
    """Seal PKCS#8 DER for one key of the service."""
    return vault.seal(content, context=_service_place(key_id))


def open_service_key(vault: Vault, sealed: bytes, *, key_id: UUID) -> PrivateKey:
    """Open what was sealed for this key. Raises SealBroken for another one's, or an altered one."""
    return load_private_key(vault.open(sealed, context=_service_place(key_id)))


def _service_place(key_id: UUID) -> str:
    return f"service_keys/private_key_sealed/{key_id}"


SEALED: Final = (
    SealedColumn(SigningKeyRecord.private_key_sealed, _place, version=SigningKeyRecord.kek_version),
    SealedColumn(ServiceKeyRecord.private_key_sealed, _service_place, version=ServiceKeyRecord.kek_version),
)
