"""The words of the pages of assessors; Dutch, and the keys of the translation catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.assessing.evidence import Relation
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.judgement_answers import Method
from app.web.marking import N_

KINDS: Final[Mapping[str, str]] = {
    EvidenceKind.observation: N_("Gezien op het werk"),
    EvidenceKind.photo: N_("Foto"),
    EvidenceKind.video: N_("Filmpje"),
    EvidenceKind.document: N_("Document"),
    EvidenceKind.voice_note: N_("Ingesproken bericht"),
    EvidenceKind.statement: N_("Verklaring van iemand"),
    EvidenceKind.hours: N_("Gewerkte uren"),
    EvidenceKind.certificate: N_("Eerder bewijs"),
}
RELATIONS: Final[Mapping[str, str]] = {
    Relation.manager: N_("Ik ben de leidinggevende"),
    Relation.colleague: N_("Ik ben een collega"),
    Relation.client: N_("Ik ben een klant"),
    Relation.trainer: N_("Ik leid deze persoon op"),
    Relation.other: N_("Anders"),
}
RELATION_NAMES: Final[Mapping[str, str]] = {
    Relation.manager: N_("leidinggevende"),
    Relation.colleague: N_("collega"),
    Relation.client: N_("klant"),
    Relation.trainer: N_("opleider"),
    Relation.other: N_("iemand anders"),
}
METHODS: Final[Mapping[str, str]] = {
    Method.observation: N_("Ik keek mee op het werk"),
    Method.interview: N_("Ik stelde vragen in een gesprek"),
    Method.work_product: N_("Ik bekeek wat deze persoon maakte"),
    Method.test: N_("Ik nam een proef af"),
}
POINTS: Final[Mapping[str, str]] = {
    "variation": N_("Ik zag dit op verschillende momenten."),
    "relevance": N_("Het past bij de vaardigheid."),
    "authenticity": N_("Het is echt werk van deze persoon."),
    "actuality": N_("Het is van nu, niet van lang geleden."),
    "quantity": N_("Ik zag genoeg om dit te zeggen."),
}
FIELD_PROBLEMS: Final[Mapping[str, str]] = {
    "reasons": N_("Schrijf op waarom u dit vindt."),
    "next-step": N_("Schrijf op wat een goede volgende stap is."),
    "method": N_("Kies hoe u dit zag."),
    "points": N_("Geef antwoord op de 5 punten."),
    "reference-name": N_("Vul de naam van het register of document in."),
    "observation": N_("Schrijf op wat u zag."),
    "seen-on": N_("Kies de dag waarop u dit zag. Die is niet in de toekomst."),
    "role": N_("Vul uw rol in, zoals praktijkopleider."),
    "conflict": N_("Kies of u een eigen belang hebt."),
    "reason": N_("Schrijf op wat de eerste beoordelaar nog eens moet bekijken."),
    "name": N_("Vul uw naam in."),
    "relation": N_("Kies hoe u deze persoon kent."),
    "confirmed": N_("Zet een vinkje als u dit zelf zag."),
}
TOO_LONG: Final = N_("Deze tekst is te lang. Maak de tekst korter.")
NOT_PLAIN: Final = N_("Gebruik gewone letters. Haal een BSN of vreemde tekens weg.")
LACKS: Final[Mapping[str, str]] = {
    "criterion": N_("Vraag %(number)s heeft nog geen antwoord."),
    "too_little_seen": N_("U zag te weinig om dit te beoordelen."),
    "evidence": N_("Er is nog geen bewijsstuk dat telt."),
    "qualityScheme": N_("De vaste manier van werken ontbreekt. Vraag de coördinator."),
    "confirmerRelation": N_("Niemand heeft dit nog bevestigd. Vraag de coördinator."),
    "other": N_("De laatste vraag is nog niet klaar."),
}
NOT_INDEPENDENT: Final = N_("U hebt zelf een rol in dit dossier. Iemand anders beoordeelt dit.")
NO_MANDATE: Final = N_("U hebt nu geen toestemming voor deze vaardigheid.")
PHOTO_OF: Final = N_("Foto bij: %(criterion)s")


@dataclass(frozen=True, slots=True)
class Speech:
    """The language of the visitor: nl or en, and how a text of this file gets into it."""

    language: str
    translate: Callable[[str], str]

    @property
    def key(self) -> str:
        """Under which language the texts of a skill set are read."""
        return "en" if self.language == "en" else "nl"
