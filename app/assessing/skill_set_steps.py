"""The questions of each step in which a skill set is written, in the language of who writes it.

A field is named after its JSON pointer in the body of a skill set, so every rule of the API holds here too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from app.assessing.desk_forms import Field, FieldKind, Group, Option, Say
from app.assessing.judging_wording import KINDS
from app.assessing.skill_set_content import LANGUAGES, Rating
from app.web.marking import N_

Part = Mapping[str, Any]
STEPS: Final[Mapping[str, str]] = {
    "words": N_("Naam en uitleg"),
    "rules": N_("Regels"),
    "ratings": N_("Woorden om te beoordelen"),
    "levels": N_("Hoe zelfstandig iemand is"),
}
ACHIEVEMENT: Final = "achievement"
MOST_CODE: Final = 30
_COUNTS: Final[Mapping[Rating, str]] = {
    Rating.yes: N_("Telt als ja"),
    Rating.not_yet: N_("Telt als nog niet"),
    Rating.not_seen: N_("Telt niet mee"),
}
_LANGUAGE_NAMES: Final = {"nl": N_("in het Nederlands"), "en": N_("in het Engels")}


def _texts(
    name: str, label: str, say: Say, kind: FieldKind = FieldKind.text, help_: str = ""
) -> Iterator[Field]:
    for language in LANGUAGES:
        yield Field(
            f"{name}-{language}",
            f"{label} {say(_LANGUAGE_NAMES[language])}",
            kind,
            help=help_ if language == "nl" else "",
            max_length=2000 if kind is FieldKind.area else 200,
            language=language,
        )


def _words_groups(_part: Part, say: Say) -> Iterator[Group]:
    name_help = say(N_("Gebruik de woorden van uw sector."))
    yield Group(say(N_("Hoe heet de set?")), tuple(_texts("name", say(N_("Naam")), say, help_=name_help)))
    text_help = say(N_("Schrijf korte zinnen. Iedereen kan dit lezen."))
    texts = _texts("description", say(N_("Uitleg")), say, FieldKind.area, text_help)
    yield Group(say(N_("Waar gaat de set over?")), tuple(texts))
    code_help = say(N_("Kort en zonder spaties. U ziet de code in bestanden."))
    yield Group(
        say(N_("Hoe vindt u de set terug?")),
        (Field("code", say(N_("Code")), help=code_help, max_length=MOST_CODE),),
    )


def _rules_groups(_part: Part, say: Say) -> Iterator[Group]:
    address = say(N_("Niet verplicht. Begin met https://."))
    yield Group(
        say(N_("Waar meet u mee?")),
        (
            Field("standard-name", say(N_("Naam van de norm of werkwijze"))),
            Field("standard-url", say(N_("Adres op internet")), help=address, max_length=1000),
            Field(
                "qualityScheme",
                say(N_("Vaste manier van beoordelen")),
                help=say(N_("Nodig vanaf niveau 3. Bijvoorbeeld een handboek.")),
            ),
        ),
    )
    kinds = tuple(Option(kind, say(name)) for kind, name in KINDS.items())
    months = say(N_("In maanden. Leeg is: dat maakt niet uit."))
    yield Group(
        say(N_("Welke bewijsstukken tellen?")),
        (
            Field("evidenceRules-kinds", say(N_("Soorten")), FieldKind.checks, options=kinds),
            Field("evidenceRules-atLeast", say(N_("Hoeveel minstens?")), FieldKind.number, max_length=2),
            Field(
                "evidenceRules-notOlderThanMonths",
                say(N_("Hoe oud mag een bewijsstuk zijn?")),
                FieldKind.number,
                help=months,
                max_length=3,
            ),
        ),
    )
    yield Group(
        say(N_("Hoe lang telt een bewijs?")),
        (Field("validityMonths", say(N_("Aantal maanden")), FieldKind.number, help=months, max_length=3),),
    )


def _ratings_groups(part: Part, say: Say) -> Iterator[Group]:
    options = tuple(Option(rating.value, say(name)) for rating, name in _COUNTS.items())
    word = say(N_("Woord"))
    for position in range(len(part["ratingWords"])):
        place = f"ratingWords-{position}"
        counts = Field(f"{place}-countsAs", say(N_("Waar telt het voor?")), FieldKind.select, options=options)
        labels = _texts(f"{place}-label", say(N_("Woord")), say)
        meanings = _texts(f"{place}-meaning", say(N_("Betekenis")), say)
        yield Group(f"{word} {position + 1}", (*labels, *meanings, counts))


def _levels_groups(part: Part, say: Say) -> Iterator[Group]:
    step = say(N_("Stap"))
    for position in range(len(part["masteryLevels"])):
        place = f"masteryLevels-{position}"
        names = _texts(f"{place}-name", say(N_("Naam")), say)
        texts = _texts(f"{place}-descriptor", say(N_("Wat ziet u dan?")), say, FieldKind.area)
        yield Group(f"{step} {position + 1}", (*names, *texts))


def _achievement_groups(part: Part, say: Say) -> Iterator[Group]:
    yield Group(say(N_("Hoe heet de vaardigheid?")), tuple(_texts("name", say(N_("Naam")), say)))
    texts = _texts("description", say(N_("Uitleg")), say, FieldKind.area)
    yield Group(say(N_("Wat houdt het in?")), tuple(texts))
    title = say(N_("Wat is te zien?"))
    helps = say(N_("Begin met wat iemand doet. Bijvoorbeeld: controleert de machine."))
    for position in range(len(part["criteria"])):
        text_help = helps if position == 0 else ""
        texts = _texts(f"criteria-{position}-text", say(N_("Zin")), say, help_=text_help)
        yield Group(f"{title} {position + 1}", tuple(texts))


GROUPS_OF: Final[Mapping[str, Callable[[Part, Say], Iterable[Group]]]] = {
    "words": _words_groups,
    "rules": _rules_groups,
    "ratings": _ratings_groups,
    "levels": _levels_groups,
    ACHIEVEMENT: _achievement_groups,
}
