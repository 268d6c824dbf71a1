"""Where a dossier and a claim stand, in words, and what comes next; Dutch, for a page to translate."""

from collections.abc import Mapping
from typing import Final

from app.assessing.dossier_states import ClaimState, DossierState
from app.web.marking import N_

DOSSIER_STATES: Final[Mapping[DossierState, str]] = {
    DossierState.open: N_("Loopt"),
    DossierState.closed: N_("Klaar"),
    DossierState.withdrawn: N_("Gestopt"),
}
CLAIM_STATES: Final[Mapping[ClaimState, str]] = {
    ClaimState.collecting: N_("Bewijsstukken verzamelen"),
    ClaimState.judging: N_("Wordt beoordeeld"),
    ClaimState.second: N_("Wacht op een tweede beoordelaar"),
    ClaimState.validated: N_("Gehaald. Het bewijs kan worden gemaakt."),
    ClaimState.not_yet: N_("Nog niet gehaald"),
    ClaimState.appealed: N_("Een nieuwe beoordeling is gevraagd"),
    ClaimState.issued: N_("Het bewijs is gemaakt"),
    ClaimState.withdrawn: N_("Gestopt"),
}
NEXT: Final[Mapping[ClaimState, str]] = {
    ClaimState.collecting: N_("Voeg bewijsstukken toe en vraag dan een beoordelaar."),
    ClaimState.judging: N_("De beoordelaar is bezig. U hoeft niets te doen."),
    ClaimState.second: N_("Vraag een tweede beoordelaar om te kijken."),
    ClaimState.not_yet: N_("Alleen wie aan dit dossier werkt, ziet dit."),
    ClaimState.appealed: N_("Vraag een andere beoordelaar."),
}
