"""What the desk offers: one list of pages, each shown to who has a scope for it."""

from dataclasses import dataclass
from typing import Final

from app.accounts.branding import BrandMark
from app.accounts.permissions import Issuer, Scope
from app.web.marking import N_


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """A page under /desk/{slug}: its last part, its name, what it is for, and the scopes of which one opens it.

    `only_reading` is what it is for to who has none of the scopes in `changing`.
    """

    path: str
    title: str
    purpose: str
    scopes: frozenset[Scope]
    changing: frozenset[Scope] = frozenset()
    only_reading: str = ""

    def purpose_for(self, scopes: frozenset[Scope]) -> str:
        """What it is for to somebody with these scopes."""
        return self.only_reading if self.changing and self.changing.isdisjoint(scopes) else self.purpose


# In the order of the work. A room that adds a page adds its line here.
ENTRIES: Final = (
    DeskEntry(
        "dossiers",
        N_("Dossiers"),
        N_("Verzamel wat iemand kan, en vraag een beoordeling."),
        frozenset({Scope.DOSSIERS_OPEN}),
    ),
    DeskEntry(
        "skill-sets",
        N_("Sets met vaardigheden"),
        N_("Schrijf op wat mensen kunnen laten zien."),
        frozenset({Scope.SKILL_SETS_WRITE, Scope.SKILL_SETS_PUBLISH}),
    ),
    DeskEntry(
        "terms",
        N_("Eigen woorden"),
        N_("Zeg bij welk begrip een eigen woord hoort."),
        frozenset({Scope.TERMS_WRITE, Scope.TERMS_REVIEW}),
    ),
    DeskEntry(
        "mandates",
        N_("Wie mag beoordelen"),
        N_("Geef toestemming om te beoordelen en zie wat afloopt."),
        frozenset({Scope.MANDATES_MANAGE}),
    ),
    DeskEntry(
        "judge",
        N_("Beoordelen"),
        N_("Zie wie op u wacht, en beoordeel."),
        frozenset({Scope.DOSSIERS_JUDGE, Scope.DOSSIERS_SECOND}),
    ),
    DeskEntry(
        "ready",
        N_("Klaar om uit te geven"),
        N_("Geef een bewijs van wat is beoordeeld."),
        frozenset({Scope.CREDENTIALS_ISSUE}),
    ),
    DeskEntry(
        "sheets",
        N_("Veel bewijzen tegelijk"),
        N_("Stuur een Excel-bestand en kijk het na."),
        frozenset({Scope.CREDENTIALS_ISSUE}),
    ),
    DeskEntry(
        "recipients",
        N_("Mensen met bewijzen"),
        N_("Zie wie de bewijzen nog niet heeft, en stuur ze opnieuw."),
        frozenset({Scope.CREDENTIALS_READ}),
        frozenset({Scope.CREDENTIALS_ISSUE}),
        N_("Zie wie bewijzen heeft, en wie ze nog niet ophaalde."),
    ),
    DeskEntry(
        "credentials",
        N_("Gegeven bewijzen"),
        N_("Bekijk bewijzen, zet ze stil of trek ze in."),
        frozenset({Scope.CREDENTIALS_READ}),
        frozenset({Scope.CREDENTIALS_REVOKE}),
        N_("Bekijk welke bewijzen er zijn, en of ze nog gelden."),
    ),
    DeskEntry(
        "disputes",
        N_("Klopt niet"),
        N_("Lees wat mensen zeggen dat niet klopt, en antwoord."),
        frozenset({Scope.CREDENTIALS_REVOKE}),
    ),
    DeskEntry(
        "recognitions",
        N_("Erkenningen"),
        N_("Zeg van wie u bewijzen aanneemt."),
        frozenset({Scope.RECOGNITIONS_MANAGE}),
    ),
    DeskEntry(
        "help",
        N_("Help bij een paspoort"),
        N_("Kijk mee met een werker, of geef een nieuwe toegang."),
        frozenset({Scope.PASSPORTS_HELP}),
    ),
    DeskEntry(
        "people",
        N_("Mensen en rollen"),
        N_("Nodig mensen uit en geef ze een rol."),
        frozenset({Scope.PEOPLE_MANAGE}),
    ),
    DeskEntry(
        "branding",
        N_("Kleur en logo"),
        N_("Laat zien van wie de bewijzen komen."),
        frozenset({Scope.BRANDING_WRITE}),
    ),
)


@dataclass(frozen=True, slots=True)
class DeskLink:
    """One line of the navigation; the texts are Dutch, for the template to translate."""

    address: str
    title: str
    purpose: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class DeskFrame:
    """What stands around every page of a desk."""

    organisation_name: str
    slug: str
    start: str
    is_test: bool
    links: tuple[DeskLink, ...]
    brand: BrandMark | None = None


def frame_of(issuer: Issuer, path: str, brand: BrandMark | None = None) -> DeskFrame:
    """The frame for a member, on the page with this path."""
    start = f"/desk/{issuer.slug}"
    links = tuple(
        DeskLink(
            address,
            entry.title,
            entry.purpose_for(issuer.scopes),
            path == address or path.startswith(f"{address}/"),
        )
        for entry in ENTRIES
        for address in [f"{start}/{entry.path}"]
        if not entry.scopes.isdisjoint(issuer.scopes)
    )
    return DeskFrame(issuer.organisation_name, issuer.slug, start, issuer.is_test, links, brand)
