"""The sentences of the holder's forms, and how a sentence and a date get into the visitor's language.

The texts are Dutch and are the keys of the translation catalogue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.web.marking import N_

_AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """How one language is written: `translate` a catalogue text, `write_date` a date in words."""

    language: str
    translate: Callable[[str], str]
    write_date: Callable[[date], str]


def local_date(instant: datetime) -> date:
    """The calendar date of an aware instant in the Netherlands."""
    return instant.astimezone(_AMSTERDAM).date()


FORM_PROBLEMS: Final = {
    "credential": N_("Kies minstens 1 bewijs. U kunt er hoogstens 50 kiezen."),
    "days": N_("Kies hoe lang de link werkt."),
    "recipientLabel": N_("Gebruik voor de naam gewone letters en hoogstens 100 tekens."),
    "nameDisplay": N_("Kies hoe u uw naam laat zien."),
    "purpose": N_("Gebruik hier gewone letters en hoogstens 200 tekens."),
}

OWN_SKILL_PROBLEMS: Final = {
    "missing": N_("Schrijf wat u kunt."),
    "name": N_("Schrijf in gewone letters wat u kunt, zonder burgerservicenummer."),
    "words": N_("Gebruik gewone letters, hoogstens 300 tekens en geen burgerservicenummer."),
    "too_many": N_("U hebt er 50. Haal er eerst 1 weg."),
}

# What stands in the passport with a credential that an employer would not see as valid.
PASSPORT_NOTES: Final[Mapping[str, str]] = {
    "revoked": N_("Dit bewijs is ingetrokken. Vraag de organisatie waarom."),
    "suspended": N_("Dit bewijs is tijdelijk stopgezet. Vraag de organisatie waarom."),
}
VIEW_WORDS: Final[Mapping[str, str]] = {
    "page": N_("Op %(date)s om %(time)s keek iemand op de pagina."),
    "api": N_("Op %(date)s om %(time)s keek een systeem."),
}
NAME_WORDS: Final[Mapping[str, str]] = {
    "full": N_("Uw hele naam"),
    "first-initial": N_("Uw voornaam en 1 letter"),
    "none": N_("Niet uw naam"),
    "evidence": N_("Wat de beoordelaar zag"),
}
WRONG_EMAIL: Final = N_("Dit is geen mailadres. Kijk of er een @ in staat.")
TOO_MUCH_MAIL: Final = N_("U stuurde al veel mail. Wacht een uur.")
# Time passed; nobody did anything wrong.
EXPIRED_NOTE: Final = N_("Dit is al een tijd niet bevestigd. Vraag om een nieuw bewijs.")
WRONG_CODE: Final = N_("Deze code klopt niet. Kijk goed in uw brief.")
NOT_SURE: Final = N_("Kruis dit aan.")
# What stands on the passport in an export, in the place of what stands on a passport with a code.
EXPORT_SENTENCES: Final[Mapping[str, str]] = {
    "check": N_("Klopt dit? Controleer dit bestand op dit adres:"),
    "until": N_("Dit is uw eigen kopie. Niemand anders ziet hem."),
}
# A system of an employer that is told what changes in a share; its name ends on the host of its mail.
FOLLOWS: Final = N_("%(name)s krijgt sinds %(date)s bericht van wijzigingen.")
FOLLOWED: Final = N_("%(name)s kreeg bericht tot %(date)s.")
