"""A skill set that lacks nothing but what its one reference points at, for the tests of several rooms."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.accounts.permissions import Issuer
from app.assessing.assessment import Standard
from app.assessing.publish_skill_set import publish_skill_set
from app.assessing.skill_set_content import (
    NEW,
    Alignments,
    Criterion,
    EvidenceRules,
    MasteryLevel,
    Reference,
    SkillSetAchievement,
    SkillSetContent,
)
from app.assessing.skill_sets import SkillSet, draft_skill_set
from app.ontologies.own_terms import Layer, TermTexts, add_term
from app.platform.context import Context

CRITERIA = (
    {"nl": "Controleert de heftruck voor het rijden.", "en": "Checks the forklift before driving."},
    {"nl": "Rijdt rustig langs mensen.", "en": "Drives calmly past people."},
)


def make_achievement(*references: Reference, **changes: Any) -> SkillSetAchievement:
    """Something that somebody can show, complete."""
    values: dict[str, Any] = {
        "id": NEW,
        "code": "heftruck",
        "name": {"nl": "Veilig werken met een heftruck", "en": "Working safely with a forklift"},
        "description": {"nl": "Rijdt veilig met een heftruck.", "en": "Drives a forklift safely."},
        "criteria": tuple(Criterion(NEW, text) for text in CRITERIA),
        "alignments": Alignments(specific=references),
    }
    return SkillSetAchievement(**(values | changes))


def make_content(*achievements: SkillSetAchievement, **changes: Any) -> SkillSetContent:
    """A skill set with these achievements, complete."""
    values: dict[str, Any] = {
        "code": "magazijn",
        "name": {"nl": "Werken in het magazijn", "en": "Working in the warehouse"},
        "description": {"nl": "Wat u leert in het magazijn.", "en": "What you learn in the warehouse."},
        "standard": Standard("Werkwijze magazijn 2026"),
        "quality_scheme": "Handboek beoordelen",
        "achievements": achievements,
        "mastery_levels": (
            MasteryLevel(
                "alone",
                {"nl": "Zelfstandig", "en": "Independently"},
                {"nl": "Doet dit zonder hulp.", "en": "Does this without help."},
            ),
        ),
        "validity_months": 24,
        "evidence_rules": EvidenceRules(not_older_than_months=12),
    }
    return SkillSetContent(**(values | changes))


async def add_own_term(context: Context, issuer: Issuer, label: str = "Heftruck rijden") -> UUID:
    """A term of the partnership's own."""
    texts = TermTexts(Layer.specific, label, "Rijden met een heftruck.")
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return (await add_term(context, session, issuer, texts)).id


async def add_draft(context: Context, issuer: Issuer, content: SkillSetContent) -> SkillSet:
    """A draft of these contents."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await draft_skill_set(context, session, issuer, content)


async def publish(context: Context, issuer: Issuer, draft: SkillSet) -> SkillSet:
    """The draft as a colleague of the issuer published it."""
    colleague = replace(issuer, actor=f"{issuer.actor}-colleague")
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        return await publish_skill_set(
            context, session, colleague, draft.id, draft.version, revision=draft.revision
        )


async def add_published(context: Context, issuer: Issuer, **changes: Any) -> SkillSet:
    """A published skill set with one achievement that names a term of the partnership's own."""
    reference = Reference(own_term_id=await add_own_term(context, issuer))
    content = make_content(make_achievement(reference), **changes)
    return await publish(context, issuer, await add_draft(context, issuer, content))
