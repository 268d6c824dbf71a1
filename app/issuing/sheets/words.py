"""The sentences for people who filled in a sheet: what is wrong, where, and how to mend it.

The texts are Dutch and are the keys of the translation catalogue.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.issuing.sheets.columns import heading_of
from app.issuing.sheets.findings import Finding
from app.web.marking import N_
from app.web.translations import translate

ROW: Final = N_("Rij {row}: {sentence}")
CELL: Final = N_("Rij {row}, kolom {column}: {sentence}")

FILE_SENTENCES: Final[Mapping[str, str]] = {
    "empty": N_("Het bestand is leeg. Vul het sjabloon in en stuur het opnieuw."),
    "no_rows": N_("Onder de koppen staan geen rijen. Vul er minstens 1 in."),
    "too_many_rows": N_("Het bestand heeft meer dan {most} rijen. Verdeel het over meer bestanden."),
    "too_many_columns": N_("Het bestand heeft meer dan {most} kolommen. Haal er kolommen uit."),
    "too_much_text": N_("Het bestand bevat te veel tekst. Verdeel het over meer bestanden."),
    "too_much_inside": N_("Het bestand is uitgepakt te groot. Maak een nieuw bestand met alleen de rijen."),
    "broken_file": N_("Het bestand is beschadigd. Open het in Excel en sla het opnieuw op."),
    "broken_quotes": N_("Rij {row}: een aanhalingsteken staat verkeerd. Verdubbel het of haal het weg."),
    "unknown_encoding": N_("De letters zijn niet te lezen. Kies bij opslaan 'CSV UTF-8'."),
    "has_password": N_("Het bestand heeft een wachtwoord. Sla het op zonder wachtwoord."),
    "has_macros": N_("Het bestand bevat macro's of andere programma's. Sla het op als gewone .xlsx."),
    "has_external_links": N_("Het bestand haalt gegevens van elders. Plak alleen de waarden in een nieuw bestand."),
    "is_xls": N_("Dit is een oud Excel-bestand. Sla het op als .xlsx."),
    "is_ods": N_("Dit is een OpenDocument-bestand. Sla het op als .xlsx."),
    "not_a_sheet": N_("Dit is geen werkblad. Stuur een .xlsx of een .csv."),
    "several_sheets": N_("Meer dan 1 blad heeft gegevens. Laat er 1 over, of verberg de andere."),
}  # fmt: skip

SENTENCES: Final[Mapping[str, str]] = {
    "unknown_column": N_("deze kolom kennen we niet. Kies wat er staat, of laat de kolom weg."),
    "maybe_column": N_("deze kolom kennen we niet. Bedoelt u '{suggestion}'? Verander de kop."),
    "no_heading": N_("deze kolom heeft geen kop. Zet er een kop boven, of maak de cellen leeg."),
    "double_column": N_("deze kolom staat er twee keer. Laat er 1 over."),
    "missing_column": N_("deze kolom ontbreekt. Zet de kop in deze rij."),
    "formula": N_("hier staat een formule. Plak alleen de waarde: Plakken speciaal, Waarden."),
    "error_value": N_("hier staat een fout van Excel. Typ de waarde zelf."),
    "merged": N_("deze cellen zijn samengevoegd. Splits ze en vul elke cel in."),
    "hidden_row": N_("deze rij is verborgen. Maak de rij zichtbaar, of verwijder haar."),
    "number_too_long": N_("Excel heeft dit lange getal afgerond. Maak er tekst van en typ het opnieuw."),
    "scientific_number": N_("Excel heeft dit getal ingekort. Maak er tekst van en typ het opnieuw."),
    "lost_character": N_("hier is een letter verloren gegaan. Typ de tekst opnieuw."),
    "unsafe_character": N_("hier staat een onzichtbaar teken. Wis de cel en typ de tekst opnieuw."),
    "too_long": N_("de tekst is te lang. Gebruik hoogstens {most} tekens."),
    "missing": N_("deze cel is leeg. Vul iets in."),
    "placeholder": N_("'{value}' is geen antwoord. Vul in wat er hoort te staan."),
    "unknown_level": N_("'{value}' bestaat niet. Gebruik {lowest} tot en met {highest}."),
    "level_not_whole": N_("'{value}' is geen heel getal. Gebruik {lowest} tot en met {highest}."),
    "date_unreadable": N_("'{value}' is geen datum. Schrijf de datum zoals 23-11-2026."),
    "no_such_day": N_("'{value}' bestaat niet op de kalender. Controleer dag en maand."),
    "date_ambiguous": N_("'{value}' kan twee dagen zijn. Schrijf de datum zoals 23-11-2026."),
    "date_short_year": N_("bij '{value}' is de eeuw niet duidelijk. Schrijf het jaar met 4 cijfers."),
    "date_has_time": N_("'{value}' heeft een tijd. Schrijf alleen de datum, zoals 23-11-2026."),
    "date_is_number": N_("'{value}' is een getal. Maak van de cel een datum."),
    "date_in_future": N_("deze dag moet nog komen. Gebruik vandaag of een eerdere dag."),
    "date_too_early": N_("deze dag is te lang geleden. Gebruik een dag na 1 januari 1950."),
    "not_after_start": N_("deze dag is al voorbij. Kies een latere dag, of maak de cel leeg."),
    "sixteen_too_late": N_("deze dag is te ver weg. Kies een dag binnen 16 jaar."),
    "date_too_late": N_("deze dag is te ver weg. Kies een dag binnen 50 jaar."),
    "unknown_achievement": N_("deze code bestaat niet bij u. Kijk in de lijst van uw vaardigheden."),
    "unsafe_content": N_("hier kan een BSN staan. Haal de 9 cijfers weg."),
    "evidence_required": N_("dit niveau vraagt een onderbouwing. Vul soort en samenvatting in."),
    "evidence_incomplete": N_("de onderbouwing is niet af. Vul soort en samenvatting in, of geen van beide."),
    "statement_required": N_("niveau 1 vraagt een verklaring. Vul samenvatting en datum in."),
    "relation_required": N_("vul in wie dit bevestigt, zoals collega of klant."),
    "mandate_required": N_("dit niveau vraagt een mandaat. Vul het nummer in."),
    "not_a_mandate": N_("'{value}' is geen nummer van een mandaat. Kopieer het van het mandaat."),
    "unknown_mandate": N_("dit mandaat bestaat niet bij u. Controleer het nummer."),
    "mandate_not_valid": N_("dit mandaat geldt hier niet. Kies een mandaat voor deze vaardigheid en dit niveau."),
    "method_required": N_("dit niveau vraagt een methode. Schrijf hoe is beoordeeld."),
    "reasons_required": N_("dit niveau vraagt een motivering. Schrijf waarom dit het oordeel is."),
    "checklist_open": N_("dit niveau vraagt hier een antwoord. Vul ja of nee in."),
    "not_yes_no": N_("'{value}' is geen ja of nee. Vul ja of nee in."),
    "same_person": N_("dit is dezelfde persoon als de beoordelaar. Kies iemand anders."),
    "conflict_not_excluded": N_("de tweede beoordelaar mag geen eigen belang hebben. Vul ja in als dat klopt."),
    "quality_scheme_required": N_("dit niveau vraagt een kwaliteitsregeling. Vul de naam in."),
    "reference_required": N_("dit niveau vraagt een register of document. Vul de naam in."),
    "invalid_email": N_("dit is geen mailadres. Schrijf het zoals naam@voorbeeld.nl."),
    "unknown_language": N_("'{value}' is geen taal van ons. Vul nl of en in."),
    "no_mastery": N_("deze vaardigheid heeft geen woorden voor beheersing. Maak de cel leeg."),
    "unknown_mastery": N_("'{value}' bestaat niet. Kies uit '{choices}'."),
    "not_a_credential": N_("'{value}' is geen nummer van een bewijs. Kopieer het adres van het bewijs."),
    "unknown_credential": N_("dit bewijs bestaat niet bij u. Kopieer het adres van het bewijs."),
    "other_recipient": N_("dit bewijs is van iemand anders. Controleer het kenmerk en het bewijs."),
    "already_replaced": N_("een ander bewijs verving dit al. Verbeter het nieuwste bewijs."),
    "already_revoked": N_("dit bewijs is ingetrokken. Maak de cel leeg voor een nieuw bewijs."),
    "may_not_replace": N_("u mag geen bewijs vervangen. Vraag het aan een coördinator."),
    "not_replaceable": N_("het oude bewijs kan niet meer vervangen worden. Kijk het na."),
    "replaced_in_row": N_("rij {other} vervangt hetzelfde bewijs. Laat er 1 over."),
    "unknown_assessor": N_("bij u werkt niemand met dit mailadres. Controleer het adres."),
    "no_mandate_then": N_("deze persoon had op die dag hiervoor geen mandaat. Kies iemand anders."),
    "several_mandates": N_("deze persoon had toen meer dan 1 mandaat. Vul het nummer in."),
    "double_row": N_("deze rij is gelijk aan rij {other}. Verwijder 1 van de twee."),
    "other_name": N_("bij dit kenmerk staat in rij {other} een andere naam. Gebruik 1 naam."),
    "other_email": N_("bij dit kenmerk staat in rij {other} een ander mailadres. Gebruik 1 adres."),
    "already_issued": N_("dit bewijs is al uitgegeven. De rij wordt overgeslagen."),
}  # fmt: skip
OTHER: Final = N_("deze rij is niet goed: {detail}")


def say_file(code: str, values: Mapping[str, str], language: str) -> str:
    """Why a file as a whole cannot be used, and what to do."""
    return translate(FILE_SENTENCES[code], language).format_map(values)


def say(finding: Finding, language: str) -> str:
    """The whole sentence with its place: `Rij 17, kolom Niveau: '5' bestaat niet. Gebruik 0 tot en met 4.`"""
    sentence = say_shortly(finding, language)
    if not finding.column:
        return translate(ROW, language).format(row=finding.row, sentence=sentence)
    column = heading_of(finding.column, language)
    return translate(CELL, language).format(row=finding.row, column=column, sentence=sentence)


def say_briefly(finding: Finding, language: str) -> str:
    """The sentence with the name of its column, for beside the row itself."""
    sentence = say_shortly(finding, language)
    return f"{heading_of(finding.column, language)}: {sentence}" if finding.column else sentence


def say_shortly(finding: Finding, language: str) -> str:
    """The sentence without its place."""
    values = dict(finding.values)
    if "suggestion" in values:
        values["suggestion"] = heading_of(values["suggestion"], language)
    # A rule that was added elsewhere, without a sentence here: what it says itself is better than nothing.
    sentence = SENTENCES.get(finding.code, OTHER)
    return translate(sentence, language).format_map(_Values({"detail": finding.code, **values}))


class _Values(dict[str, str]):
    """What fills a sentence in; a finding that was kept in clear has no values."""

    def __missing__(self, name: str) -> str:
        return "…"


def say_unseen(finding: Finding, language: str) -> str:
    """The short sentence without what stands in the cell, for where it is kept in clear."""
    return say_shortly(replace(finding, values={**finding.values, "value": "…"}), language)
