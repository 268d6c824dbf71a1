"""What the pages of a worker's own dossiers show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.accounts.organisations import Organisation
from app.accounts.page_models import FieldProblem
from app.assessing.appeals import APPEAL_PERIOD
from app.assessing.desk_forms import Field, FieldKind, Option, sentence_of
from app.assessing.dossier_forms import DeskForm
from app.assessing.dossier_states import ClaimAct, ClaimState, DossierState, can
from app.assessing.judging_wording import KINDS
from app.assessing.mandate_pages import in_words
from app.assessing.not_yets import NotYet
from app.holding.dossier_words import ASKED, MAY_ADD, NEXT, NOTHING_YET, OUTCOMES, PROBLEMS, STATES, WAITS
from app.holding.own_dossiers import ACTOR, Offer, OwnClaim, OwnDossier
from app.holding.wording import Phrasebook
from app.platform.errors import FieldError
from app.web.marking import N_

BASE = "/passport/dossiers"
_YES = "yes"
# Until nobody can say otherwise any more, a not-yet is what the worker reads first.
_TELLS_NOT_YET = frozenset({ClaimState.not_yet, ClaimState.appealed, ClaimState.judging})


@dataclass(frozen=True, slots=True)
class OwnClaimLine:
    """A claim in a dossier."""

    title: str
    state: str
    address: str


@dataclass(frozen=True, slots=True)
class OwnDossierPage:
    """Template holding/dossier.html; in the list of holding/dossiers.html too."""

    title: str
    partnership: str
    address: str
    is_open: bool
    is_withdrawn: bool
    claims: tuple[OwnClaimLine, ...]
    has_more_to_claim: bool


@dataclass(frozen=True, slots=True)
class OwnEvidenceLine:
    """A piece of evidence; only what the worker added can be taken back."""

    id: UUID
    kind: str
    summary: str
    seen_on: date
    hours: int | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class AppealLine:
    """An appeal and what came of it."""

    asked_at: datetime
    reason: str
    outcome: str


@dataclass(frozen=True, slots=True)
class OwnClaimPage:
    """Template holding/dossier_claim.html."""

    title: str
    state: str
    next_step: str
    words: str
    address: str
    back: str
    evidence: tuple[OwnEvidenceLine, ...]
    may_add: bool
    not_yet: NotYet | None
    appeal_until: datetime | None
    appeals: tuple[AppealLine, ...]


def build_dossier_page(own: OwnDossier, words: Phrasebook) -> OwnDossierPage:
    """One dossier."""
    dossier, address = own.dossier, f"{BASE}/{own.dossier.id}"
    is_withdrawn = dossier.state is DossierState.withdrawn
    return OwnDossierPage(
        title=in_words(own.skill_set.content.name, words.language),
        partnership=own.organisation.name,
        address=address,
        is_open=dossier.state is DossierState.open,
        is_withdrawn=is_withdrawn,
        claims=tuple(
            OwnClaimLine(
                title_of(own, one, words),
                words.translate(_state_of(one)),
                f"{address}/claims/{one.claim.id}",
            )
            for one in own.claims
        ),
        has_more_to_claim=not is_withdrawn and len(own.claims) < len(own.skill_set.content.achievements),
    )


def build_claim_page(own: OwnDossier, one: OwnClaim, now: datetime, words: Phrasebook) -> OwnClaimPage:
    """One claim of it."""
    claim, say = one.claim, words.translate
    back = f"{BASE}/{own.dossier.id}"
    until = claim.decided_at + APPEAL_PERIOD if claim.decided_at else None
    may_appeal = can(claim.state, ClaimAct.appeal) and until is not None and now < until
    return OwnClaimPage(
        title=title_of(own, one, words),
        state=say(_state_of(one)),
        next_step=say(_next_of(one)),
        words=one.words,
        address=f"{back}/claims/{claim.id}",
        back=back,
        evidence=tuple(
            OwnEvidenceLine(
                item.id,
                say(KINDS[item.kind]),
                item.summary,
                item.seen_on,
                item.hours,
                item.added_by == ACTOR and may_add(claim.state),
            )
            for item in one.evidence
        ),
        may_add=may_add(claim.state),
        not_yet=one.not_yets[0] if one.not_yets and claim.state in _TELLS_NOT_YET else None,
        appeal_until=until if may_appeal else None,
        appeals=tuple(
            AppealLine(each.asked_at, each.reason, say(OUTCOMES[each.outcome] if each.outcome else ASKED))
            for each in reversed(one.appeals)
        ),
    )


def may_add(state: ClaimState) -> bool:
    """Whether more evidence still counts."""
    return state in (ClaimState.collecting, ClaimState.judging, ClaimState.appealed)


def _state_of(one: OwnClaim) -> str:
    is_waiting = one.claim.state is ClaimState.collecting and one.evidence
    return WAITS if is_waiting else STATES[one.claim.state]


def _next_of(one: OwnClaim) -> str:
    if one.claim.state is ClaimState.collecting:
        return MAY_ADD if one.evidence else NOTHING_YET
    return NEXT.get(one.claim.state, "")


def title_of(own: OwnDossier, one: OwnClaim, words: Phrasebook) -> str:
    """What the skill of a claim is called."""
    found = own.skill_set.content.find_achievement(one.claim.achievement_id)
    return in_words(found.name, words.language) if found else ""


def build_place_form(known: Sequence[Organisation], words: Phrasebook, typed: str = "") -> DeskForm:
    """At which partnership."""
    say = words.translate
    options = tuple(Option(one.slug, one.name) for one in known)
    other = Field(
        "other",
        say(N_("Andere organisatie")),
        help=say(N_("De naam in het webadres. Zo: regio-zwolle")),
        values=(typed,),
        max_length=100,
    )
    fields = (
        (Field("at", say(N_("Kies een organisatie")), FieldKind.radios, options=options),) if known else ()
    )
    return DeskForm(
        title=say(N_("Wie mag kijken?")),
        lead="",
        action=f"{BASE}/new",
        back=BASE,
        back_text=say(N_("Terug")),
        button=say(N_("Verder")),
        fields=(*fields, other),
    )


def build_opening_form(offer: Offer, words: Phrasebook) -> DeskForm:
    """What somebody wants to show, and who they are to a partnership that does not know them."""
    say, language = words.translate, words.language
    options = tuple(Option(str(one.id), in_words(one.content.name, language)) for one in offer.skill_sets)
    chosen = (options[0].value,) if len(options) == 1 else ()
    fields = [
        Field(
            "skillSetId", say(N_("Wat wilt u laten zien?")), FieldKind.radios, options=options, values=chosen
        )
    ]
    if offer.asks_name:
        fields.append(Field("name", say(N_("Uw naam"))))
    if offer.asks_age:
        grown = Option(_YES, say(N_("Ik ben 16 jaar of ouder")))
        fields.append(Field("isSixteenOrOlder", say(N_("Leeftijd")), FieldKind.checks, options=(grown,)))
    return DeskForm(
        title=say(N_("Wat wilt u laten zien?")),
        lead=offer.organisation.name,
        action=f"{BASE}/new?at={offer.organisation.slug}",
        back=f"{BASE}/new",
        back_text=say(N_("Terug")),
        button=say(N_("Begin")),
        fields=tuple(fields),
    )


def build_claim_form(own: OwnDossier, words: Phrasebook) -> DeskForm:
    """Which skill, in whose words."""
    say, language = words.translate, words.language
    claimed = {one.claim.achievement_id for one in own.claims}
    options = tuple(
        Option(str(one.id), in_words(one.name, language), in_words(one.description, language))
        for one in own.skill_set.content.achievements
        if one.id not in claimed
    )
    chosen = (options[0].value,) if len(options) == 1 else ()
    return DeskForm(
        title=say(N_("Wat kunt u?")),
        lead="",
        action=f"{BASE}/{own.dossier.id}/claims/new",
        back=f"{BASE}/{own.dossier.id}",
        back_text=say(N_("Terug")),
        button=say(N_("Bewaar")),
        fields=(
            Field("achievementId", say(N_("Kies hier")), FieldKind.radios, options=options, values=chosen),
            Field(
                "words",
                say(N_("Vertel wat u dan doet")),
                FieldKind.area,
                help=say(N_("De beoordelaar leest dit.")),
                max_length=1000,
            ),
        ),
    )


def build_evidence_form(page: OwnClaimPage, kind: str, today: date, words: Phrasebook) -> DeskForm:
    """A file, or hours."""
    say = words.translate
    is_file = kind == "file"
    hours = Field("hours", say(N_("Hoeveel uur?")), FieldKind.number, max_length=5)
    told = Field("summary", say(N_("Wat laat dit zien?")), FieldKind.area, max_length=2000)
    if not is_file:
        told = Field("summary", say(N_("Wat deed u?")), FieldKind.area, max_length=2000)
    day = Field("seenOn", say(N_("Welke dag?")), FieldKind.date, values=(today.isoformat(),))
    return DeskForm(
        title=say(N_("Voeg een foto of bestand toe")) if is_file else say(N_("Voeg uren toe")),
        lead=page.title,
        action=f"{page.address}/{kind}",
        back=page.address,
        back_text=say(N_("Terug")),
        button=say(N_("Voeg toe")),
        fields=(told, day) if is_file else (hours, told, day),
        upload_label=say(N_("Foto of bestand")) if is_file else "",
        upload_help=say(N_("Een foto, film, geluid of pdf.")) if is_file else "",
    )


def build_appeal_form(page: OwnClaimPage, words: Phrasebook) -> DeskForm:
    """Why somebody else has to look."""
    say = words.translate
    return DeskForm(
        title=say(N_("Niet mee eens?")),
        lead=page.title,
        action=f"{page.address}/appeal",
        back=page.address,
        back_text=say(N_("Terug")),
        button=say(N_("Vraag een nieuwe beoordeling")),
        fields=(
            Field(
                "reason",
                say(N_("Waar bent u het niet mee eens?")),
                FieldKind.area,
                help=say(N_("Iemand anders kijkt dan opnieuw.")),
                max_length=2000,
            ),
        ),
    )


def find_own_problems(
    faults: Iterable[FieldError], words: Phrasebook, own: Mapping[str, str] = PROBLEMS
) -> tuple[FieldProblem, ...]:
    """A sentence for each fault, in the words of the passport."""
    return tuple(
        FieldProblem(fault.pointer.strip("/"), sentence_of(fault, words.translate, own)) for fault in faults
    )
