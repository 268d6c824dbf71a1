"""Where a worker's claim stands and what comes next, in the words of the passport; Dutch, for a page to translate."""

from collections.abc import Mapping
from typing import Final

from app.assessing.appeals import AppealOutcome
from app.assessing.dossier_states import ClaimState
from app.web.marking import N_

STATES: Final[Mapping[ClaimState, str]] = {
    ClaimState.collecting: N_("Laat zien dat u dit kunt."),
    ClaimState.judging: N_("Een beoordelaar kijkt nu."),
    ClaimState.second: N_("Een tweede beoordelaar kijkt nu."),
    ClaimState.validated: N_("Gelukt!"),
    ClaimState.not_yet: N_("Nog niet gelukt."),
    ClaimState.appealed: N_("U vroeg een nieuwe beoordeling."),
    ClaimState.issued: N_("Gelukt! Het bewijs is gemaakt."),
    ClaimState.withdrawn: N_("Gestopt."),
}
NEXT: Final[Mapping[ClaimState, str]] = {
    ClaimState.judging: N_("U hoeft niets te doen."),
    ClaimState.second: N_("U hoeft niets te doen."),
    ClaimState.validated: N_("U krijgt uw bewijs in dit paspoort."),
    ClaimState.not_yet: N_("Alleen u en de organisatie zien dit."),
    ClaimState.appealed: N_("Iemand anders kijkt opnieuw."),
}
# Nothing is there to look at yet, or somebody can begin.
NOTHING_YET: Final = N_("Voeg een foto, een document of uren toe.")
WAITS: Final = N_("De organisatie zoekt een beoordelaar.")
MAY_ADD: Final = N_("U kunt nog iets toevoegen.")
OUTCOMES: Final[Mapping[AppealOutcome, str]] = {
    AppealOutcome.met: N_("De nieuwe beoordeling: gelukt."),
    AppealOutcome.not_yet: N_("De nieuwe beoordeling: nog niet gelukt."),
    AppealOutcome.withdrawn: N_("De nieuwe beoordeling is gestopt."),
}
ASKED: Final = N_("U vroeg een nieuwe beoordeling.")

PROBLEMS: Final[Mapping[str, str]] = {
    "unknown_partnership": N_("Deze organisatie vinden wij niet. Vraag het adres na."),
    "guardian_required": N_("Bent u jonger? Vraag de organisatie om te beginnen."),
    "dossier_open": N_("Hier bent u al mee bezig."),
    "too_many": N_("U bent al met 10 dingen bezig."),
    "unknown_skill_set": N_("Kies wat u wilt laten zien."),
    "unknown_achievement": N_("Kies wat u kunt."),
    "too_long": N_("Dit is te lang. Maak het korter."),
    "hours_required": N_("Vul een heel getal in."),
    "range": N_("Vul een heel getal in."),
}
MISSING: Final = N_("Vul dit in.")
EXISTS: Final = N_("Dit staat er al.")
CHOOSE_FILE: Final = N_("Kies een foto of bestand.")
TOO_OFTEN: Final = N_("Dit kan 10 keer op een dag. Probeer het morgen.")
JUDGED: Final = N_("Dit is al beoordeeld. Het blijft zoals het is.")
LATE: Final = N_("Er gebeurde al iets anders. Kijk hoe het nu staat.")
TOO_LATE: Final = N_("Dit kon tot 6 weken na de beoordeling.")
