"""What the skills endpoints answer."""

from datetime import datetime

from app.ontologies.skills import ESCO_ACKNOWLEDGEMENT, ESCO_FRAMEWORK, MatchType, Skill
from app.platform.pagination import Slice
from app.web.schemas import PageView, View


class TextsView(View):
    """A text in Dutch and in English."""

    nl: str
    en: str


class SkillAlignmentView(View):
    """The concept in a shared framework that comes nearest, and how near it comes."""

    target_framework: str
    target_name: str
    target_url: str
    match_type: MatchType


class SkillView(View):
    """A skill with its plain names and definitions."""

    id: str
    framework_id: str
    code: str
    sector: str
    label: TextsView
    definition: TextsView
    alignment: SkillAlignmentView
    withdrawn_at: datetime | None
    acknowledgement: str


class SkillPageView(PageView[SkillView]):
    """One page of skills, with the acknowledgement that reuse of ESCO asks for."""

    acknowledgement: str


def skill_view(skill: Skill) -> SkillView:
    """Translate a skill for the API."""
    return SkillView(
        id=skill.id,
        framework_id=skill.framework_id,
        code=skill.code,
        sector=skill.sector,
        label=TextsView(nl=skill.label_nl, en=skill.label_en),
        definition=TextsView(nl=skill.definition_nl, en=skill.definition_en),
        alignment=SkillAlignmentView(
            target_framework=ESCO_FRAMEWORK,
            target_name=skill.esco.label,
            target_url=skill.esco.uri,
            match_type=skill.esco.match_type,
        ),
        withdrawn_at=skill.withdrawn_at,
        acknowledgement=ESCO_ACKNOWLEDGEMENT,
    )


def skill_page_view(found: Slice[Skill]) -> SkillPageView:
    """Translate a page of skills for the API."""
    return SkillPageView(
        items=[skill_view(skill) for skill in found.items],
        next_cursor=found.next_cursor,
        acknowledgement=ESCO_ACKNOWLEDGEMENT,
    )
