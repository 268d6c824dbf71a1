"""What the pages on ways into a passport show, and their words; Dutch, for a template or a page to translate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.holding.contacts import Contact, list_contacts
from app.holding.holder_passkeys import HolderPasskey, list_holder_passkeys
from app.holding.wording import Phrasebook
from app.platform.context import Context
from app.platform.errors import InvalidInput
from app.platform.mail import InvalidEmail
from app.web.marking import N_

WRONG_PHONE: Final = N_("Vul een mobiel nummer in, zoals 06 12345678.")
WRONG_EMAIL: Final = N_("Vul 1 mailadres in, zoals naam@voorbeeld.nl.")
KINDS: Final[Mapping[str, str]] = {"email": N_("Mail"), "phone": N_("Telefoon")}


@dataclass(frozen=True, slots=True)
class AddressForm:
    """One field for a number or, when `by` is mail, for a mail address; `problem` is a sentence."""

    action: str
    by: str = "phone"
    typed: str = ""
    problem: str | None = None
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class CodeForm:
    """One field for the code that was sent. `problem` is a sentence."""

    action: str
    back: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class WayIn:
    """One address, or the passkey of a device."""

    id: UUID
    kind: str
    name: str
    added_at: datetime
    remove_address: str
    replace_address: str | None = None


@dataclass(frozen=True, slots=True)
class WaysIn:
    """Template holding/ways_in.html."""

    contacts: tuple[WayIn, ...]
    passkeys: tuple[WayIn, ...]

    @property
    def count(self) -> int:
        """In how many ways the passport opens."""
        return len(self.contacts) + len(self.passkeys)

    def find(self, way_id: UUID) -> WayIn | None:
        """The one with this id."""
        return next((way for way in (*self.contacts, *self.passkeys) if way.id == way_id), None)


async def build_ways_in(context: Context, holder_id: UUID, phrasebook: Phrasebook) -> WaysIn:
    """In which ways this passport opens."""
    contacts = await list_contacts(context, holder_id)
    passkeys = await list_holder_passkeys(context, holder_id)
    return WaysIn(
        tuple(_contact(contact, phrasebook) for contact in contacts),
        tuple(_passkey(passkey) for passkey in passkeys),
    )


def address_problem(error: InvalidInput, by: str, phrasebook: Phrasebook) -> str:
    """What is wrong with an address, in a sentence; without an @ it was meant as what was asked for."""
    is_mail = isinstance(error, InvalidEmail) or by == "email"
    return phrasebook.translate(WRONG_EMAIL if is_mail else WRONG_PHONE)


def _contact(contact: Contact, phrasebook: Phrasebook) -> WayIn:
    return WayIn(
        id=contact.id,
        kind=phrasebook.translate(KINDS[contact.kind]),
        name=contact.hint,
        added_at=contact.verified_at,
        remove_address=f"/passport/ways-in/{contact.id}/remove",
        replace_address=f"/passport/ways-in/new?by={contact.kind}&replaces={contact.id}",
    )


def _passkey(passkey: HolderPasskey) -> WayIn:
    return WayIn(
        id=passkey.id,
        kind="passkey",
        name=passkey.device,
        added_at=passkey.created_at,
        remove_address=f"/passport/ways-in/{passkey.id}/remove",
    )
