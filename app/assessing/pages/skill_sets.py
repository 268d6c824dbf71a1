"""The public page of a published skill set: what somebody with such a proof can do, and how that is judged."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse

from app.accounts.organisations import find_organisation
from app.assessing.skill_set_pages import skill_set_page
from app.assessing.skill_sets import load_public_skill_set
from app.platform.database import enter
from app.platform.errors import NotFound
from app.web.dependencies import Ctx
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter()
_PUBLIC: Final = {"Cache-Control": "public, max-age=300"}


@pages.get("/skill-sets/{skillSetId}/{version}")
async def get_public_skill_set(
    request: Request,
    ctx: Ctx,
    skill_set_id: Annotated[UUID, Path(alias="skillSetId")],
    version: Annotated[int, Path(ge=1, le=1_000_000)],
) -> HTMLResponse:
    """One version as it was published; a draft is found by nobody. Raises NotFound."""
    async with ctx.database.transaction() as session:
        skill_set, versions = await load_public_skill_set(session, skill_set_id, version)
        await enter(session, organisation_id=skill_set.organisation_id)
        organisation = await find_organisation(session, skill_set.organisation_id)
    if organisation is None:
        raise NotFound
    page = skill_set_page(
        skill_set,
        versions,
        language=language_of(request),
        organisation_name=organisation.name,
        organisation_slug=organisation.slug,
    )
    return render(request, "assessing/skill_set.html", headers=_PUBLIC, page=page)
