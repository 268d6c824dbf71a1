"""Public routes of the vocabulary: search skills, read one."""

from typing import Annotated

from fastapi import Path, Query

from app.ontologies.errors import UnknownSkill
from app.ontologies.schemas import SkillPageView, SkillView, skill_page_view, skill_view
from app.ontologies.search import load_skill, search_skills
from app.platform.errors import InvalidInput, TooMany
from app.web.dependencies import Db, PageQuery
from app.web.problems import problems
from app.web.routing import Router

router = Router(prefix="/v1/skills", tags=["Skills"])

QueryText = Annotated[str, Query(max_length=100, description="Words in Dutch or English; all must occur.")]
SectorText = Annotated[
    str | None, Query(pattern=r"^[a-z-]{1,60}$", description="Only skills of this sector.")
]
SkillId = Annotated[str, Path(alias="skillId", pattern=r"^[a-z0-9-]{1,60}$")]


@router.get("", operation_id="listSkills", responses=problems(InvalidInput, TooMany))
async def get_skills(
    db: Db, page: PageQuery, query: QueryText = "", sector: SectorText = None
) -> SkillPageView:
    """Search the skills vocabulary. This service uses the ESCO classification of the European Commission."""
    return skill_page_view(await search_skills(db, query, sector=sector, page=page))


@router.get("/{skillId}", operation_id="getSkill", responses=problems(InvalidInput, UnknownSkill, TooMany))
async def get_skill(db: Db, skill_id: SkillId) -> SkillView:
    """Read one skill. This service uses the ESCO classification of the European Commission."""
    return skill_view(await load_skill(db, skill_id))
