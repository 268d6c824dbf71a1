"""The words of roles and devices; Dutch, for a template to translate."""

from collections.abc import Mapping
from typing import Final

from app.accounts.permissions import Role
from app.web.marking import N_
from app.web.translations import translate

ROLE_NAMES: Final[Mapping[str, str]] = {
    Role.COORDINATOR: N_("coördinator"),
    Role.DESIGNER: N_("ontwerper"),
    Role.ASSESSOR: N_("beoordelaar"),
    Role.SECOND_ASSESSOR: N_("tweede beoordelaar"),
    Role.COACH: N_("begeleider"),
    Role.READER: N_("lezer"),
}
ROLE_PURPOSES: Final[Mapping[str, str]] = {
    Role.COORDINATOR: N_("Regelt mensen, rollen en bewijzen."),
    Role.DESIGNER: N_("Schrijft op wat mensen kunnen leren en laten zien."),
    Role.ASSESSOR: N_("Beoordeelt of iemand iets kan."),
    Role.SECOND_ASSESSOR: N_("Kijkt na een beoordelaar nog een keer."),
    Role.COACH: N_("Begint een dossier en helpt de werker."),
    Role.READER: N_("Ziet welke bewijzen er zijn en wat er gebeurde."),
}
_BROWSERS: Final = {
    "edge": "Edge",
    "opera": "Opera",
    "samsung": "Samsung Internet",
    "firefox": "Firefox",
    "chrome": "Chrome",
    "safari": "Safari",
}
_SYSTEMS: Final = {
    "android": "Android",
    "iphone": "iPhone",
    "ipad": "iPad",
    "chromeos": "ChromeOS",
    "windows": "Windows",
    "mac": "Mac",
    "linux": "Linux",
}


def device_words(device: str) -> tuple[str | None, str | None]:
    """The names of the browser and the system of a session, None for what is not known."""
    browser, _, system = device.partition("/")
    return _BROWSERS.get(browser), _SYSTEMS.get(system)


_WRONG_ADDRESS: Final = N_("Vul 1 mailadres in, zoals naam@voorbeeld.nl.")
_OUTSIDE_ASCII: Final = N_("Gebruik een adres zonder letters zoals é of ß.")


def address_problem(text: str, language: str) -> str:
    """What to do about a text that is no address; the rule is that of outgoing mail."""
    return translate(_WRONG_ADDRESS if text.isascii() else _OUTSIDE_ASCII, language)
