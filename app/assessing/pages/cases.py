"""The page with everything that waits for an assessor, and how long each mandate still runs."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.assessing.cases import find_claim_by_code, list_cases, list_own_mandates
from app.assessing.judging_page_models import MandateLine
from app.assessing.judging_pages import build_cases_page, case_address, mandate_line
from app.assessing.judging_wording import Speech
from app.assessing.mandates import Mandate, ScopeKind
from app.assessing.pages.judging import Member, see, speech_of
from app.assessing.skill_sets import load_skill_set, load_skill_set_of
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound
from app.web.dependencies import Ctx
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/desk/{slug}/judge")
# A mandate that is over is shown this long, so that somebody sees why nothing waits.
_SHOWN_DAYS: Final = 30


@pages.get("")
async def get_cases(
    request: Request, member: Member, ctx: Ctx, typed: Annotated[str, Query(alias="q", max_length=100)] = ""
) -> HTMLResponse:
    """What waits for this member; each is opened by itself, there is no button for all."""
    speech = speech_of(request)
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        cases = await list_cases(ctx, session, member)
        mandates = await list_own_mandates(session, member)
        lines = await _mandate_lines(ctx, session, member.organisation_id, mandates, speech)
    page = build_cases_page(cases, lines, member.slug, speech, typed=typed.strip())
    return render(request, "assessing/judge_list.html", page=page)


@pages.get("/code/{code}")
async def get_case_by_code(member: Member, code: Annotated[str, Path(max_length=20)], ctx: Ctx) -> Response:
    """Leads from what somebody typed to the case. Raises NotFound."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        claim_id = await find_claim_by_code(session, member, code)
    return see(case_address(member.slug, claim_id))


async def _mandate_lines(
    ctx: Context, session: Session, organisation_id: UUID, mandates: Sequence[Mandate], speech: Speech
) -> list[MandateLine]:
    lines = []
    for mandate in mandates:
        name = await _name_of(session, organisation_id, mandate, speech)
        line = mandate_line(mandate, name, speech, now=ctx.clock.now())
        if line.days_left >= -_SHOWN_DAYS:
            lines.append(line)
    return lines


async def _name_of(session: Session, organisation_id: UUID, mandate: Mandate, speech: Speech) -> str:
    """What a mandate is for; empty when that does not exist any more."""
    try:
        if mandate.scope_kind is ScopeKind.skill_set:
            found = await load_skill_set(session, organisation_id, mandate.scope_id)
            return found.content.name.get(speech.key, "")
    except NotFound:
        return ""
    skill_set = await load_skill_set_of(session, organisation_id, mandate.scope_id)
    achievement = skill_set and skill_set.content.find_achievement(mandate.scope_id)
    return achievement.name.get(speech.key, "") if achievement else ""
