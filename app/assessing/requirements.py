"""What the published skill set of a dossier asks for one achievement."""

from uuid import UUID

from app.assessing.assessment import Mastery
from app.assessing.dossiers import Dossier
from app.assessing.judgement_rules import Requirements
from app.assessing.skill_sets import SkillSet, load_skill_set
from app.platform.database import Session
from app.platform.errors import NotFound


async def load_requirements(
    session: Session, organisation_id: UUID, dossier: Dossier, achievement_id: UUID, *, language: str = "nl"
) -> Requirements:
    """What is asked, with the words of mastery in a language. Raises NotFound."""
    skill_set = await load_skill_set(
        session, organisation_id, dossier.skill_set_id, dossier.skill_set_version
    )
    return requirements_of(skill_set, achievement_id, language=language)


def requirements_of(skill_set: SkillSet, achievement_id: UUID, *, language: str) -> Requirements:
    """What a version of a skill set asks for one of its achievements. Raises NotFound for another one."""
    content = skill_set.content
    achievement = content.find_achievement(achievement_id)
    if achievement is None:
        raise NotFound
    rules = content.evidence_rules
    return Requirements(
        skill_set_id=skill_set.id,
        achievement_id=achievement_id,
        version=skill_set.version,
        criterion_ids=tuple(criterion.id for criterion in achievement.criteria),
        kinds=rules.kinds,
        at_least=rules.at_least,
        not_older_than_months=rules.not_older_than_months,
        standard=content.standard,
        quality_scheme=content.quality_scheme,
        mastery_levels=tuple(
            Mastery(level.code, level.name[language], level.descriptor[language])
            for level in content.mastery_levels
        ),
    )
