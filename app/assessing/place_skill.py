"""Where an achievement belongs: put a concept or an own term in one of three layers, or take it away."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer
from app.assessing.desk_forms import Say
from app.assessing.edit_skill_set import Form, Place, change
from app.assessing.errors import SkillSetChanged
from app.assessing.skill_set_content import Alignments, Reference, SkillSetAchievement
from app.assessing.skill_sets import SkillSet, load_skill_set
from app.ontologies.own_terms import Layer, TermTexts, add_term
from app.ontologies.skills import MatchType
from app.platform.citizen_numbers import has_citizen_number
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.text import clean_text
from app.web.marking import N_

MOST_IN_LAYER: Final = 10
_CHOOSE_TARGET: Final = N_("Kies 1 begrip uit de lijst.")
_CHOOSE_LAYER: Final = N_("Kies waar het begrip bij hoort.")
_FULL: Final = N_("Hier staan al 10 begrippen. Haal er eerst 1 weg.")
_FILL_IN: Final = N_("Vul dit in.")
_PLAIN: Final = N_("Gebruik gewone tekst, zonder BSN.")


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
        skill_set, _ = await load_place(session, issuer, place)
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
        skill_set, achievement = await load_place(session, issuer, place)
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
        skill_set, achievement = await load_place(session, issuer, place)
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


async def load_place(session: Session, issuer: Issuer, place: Place) -> tuple[SkillSet, SkillSetAchievement]:
    """The achievement that a place names, with its skill set. Raises NotFound."""
    skill_set = await load_skill_set(session, issuer.organisation_id, place.skill_set_id, place.version)
    achievement = place.achievement_id and skill_set.content.find_achievement(place.achievement_id)
    if not achievement:
        raise NotFound
    return skill_set, achievement


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
