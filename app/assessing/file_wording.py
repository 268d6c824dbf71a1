"""What pages say about a file that is refused: one sentence for each reason, and what to do.

The texts are Dutch and are the keys of the translation catalogue.
"""

from collections.abc import Mapping
from typing import Final

from app.assessing.file_errors import DossierFull, FileTooLarge
from app.platform.errors import AppError
from app.platform.media.kinds import Reason
from app.web.marking import N_

_SENTENCES: Final[Mapping[Reason, str]] = {
    Reason.empty: N_("Dit bestand is leeg. Kies een ander bestand."),
    Reason.too_large: N_("Dit bestand is te groot. Maak een kortere film."),
    Reason.unknown_type: N_("Dit soort bestand kan niet. Kies een foto, film, geluid of pdf."),
    Reason.heic: N_("Deze foto is een HEIC-bestand. Bewaar de foto als JPEG."),
    Reason.drawing: N_("Een SVG-tekening kan niet. Maak er een foto van."),
    Reason.web_page: N_("Een webpagina kan niet. Maak er een pdf van."),
    Reason.archive: N_("Een zip-bestand kan niet. Stuur de bestanden 1 voor 1."),
    Reason.office: N_("Een Word- of Excel-bestand kan niet. Bewaar het als pdf."),
    Reason.program: N_("Een programma kan niet. Kies een foto, film, geluid of pdf."),
    Reason.damaged: N_("Dit bestand is beschadigd. Bewaar het opnieuw en stuur het nog een keer."),
    Reason.two_in_one: N_("In dit bestand zit een ander bestand. Stuur ze 1 voor 1."),
    Reason.active_document: N_("Deze pdf kan iets uitvoeren. Druk hem af naar een nieuwe pdf."),
    Reason.protected_document: N_("Deze pdf heeft een wachtwoord. Haal het wachtwoord eraf."),
    Reason.too_many_pixels: N_("Deze foto is te groot. Maak de foto kleiner."),
    Reason.moving_picture: N_("Een bewegend plaatje kan niet. Stuur een foto of een film."),
    Reason.too_heavy: N_("Dit bestand is te zwaar voor ons. Maak een kleiner bestand."),
}
_FULL: Final = N_("Dit dossier is vol. Verwijder eerst een bestand.")
_OTHER: Final = N_("Het bestand is niet aangekomen. Probeer het nog een keer.")


def sentence_of(error: AppError) -> str:
    """The Dutch sentence about a refused file; to be translated like every text of a page."""
    if isinstance(error, DossierFull):
        return _FULL
    codes = {fault.code for fault in error.errors} & {reason.value for reason in Reason}
    if codes:
        return _SENTENCES[Reason(codes.pop())]
    return _SENTENCES[Reason.too_large] if isinstance(error, FileTooLarge) else _OTHER
