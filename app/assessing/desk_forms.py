"""Fields of the forms at a desk, and the plain sentence for each fault; texts come translated."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from app.accounts.page_models import FieldProblem
from app.platform.errors import FieldError
from app.web.marking import N_

Say = Callable[[str], str]


class FieldKind(StrEnum):
    """How a field is filled in."""

    text = "text"
    area = "area"
    date = "date"
    number = "number"
    email = "email"
    tel = "tel"
    select = "select"
    radios = "radios"
    checks = "checks"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the choices of a field."""

    value: str
    title: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `values` are what is filled in or chosen; `theirs` is what a colleague saved in the meantime."""

    name: str
    label: str
    kind: FieldKind = FieldKind.text
    help: str = ""
    options: tuple[Option, ...] = ()
    values: tuple[str, ...] = ()
    max_length: int = 200
    language: str = ""
    theirs: str | None = None

    @property
    def value(self) -> str:
        """The one value."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a legend."""

    legend: str
    fields: tuple[Field, ...]
    help: str = ""


def fill(fields: Iterable[Field], form: Mapping[str, Sequence[str]]) -> tuple[Field, ...]:
    """The fields with what somebody typed."""
    return tuple(replace(field, values=tuple(form.get(field.name, ()))) for field in fields)


def read_date(text: str) -> date | None:
    """The day of a date field, None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_SENTENCES: Final[Mapping[str, str]] = {
    "missing": N_("Vul dit in."),
    "unsafe_content": N_("Gebruik gewone tekst, zonder BSN."),
    "string_too_short": N_("Vul dit in."),
    "string_too_long": N_("Deze tekst is te lang. Maak de tekst korter."),
    "string_pattern_mismatch": N_("Gebruik alleen letters, cijfers, punten en streepjes."),
    "int_parsing": N_("Vul een heel getal in."),
    "greater_than_equal": N_("Dit getal is te klein."),
    "less_than_equal": N_("Dit getal is te groot."),
    "too_long": N_("Deze tekst is te lang. Maak de tekst korter."),
    "jargon": N_("Dit woord kent niet iedereen. Gebruik een ander woord."),
    "length": N_("Schrijf 1 tot 10 zinnen."),
    "repeated": N_("Deze code staat er al. Kies een andere code."),
    "not_observable": N_("Begin met wat iemand doet, zoals: controleert."),
    "unknown_concept": N_("Dit begrip is niet meer in gebruik. Kies een ander begrip."),
    "unknown_term": N_("Dit eigen begrip is niet meer in gebruik."),
    "no_yes": N_("Maak een woord dat telt als ja."),
    "no_not_yet": N_("Maak een woord dat telt als nog niet."),
    "no_not_seen": N_("Maak precies 1 woord voor: niet gezien."),
    "oneself": N_("U kunt uzelf geen toestemming geven."),
    "no_assessor": N_("Kies iemand met de rol beoordelaar of tweede beoordelaar."),
    "unknown_level": N_("Kies een niveau uit de lijst."),
    "past": N_("Deze dag is al voorbij. Kies een latere dag."),
    "range": N_("Kies een latere dag."),
    "date_in_future": N_("Deze dag moet nog komen. Kies vandaag of eerder."),
    "sixteen_required": N_("Vul in wanneer deze persoon 16 wordt."),
    "sixteen_too_late": N_("Kies een dag. Hoogstens 16 jaar vanaf nu."),
    "date_too_early": N_("Kies een dag na 1 januari 1950."),
    "relation_required": N_("Kies hoe deze persoon de werker kent."),
    "hours_required": N_("Vul het aantal uren in. Dat kan alleen bij uren."),
    "guardian_required": N_("Schrijf op welke ouder of voogd akkoord is, en wanneer."),
    "unknown_skill_set": N_("Kies een set uit de lijst."),
    "unknown_achievement": N_("Kies een vaardigheid uit de lijst."),
    "no_coach": N_("Kies een begeleider uit de lijst."),
    "too_many": N_("Er kan niets meer bij."),
}
_OTHER: Final = N_("Dit klopt nog niet. Kijk het na.")


def sentence_of(fault: FieldError, say: Say, own: Mapping[str, str] | None = None) -> str:
    """What to do about a fault; `own` are sentences of one form, Dutch, by code."""
    return say((own or {}).get(fault.code) or _SENTENCES.get(fault.code, _OTHER))


def find_problems(
    faults: Iterable[FieldError], say: Say, own: Mapping[str, str] | None = None
) -> tuple[FieldProblem, ...]:
    """The faults of a flat form by field; the name of a field is its pointer without the slash."""
    return tuple(FieldProblem(name_of(fault.pointer), sentence_of(fault, say, own)) for fault in faults)


def name_of(pointer: str) -> str:
    """The field of a pointer: /name/nl is name-nl."""
    return pointer.strip("/").replace("/", "-")
