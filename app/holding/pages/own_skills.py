"""Pages of what a holder tells about themselves."""

from contextlib import suppress
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.page_models import FieldProblem
from app.holding.dependencies import PageHolder, phrasebook_of
from app.holding.own_skills import add_own_skill, list_own_skills, remove_own_skill
from app.holding.page_models import OwnSkillsPage
from app.holding.pages.frame import render_for_holder
from app.holding.wording import OWN_SKILL_PROBLEMS
from app.platform.errors import InvalidInput, NotFound
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.routing import PageRouter

pages = PageRouter()
_LONGEST_TYPED = 2000


@pages.get("/passport/own")
async def get_own_skills(request: Request, ctx: Ctx, holder: PageHolder) -> HTMLResponse:
    """One question: what can you do? Below it what was told before."""
    page = OwnSkillsPage(await list_own_skills(ctx, holder))
    return await render_for_holder(request, ctx, holder, "holding/own_skills.html", page=page)


@pages.post("/passport/own")
async def post_own_skill(request: Request, ctx: Ctx, holder: PageHolder, _csrf: Csrf) -> Response:
    """Write it down; mistakes come back with status 400, with what was typed."""
    form = await request.form()
    name, words = (str(form.get(field, ""))[:_LONGEST_TYPED] for field in ("name", "words"))
    try:
        await add_own_skill(ctx, holder, name, words)
    except InvalidInput as error:
        say = phrasebook_of(request).translate
        fields = [fault.pointer.removeprefix("/") or "name" for fault in error.errors]
        codes = [fault.code for fault in error.errors]
        problems = tuple(
            FieldProblem(field, say(OWN_SKILL_PROBLEMS.get(code) or OWN_SKILL_PROBLEMS[field]))
            for field, code in zip(fields, codes, strict=True)
        )
        page = OwnSkillsPage(await list_own_skills(ctx, holder), name, words, problems)
        return await render_for_holder(
            request, ctx, holder, "holding/own_skills.html", status_code=HTTPStatus.BAD_REQUEST, page=page
        )
    return RedirectResponse("/passport/own", status_code=HTTPStatus.SEE_OTHER)


@pages.post("/passport/own/{ownSkillId}/remove")
async def post_remove(
    own_skill_id: Annotated[UUID, Path(alias="ownSkillId")], ctx: Ctx, holder: PageHolder, _csrf: Csrf
) -> Response:
    """It is gone at once; a second press changes nothing more."""
    with suppress(NotFound):
        await remove_own_skill(ctx, holder, own_skill_id)
    return RedirectResponse("/passport/own", status_code=HTTPStatus.SEE_OTHER)
