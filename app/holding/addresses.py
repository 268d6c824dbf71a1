"""Addresses of a holder, by mail or by telephone: one form each, found again by a keyed hash."""

from dataclasses import dataclass
from typing import Final, Literal

from app.accounts.addresses import clean_address, hash_address
from app.platform.context import Context
from app.platform.database import Session
from app.platform.sms import read_phone

Kind = Literal["email", "phone"]
# Other than that of staff: whoever reads the database cannot see who has both a desk and a passport.
_PURPOSE: Final = "holder-address"
_SHOWN_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address in small letters, or a number in the form of E.164."""

    kind: Kind
    text: str

    @property
    def hint(self) -> str:
        """Enough to recognise one's own, and no more: s…@werk.example, or +31 … 78."""
        if self.kind == "phone":
            return f"{self.text[:3]} … {self.text[-_SHOWN_DIGITS:]}"
        local, _, host = self.text.partition("@")
        return f"{local[:1]}…@{host}"


def read_contact(typed: str) -> Address:
    """The address that somebody typed: with an @ it is one of mail. Raises InvalidEmail or InvalidPhone."""
    if "@" in typed:
        return Address("email", clean_address(typed))
    return Address("phone", read_phone(typed))


async def hash_contact(context: Context, session: Session, address: Address) -> bytes:
    """How the address is found again, 32 bytes. Raises SealBroken."""
    return await hash_address(context, session, address.text, purpose=_PURPOSE)
