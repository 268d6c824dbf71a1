"""Where an achievement belongs: search concepts and own terms, and put them in one of three layers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.assessing.align_skill_set import AlignedConcept, align_skill_set
from app.assessing.desk_forms import N_, Field, FieldKind, Option, Say, fill
from app.assessing.edit_skill_set import Form, Place, change
from app.assessing.errors import SkillSetChanged
from app.assessing.mandate_pages import in_words
from app.assessing.skill_set_content import Alignments, Reference, SkillSetAchievement
from app.assessing.skill_set_desk import version_address
from app.assessing.skill_sets import SkillSet, load_skill_set
from app.ontologies.frameworks import FRAMEWORKS
from app.ontologies.own_terms import Layer, OwnTerm, TermTexts, add_term, search_terms
from app.ontologies.search_concepts import Question, search_concepts
from app.ontologies.skills import MatchType
from app.platform.citizen_numbers import has_citizen_number
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.text import clean_text

MOST_FOUND: Final = 12
MOST_IN_LAYER: Final = 10
LAYER_NAMES: Final[Mapping[Layer, str]] = {
    Layer.specific: N_("Voor dit werk"),
    Layer.transferable: N_("Ook voor ander werk"),
    Layer.knowledge: N_("Kennis"),
}
_MATCHES: Final[Mapping[MatchType, str]] = {
    MatchType.exact: N_("Hetzelfde"),
    MatchType.close: N_("Bijna hetzelfde"),
    MatchType.broad: N_("Het begrip is breder"),
    MatchType.narrow: N_("Het begrip is smaller"),
}
_CHOOSE_TARGET: Final = N_("Kies 1 begrip uit de lijst.")
_CHOOSE_LAYER: Final = N_("Kies waar het begrip bij hoort.")
_FULL: Final = N_("Hier staan al 10 begrippen. Haal er eerst 1 weg.")
_FILL_IN: Final = N_("Vul dit in.")
_PLAIN: Final = N_("Gebruik gewone tekst, zonder BSN.")


@dataclass(frozen=True, slots=True)
class FoundLine:
    """Something that may be chosen. `value` names it in the form."""

    value: str
    name: str
    language: str
    more: str
    source: str
    is_own_term: bool


@dataclass(frozen=True, slots=True)
class ChosenLine:
    """What was chosen, with its place in the layer."""

    name: str
    language: str
    source: str
    is_own_term: bool
    layer: str
    position: int


@dataclass(frozen=True, slots=True)
class SkillsPage:
    """What an achievement is called elsewhere. `layers` are names with what was chosen in each."""

    title: str
    action: str
    back: str
    revision: int
    layers: tuple[tuple[str, tuple[ChosenLine, ...]], ...]
    query: str
    found: tuple[FoundLine, ...]
    choice: tuple[Field, ...]
    own: tuple[Field, ...]
    may_make_terms: bool
    target: str = ""
    problems: tuple[FieldProblem, ...] = ()
    is_changed: bool = False


async def build_skills_page(
    context: Context,
    issuer: Issuer,
    place: Place,
    say: Say,
    *,
    language: str,
    query: str = "",
    form: Form | None = None,
    problems: Sequence[FieldProblem] = (),
    is_changed: bool = False,
) -> SkillsPage:
    """What was chosen and what a search finds. Raises NotFound."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        skill_set, achievement = await _load(session, issuer, place)
        layers = await _layers(context, session, issuer, skill_set, achievement, say)
        found = await _search(session, issuer, query, language, say)
    back, sent = f"{version_address(issuer, skill_set)}/achievements/{achievement.id}", form or {}
    choice, own = _choice_fields(say), _own_fields(say)
    return SkillsPage(
        title=in_words(achievement.name, language),
        action=f"{back}/skills",
        back=back,
        revision=skill_set.revision,
        layers=layers,
        query=query,
        found=found,
        choice=fill(choice, sent) if "layer" in sent or "matchType" in sent else choice,
        own=fill(own, sent) if "label" in sent else own,
        may_make_terms=Scope.TERMS_WRITE in issuer.scopes,
        target=next(iter(sent.get("target", ())), ""),
        problems=tuple(problems),
        is_changed=is_changed,
    )


async def add_chosen(
    context: Context, issuer: Issuer, place: Place, form: Form, say: Say, *, revision: int
) -> tuple[FieldProblem, ...]:
    """Puts what was found in a layer; answers what is wrong. Raises NotFound, SkillSetChanged, SkillSetPublished."""
    reference, layer = _read_reference(form), _read_layer(form)
    problems = []
    if reference is None:
        problems.append(FieldProblem("target", say(_CHOOSE_TARGET)))
    if layer is None:
        problems.append(FieldProblem("layer", say(_CHOOSE_LAYER)))
    if reference is None or layer is None:
        return tuple(problems)
    return await _add(context, issuer, place, layer, reference, say, revision=revision)


async def add_own_term(
    context: Context, issuer: Issuer, place: Place, form: Form, say: Say, *, revision: int
) -> tuple[FieldProblem, ...]:
    """Makes a term of the partnership's own and puts it in its layer. Raises as add_chosen."""
    texts = {name: next(iter(form.get(name, ())), "").strip() for name in ("label", "definition")}
    layer = _read_layer(form, "ownLayer")
    problems = [FieldProblem(name, say(_FILL_IN)) for name, text in texts.items() if not text]
    problems += [FieldProblem(name, say(_PLAIN)) for name, text in texts.items() if not _is_plain(text)]
    if layer is None:
        problems.append(FieldProblem("ownLayer", say(_CHOOSE_LAYER)))
    if problems or layer is None:
        return tuple(problems)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        skill_set, _ = await _load(session, issuer, place)
        if skill_set.revision != revision:
            raise SkillSetChanged
        term = await add_term(
            context, session, issuer, TermTexts(layer, texts["label"][:200], texts["definition"][:2000])
        )
    reference = Reference(own_term_id=term.id)
    return await _add(context, issuer, place, layer, reference, say, revision=revision)


async def remove_chosen(context: Context, issuer: Issuer, place: Place, form: Form, *, revision: int) -> None:
    """Takes one out of its layer; what is not there changes nothing. Raises as add_chosen."""
    layer = _read_layer(form)
    text = next(iter(form.get("position", ())), "")
    position = int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else None
    if layer is None or position is None:
        return
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        skill_set, achievement = await _load(session, issuer, place)
    references: tuple[Reference, ...] = getattr(achievement.alignments, layer.value)
    kept = references[:position] + references[position + 1 :]
    await _save(context, issuer, place, skill_set, achievement, layer, kept, revision=revision)


async def _add(
    context: Context,
    issuer: Issuer,
    place: Place,
    layer: Layer,
    reference: Reference,
    say: Say,
    *,
    revision: int,
) -> tuple[FieldProblem, ...]:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        skill_set, achievement = await _load(session, issuer, place)
    references: tuple[Reference, ...] = getattr(achievement.alignments, layer.value)
    if len(references) >= MOST_IN_LAYER:
        return (FieldProblem("layer", say(_FULL)),)
    named = (reference.concept_uri, reference.own_term_id)
    others = tuple(one for one in references if (one.concept_uri, one.own_term_id) != named)
    kept = (*others, reference)
    await _save(context, issuer, place, skill_set, achievement, layer, kept, revision=revision)
    return ()


async def _save(
    context: Context,
    issuer: Issuer,
    place: Place,
    skill_set: SkillSet,
    achievement: SkillSetAchievement,
    layer: Layer,
    references: tuple[Reference, ...],
    *,
    revision: int,
) -> None:
    layers = {one.value: getattr(achievement.alignments, one.value) for one in Layer}
    changed = replace(achievement, alignments=Alignments(**(layers | {layer.value: references})))
    achievements = tuple(
        changed if one.id == achievement.id else one for one in skill_set.content.achievements
    )
    content = replace(skill_set.content, achievements=achievements)
    await change(context, issuer, place, content, revision=revision)


async def _load(session: Session, issuer: Issuer, place: Place) -> tuple[SkillSet, SkillSetAchievement]:
    skill_set = await load_skill_set(session, issuer.organisation_id, place.skill_set_id, place.version)
    achievement = place.achievement_id and skill_set.content.find_achievement(place.achievement_id)
    if not achievement:
        raise NotFound
    return skill_set, achievement


async def _layers(
    context: Context,
    session: Session,
    issuer: Issuer,
    skill_set: SkillSet,
    achievement: SkillSetAchievement,
    say: Say,
) -> tuple[tuple[str, tuple[ChosenLine, ...]], ...]:
    chosen: dict[Layer, list[ChosenLine]] = {layer: [] for layer in Layer}
    for layer, position, reference in achievement.alignments.each():
        alone = replace(achievement, alignments=Alignments(**{layer.value: (reference,)}))
        content = replace(skill_set.content, achievements=(alone,))
        aligned, _ = await align_skill_set(
            session, issuer.organisation_id, content, public_url=context.settings.public_url
        )
        first = next(iter(aligned[achievement.id]), None)
        chosen[layer].append(_chosen_line(layer, position, reference, first, say))
    return tuple((say(LAYER_NAMES[layer]), tuple(lines)) for layer, lines in chosen.items())


def _chosen_line(
    layer: Layer, position: int, reference: Reference, concept: AlignedConcept | None, say: Say
) -> ChosenLine:
    if concept is None:
        gone = say(N_("Niet meer in gebruik"))
        return ChosenLine(gone, "", reference.concept_uri or "", False, layer.value, position)
    source = f"{concept.framework} {concept.framework_version}" if concept.framework else ""
    return ChosenLine(concept.label, concept.language, source, concept.is_own_term, layer.value, position)


async def _search(
    session: Session, issuer: Issuer, query: str, language: str, say: Say
) -> tuple[FoundLine, ...]:
    if not query.strip():
        return ()
    own = await search_terms(session, issuer.organisation_id, query, limit=MOST_FOUND)
    concepts = await search_concepts(session, Question(query, limit=MOST_FOUND))
    found = [_term_line(term, say) for term in own]
    for concept in concepts:
        label, spoken = concept.label_in(language, "nl", "en")
        source = f"{FRAMEWORKS[concept.framework_id].name} {concept.version}"
        more = concept.texts[spoken].definition or ""
        found.append(FoundLine(f"concept:{concept.uri}", label, spoken, more[:300], source, False))
    return tuple(found)


def _term_line(term: OwnTerm, say: Say) -> FoundLine:
    texts, source = term.texts, say(N_("Van uw eigen organisatie"))
    return FoundLine(
        f"term:{term.id}", texts.label_nl, "nl", texts.definition_nl[:300], source, not term.is_mapped
    )


def _choice_fields(say: Say) -> tuple[Field, ...]:
    layers = tuple(Option(layer.value, say(name)) for layer, name in LAYER_NAMES.items())
    matches = tuple(Option(match.value, say(name)) for match, name in _MATCHES.items())
    return (
        Field("layer", say(N_("Waar hoort het begrip bij?")), FieldKind.radios, options=layers),
        Field(
            "matchType",
            say(N_("Hoe goed past het?")),
            FieldKind.select,
            options=matches,
            values=(MatchType.exact.value,),
        ),
    )


def _own_fields(say: Say) -> tuple[Field, ...]:
    layers = tuple(Option(layer.value, say(name)) for layer, name in LAYER_NAMES.items())
    return (
        Field("label", say(N_("Uw eigen woord")), language="nl"),
        Field("definition", say(N_("Wat betekent het?")), FieldKind.area, language="nl", max_length=2000),
        Field("ownLayer", say(N_("Waar hoort uw woord bij?")), FieldKind.radios, options=layers),
    )


def _read_layer(form: Form, name: str = "layer") -> Layer | None:
    text = next(iter(form.get(name, ())), "")
    return Layer(text) if text in set(Layer) else None


def _read_reference(form: Form) -> Reference | None:
    kind, _, named = next(iter(form.get("target", ())), "").partition(":")
    match = next(iter(form.get("matchType", ())), "")
    if kind == "concept" and named:
        return Reference(
            concept_uri=named[:1000],
            match_type=MatchType(match) if match in set(MatchType) else MatchType.exact,
        )
    try:
        return Reference(own_term_id=UUID(named)) if kind == "term" else None
    except ValueError:
        return None


def _is_plain(text: str) -> bool:
    try:
        clean_text(text)
    except ValueError:
        return False
    return not has_citizen_number(text)
