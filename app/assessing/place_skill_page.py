"""What the page shows where an achievement is placed: what was chosen in each layer, and what a search finds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.assessing.align_skill_set import AlignedConcept, align_skill_set
from app.assessing.desk_forms import Field, FieldKind, Option, Say, fill
from app.assessing.edit_skill_set import Form, Place
from app.assessing.mandate_pages import in_words
from app.assessing.place_skill import load_place
from app.assessing.skill_set_content import Alignments, Reference, SkillSetAchievement
from app.assessing.skill_set_desk import version_address
from app.assessing.skill_sets import SkillSet
from app.ontologies.frameworks import FRAMEWORKS
from app.ontologies.own_terms import Layer, OwnTerm, search_terms
from app.ontologies.search_concepts import Question, search_concepts
from app.ontologies.skills import MatchType
from app.ontologies.term_pages import LAYER_NAMES, MATCH_NAMES
from app.platform.context import Context
from app.platform.database import Session
from app.web.marking import N_

MOST_FOUND: Final = 12


@dataclass(frozen=True, slots=True)
class FoundLine:
    """Something that may be chosen. `value` names it in the form; `acknowledgement` is what reuse asks to be said."""

    value: str
    name: str
    language: str
    more: str
    source: str
    is_own_term: bool
    acknowledgement: str = ""


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
        skill_set, achievement = await load_place(session, issuer, place)
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
        framework = FRAMEWORKS[concept.framework_id]
        source, more = f"{framework.name} {concept.version}", concept.texts[spoken].definition or ""
        line = FoundLine(
            f"concept:{concept.uri}", label, spoken, more[:300], source, False, framework.acknowledgement
        )
        found.append(line)
    return tuple(found)


def _term_line(term: OwnTerm, say: Say) -> FoundLine:
    texts, source = term.texts, say(N_("Van uw eigen organisatie"))
    return FoundLine(
        f"term:{term.id}", texts.label_nl, "nl", texts.definition_nl[:300], source, not term.is_mapped
    )


def _choice_fields(say: Say) -> tuple[Field, ...]:
    layers = tuple(Option(layer.value, say(name)) for layer, name in LAYER_NAMES.items())
    matches = tuple(Option(match.value, say(name)) for match, name in MATCH_NAMES.items())
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
