"""The mail address of who answers for a system, sealed for its row."""

from uuid import UUID

from app.accounts.models import SystemRecord
from app.platform.vault import Vault


def seal_address(vault: Vault, address: str, organisation_id: UUID) -> bytes:
    """Seal an address for the row of this organisation."""
    return vault.seal(address.encode(), context=system_place(organisation_id))


def open_address(vault: Vault, system: SystemRecord) -> str:
    """The address of a row. Raises SealBroken."""
    return vault.open(system.email_sealed, context=system_place(system.organisation_id)).decode()


def system_place(organisation_id: UUID) -> str:
    """What the sealed address is bound to."""
    return f"systems/email_sealed/{organisation_id}"
