"""What accounts keeps sealed by the vault itself; all else is sealed under the data key of a person."""

from typing import Final
from uuid import UUID

from app.accounts.addresses import address_key_place
from app.accounts.models import AddressKeyRecord, InvitationRecord, PersonRecord, SystemRecord
from app.accounts.people import person_place
from app.accounts.system_places import system_place
from app.platform.rewrapping import SealedColumn


def invitation_place(organisation_id: UUID, invitation_id: UUID) -> str:
    """What the sealed address of an invitation is bound to."""
    return f"invitations/email_sealed/{organisation_id}/{invitation_id}"


SEALED: Final = (
    SealedColumn(AddressKeyRecord.key_sealed, address_key_place),
    SealedColumn(PersonRecord.data_key_wrapped, person_place),
    SealedColumn(InvitationRecord.email_sealed, invitation_place),
    SealedColumn(SystemRecord.email_sealed, system_place),
)
