"""The columns of a sheet: their headings in Dutch and English, other words people use, and what they take."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from app.web.marking import N_

MOST_EVIDENCE: Final = 5
EVIDENCE: Final = ("evidenceKind", "evidenceSummary", "evidenceDate")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `choices` are the words its list offers, by language, for a column that has them."""

    name: str
    nl: str
    en: str
    help: str
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    longest: int = 200

    def heading(self, language: str) -> str:
        """The heading in a language (nl or en), with the number of the piece of evidence."""
        return self.nl if language == "nl" else self.en


COLUMNS: Final = (
    Column(
        "workerReference", "Kenmerk deelnemer", "Worker reference",
        N_("Uw eigen nummer voor deze persoon. Nooit een BSN."),
        ("kenmerk", "deelnemernummer", "personeelsnummer", "medewerkernummer", "relatienummer", "nummer deelnemer",
         "employee number", "participant number", "person reference", "worker id", "referentie deelnemer"),
        is_required=True,
    ),
    Column(
        "name", "Naam", "Name", N_("De naam die op het bewijs staat. Dit veld mag leeg zijn."),
        ("naam deelnemer", "volledige naam", "full name", "participant", "deelnemer", "worker name", "medewerker"),
    ),
    Column(
        "email", "E-mail", "Email",
        N_("Hierheen gaat de link om het bewijs op te halen. Dit veld mag leeg zijn."),
        ("e-mailadres", "mail", "mailadres", "email address", "e-mail deelnemer", "mailadres deelnemer"), longest=254,
    ),
    Column(
        "language", "Taal", "Language", N_("De taal van de mail: nl of en. Dit veld mag leeg zijn."),
        ("voorkeurstaal", "taal deelnemer", "preferred language"), longest=40,
    ),
    Column(
        "sixteenOn", "Wordt 16 op", "Turns 16 on",
        N_("Alleen onder de 16 jaar: de dag van de 16e verjaardag, of later."),
        ("16 jaar op", "zestien op", "sixteen on", "turns sixteen on"), longest=40,
    ),
    Column(
        "achievement", "Vaardigheid", "Skill",
        N_("De code van de vaardigheid, zoals u die hebt vastgelegd."),
        ("code", "achievement", "achievement code", "vaardigheid code", "vaardigheidscode", "skill code", "bewijs",
         "leeruitkomst", "competentie"),
        is_required=True, longest=64,
    ),
    Column(
        "level", "Niveau", "Level", N_("Hoe zeker de vaardigheid is vastgesteld: 0 tot en met 4."),
        ("validatieniveau", "validation level", "niveau van validatie", "level of validation"), is_required=True,
        longest=40,
    ),
    Column(
        "mastery", "Beheersing", "Mastery",
        N_("Hoe goed iemand het kan, in een woord van uw vaardighedenset. Dit veld mag leeg zijn."),
        ("beheersingsniveau", "mastery level", "level of mastery"), longest=64,
    ),
    Column(
        "assessedOn", "Datum beoordeling", "Assessment date", N_("De dag van de beoordeling, zoals 23-11-2026."),
        ("beoordeeld op", "assessed on", "datum", "date", "beoordelingsdatum", "datum van beoordeling",
         "date assessed"),
        is_required=True, longest=40,
    ),
    Column(
        "assessorRole", "Rol beoordelaar", "Assessor role",
        N_("Wie heeft beoordeeld? Schrijf de rol, geen naam."),
        ("functie beoordelaar", "role of assessor", "rol van de beoordelaar", "assessor function"), is_required=True,
    ),
    Column(
        "validUntil", "Geldig tot en met", "Valid until",
        N_("De laatste dag dat het bewijs geldig is. Dit veld mag leeg zijn."),
        ("geldig tot", "vervaldatum", "verloopt op", "einddatum", "expires", "expires on", "expiry date",
         "end date"),
        longest=40,
    ),
    Column(
        "replaces", "Vervangt bewijs", "Replaces credential",
        N_("Het nummer of adres van het bewijs dat u verbetert. Dit veld mag leeg zijn."),
        ("vervangt", "verbetert bewijs", "te verbeteren bewijs", "replaces", "supersedes", "corrects credential"),
    ),
)  # fmt: skip
ASSESSMENT_COLUMNS: Final = (
    Column(
        "assessor", "Beoordelaar", "Assessor",
        N_("Het mailadres van de beoordelaar, of het nummer van het mandaat. Nodig vanaf niveau 2."),
        ("mandaat beoordelaar", "mailadres beoordelaar", "e-mail beoordelaar", "assessor mandate", "assessor email",
         "assessor mandate id", "mandaat", "mandate", "mandate id"),
        longest=254,
    ),
    Column(
        "method", "Methode", "Method", N_("Hoe is beoordeeld? Nodig vanaf niveau 2."),
        ("methode van beoordeling", "assessment method", "beoordelingsmethode", "wijze van beoordeling"),
    ),
    Column(
        "standard", "Gemeten aan", "Measured against", N_("Aan welke norm of standaard is gemeten?"),
        ("standaard", "norm", "standard"),
    ),
    Column(
        "reasons", "Motivering", "Reasons", N_("Waarom is dit het oordeel? Nodig vanaf niveau 2."),
        ("onderbouwing oordeel", "redenen", "reden", "reason", "argumentation"), longest=2_000,
    ),
    Column(
        "variation", "Variatie", "Variation", N_("Is het op meer manieren gezien? Ja of nee."),
        ("vraak variatie",),
    ),
    Column(
        "relevance", "Relevantie", "Relevance", N_("Past de onderbouwing bij de vaardigheid? Ja of nee."),
        ("vraak relevantie",),
    ),
    Column(
        "authenticity", "Authenticiteit", "Authenticity", N_("Is het eigen werk van deze persoon? Ja of nee."),
        ("vraak authenticiteit",),
    ),
    Column(
        "actuality", "Actualiteit", "Actuality", N_("Is de onderbouwing recent genoeg? Ja of nee."),
        ("vraak actualiteit", "currency"),
    ),
    Column(
        "quantity", "Kwantiteit", "Quantity", N_("Is er genoeg gezien? Ja of nee."), ("vraak kwantiteit",),
    ),
    Column(
        "secondAssessor", "Tweede beoordelaar", "Second assessor",
        N_("Het mailadres van de tweede beoordelaar, of het nummer van het mandaat. Nodig vanaf niveau 3."),
        ("mandaat tweede beoordelaar", "mailadres tweede beoordelaar", "second assessor mandate", "second assessor email",
         "tweede mandaat", "second mandate"),
        longest=254,
    ),
    Column(
        "secondRole", "Rol tweede beoordelaar", "Second assessor role", N_("De rol van de tweede beoordelaar."),
        ("functie tweede beoordelaar", "role of second assessor"),
    ),
    Column(
        "noConflict", "Geen eigen belang", "No conflict of interest",
        N_("De tweede beoordelaar heeft geen eigen belang. Ja of nee."),
        ("geen belangenconflict", "no conflict", "onafhankelijk", "independent"),
    ),
    Column(
        "qualityScheme", "Kwaliteitsregeling", "Quality scheme",
        N_("De kwaliteitsregeling die u volgt. Nodig vanaf niveau 3."), ("kwaliteitskader", "quality framework"),
    ),
    Column(
        "confirmerRelation", "Relatie bevestiger", "Confirmer relation",
        N_("Wie bevestigt dit? Bijvoorbeeld collega of klant. Nodig bij niveau 1."),
        ("relatie", "relation", "relatie van de bevestiger", "relation of confirmer"),
    ),
    Column(
        "registerName", "Register of document", "Register or document",
        N_("Waar de erkenning is vastgelegd. Nodig bij niveau 4."),
        ("register", "document", "reference", "naam register", "register name"),
    ),
    Column(
        "registerNumber", "Nummer in register", "Register number", N_("Het nummer in dat register of document."),
        ("registernummer", "documentnummer", "document number", "reference number"),
    ),
)  # fmt: skip
EVIDENCE_COLUMNS: Final = (
    Column(
        "evidenceKind", "Soort onderbouwing", "Evidence kind",
        N_("Wat is gezien? Bijvoorbeeld observatie, foto of document."),
        ("soort bewijs", "bewijssoort", "type bewijs", "evidence type", "kind of evidence"),
    ),
    Column(
        "evidenceSummary", "Samenvatting onderbouwing", "Evidence summary",
        N_("Wat is er gezien? Schrijf het kort op, zonder namen."),
        ("samenvatting", "samenvatting bewijs", "summary", "toelichting", "omschrijving bewijs", "evidence"),
        longest=2_000,
    ),
    Column(
        "evidenceDate", "Datum onderbouwing", "Evidence date",
        N_("De dag dat dit is gezien. Dit veld mag leeg zijn."),
        ("datum bewijs", "gezien op", "seen on", "date of evidence"), longest=40,
    ),
)  # fmt: skip
# What a file with errors has beside the columns of its sheet; sent back, they are passed over.
ROW_HEADING: Final = N_("Rij in uw bestand")
ERRORS_HEADING: Final = N_("Wat is er mis")
_REPORT: Final = frozenset({"rijinuwbestand", "rowinyourfile", "watisermis", "whatiswrong"})
_NUMBERED: Final = re.compile(r"(.*?)([1-9])")


def normalise(heading: str) -> str:
    """What is left of a heading for comparing: letters and digits, without case and accents."""
    text = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in text if letter.isalnum())


def list_columns() -> Iterator[Column]:
    """Every column in the order of the template, with all pieces of evidence."""
    yield from COLUMNS
    yield from ASSESSMENT_COLUMNS
    for number in range(1, MOST_EVIDENCE + 1):
        for column in EVIDENCE_COLUMNS:
            yield numbered(column, number)


def numbered(column: Column, number: int) -> Column:
    """The same column for another piece of evidence; the first has no number."""
    if number == 1:
        return column
    return Column(
        f"{column.name}{number}",
        f"{column.nl} {number}",
        f"{column.en} {number}",
        column.help,
        longest=column.longest,
    )


@lru_cache(maxsize=1)
def columns_by_name() -> dict[str, Column]:
    """Every column by the name that the API and CSV files use."""
    return {column.name: column for column in list_columns()}


@lru_cache(maxsize=1)
def _names_by_heading() -> dict[str, str]:
    found: dict[str, str] = {}
    for column in (*COLUMNS, *ASSESSMENT_COLUMNS, *EVIDENCE_COLUMNS):
        for word in (column.name, column.nl, column.en, *column.synonyms):
            found.setdefault(normalise(word), column.name)
    return found


def find_column(heading: str) -> str | None:
    """The name of the column that a heading stands for, in either language."""
    text = normalise(heading)
    names = _names_by_heading()
    if text in names:
        return names[text]
    parts = _NUMBERED.fullmatch(text)
    if parts is None or names.get(parts[1]) not in EVIDENCE or int(parts[2]) > MOST_EVIDENCE:
        return None
    number = "" if parts[2] == "1" else parts[2]
    return f"{names[parts[1]]}{number}"


def is_report(heading: str) -> bool:
    """Whether a heading is one that a file with errors adds."""
    return normalise(heading) in _REPORT


def suggest_column(heading: str) -> str | None:
    """The column that was probably meant by a heading with a typing error."""
    close = get_close_matches(normalise(heading), _names_by_heading(), n=1, cutoff=0.8)
    return _names_by_heading()[close[0]] if close else None


def heading_of(name: str, language: str) -> str:
    """How a column is called in a language; a name that is none stays as it is."""
    column = columns_by_name().get(name)
    return column.heading(language) if column else name
