"""Pages of the steps in which a skill set is written: save one, or learn that a colleague was first."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.assessing.desk_forms import Say
from app.assessing.edit_skill_set import (
    Place,
    Refusal,
    StepPage,
    build_step,
    remove_achievement,
    save_step,
)
from app.assessing.errors import SkillSetChanged, SkillSetPublished
from app.assessing.place_skill import add_chosen, add_own_term, remove_chosen
from app.assessing.place_skill_page import SkillsPage, build_skills_page
from app.assessing.skill_set_desk import skill_sets_address
from app.assessing.skill_set_steps import ACHIEVEMENT, STEPS
from app.platform.context import Context
from app.platform.errors import NotFound
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.forms import first_of, read_form, revision_of, say_of
from app.web.middleware import SAVING_SCRIPT_POLICY
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/desk/{slug}/skill-sets/{skillSetId}/{version}")

Writer = Annotated[Issuer, Depends(require_member(Scope.SKILL_SETS_WRITE))]
SkillSetId = Annotated[UUID, Path(alias="skillSetId")]
Version = Annotated[int, Path(ge=1, le=1_000_000)]
AchievementId = Annotated[UUID, Path(alias="achievementId")]
Step = Annotated[str, Path(pattern=r"^[a-z]{1,20}$")]
IsChecked = Annotated[bool, Query(alias="check")]
QueryText = Annotated[str, Query(alias="q", max_length=100)]
_ONE: Final = "/achievements/{achievementId}"


@pages.get("/achievements/new")
async def get_new_achievement(
    request: Request, member: Writer, ctx: Ctx, skill_set_id: SkillSetId, version: Version
) -> HTMLResponse:
    """Asks what somebody can show. Raises NotFound."""
    place = Place(skill_set_id, version, ACHIEVEMENT)
    return _show_step(request, await build_step(ctx, member, place, say_of(request)))


@pages.post("/achievements/new")
async def post_new_achievement(
    request: Request, member: Writer, ctx: Ctx, skill_set_id: SkillSetId, version: Version, _csrf: Csrf
) -> Response:
    """Add it to the draft; with mistakes the form comes back. Raises NotFound."""
    return await _save(request, ctx, member, Place(skill_set_id, version, ACHIEVEMENT))


@pages.get(_ONE)
async def get_achievement(
    request: Request,
    member: Writer,
    ctx: Ctx,
    skill_set_id: SkillSetId,
    version: Version,
    achievement_id: AchievementId,
    is_checked: IsChecked = False,
) -> HTMLResponse:
    """One achievement on a page of its own. Raises NotFound."""
    place = Place(skill_set_id, version, ACHIEVEMENT, achievement_id)
    return _show_step(request, await build_step(ctx, member, place, say_of(request), is_checked=is_checked))


@pages.post(_ONE)
async def post_achievement(
    request: Request,
    member: Writer,
    ctx: Ctx,
    skill_set_id: SkillSetId,
    version: Version,
    achievement_id: AchievementId,
    _csrf: Csrf,
) -> Response:
    """Save it; with mistakes, or when a colleague was first, the form comes back. Raises NotFound."""
    return await _save(request, ctx, member, Place(skill_set_id, version, ACHIEVEMENT, achievement_id))


@pages.post(f"{_ONE}/remove")
async def post_removal(
    request: Request,
    member: Writer,
    ctx: Ctx,
    skill_set_id: SkillSetId,
    version: Version,
    achievement_id: AchievementId,
    _csrf: Csrf,
) -> Response:
    """Take it out of the draft. Raises NotFound."""
    revision = revision_of(await read_form(request))
    place = Place(skill_set_id, version, ACHIEVEMENT, achievement_id)
    try:
        await remove_achievement(ctx, member, place, revision=revision)
    except SkillSetChanged:
        page = await build_step(ctx, member, place, say_of(request))
        return _show_step(request, replace(page, is_changed=True), HTTPStatus.CONFLICT)
    except SkillSetPublished:
        return _to(member, place)
    return _to(member, place)


@pages.get(f"{_ONE}/skills")
async def get_skills(
    request: Request,
    member: Writer,
    ctx: Ctx,
    skill_set_id: SkillSetId,
    version: Version,
    achievement_id: AchievementId,
    query: QueryText = "",
) -> HTMLResponse:
    """Where an achievement belongs, and a search by words. Raises NotFound."""
    place = Place(skill_set_id, version, ACHIEVEMENT, achievement_id)
    page = await build_skills_page(
        ctx, member, place, say_of(request), language=language_of(request), query=query
    )
    return _show_skills(request, page)


@pages.post(f"{_ONE}/skills")
async def post_skill(
    request: Request,
    member: Writer,
    ctx: Ctx,
    skill_set_id: SkillSetId,
    version: Version,
    achievement_id: AchievementId,
    _csrf: Csrf,
) -> Response:
    """Add one, make an own term, or take one away; with mistakes the form comes back. Raises NotFound."""
    form, say = await read_form(request), say_of(request)
    place = Place(skill_set_id, version, ACHIEVEMENT, achievement_id)
    is_changed = False
    problems: tuple[FieldProblem, ...] = ()
    try:
        problems = await _place_skill(ctx, member, place, form, say)
    except SkillSetChanged:
        is_changed = True
    except SkillSetPublished:
        return _to(member, place)
    if not problems and not is_changed:
        return RedirectResponse(request.url.path, HTTPStatus.SEE_OTHER)
    page = await build_skills_page(
        ctx,
        member,
        place,
        say,
        language=language_of(request),
        query=first_of(form, "q")[:100],
        form=form,
        problems=problems,
        is_changed=is_changed,
    )
    return _show_skills(request, page, HTTPStatus.CONFLICT if is_changed else HTTPStatus.BAD_REQUEST)


@pages.get("/{step}")
async def get_step(
    request: Request,
    member: Writer,
    ctx: Ctx,
    skill_set_id: SkillSetId,
    version: Version,
    step: Step,
    is_checked: IsChecked = False,
) -> HTMLResponse:
    """One step of a draft. Raises NotFound."""
    place = _place(skill_set_id, version, step)
    return _show_step(request, await build_step(ctx, member, place, say_of(request), is_checked=is_checked))


@pages.post("/{step}")
async def post_step(
    request: Request,
    member: Writer,
    ctx: Ctx,
    skill_set_id: SkillSetId,
    version: Version,
    step: Step,
    _csrf: Csrf,
) -> Response:
    """Save a step; with mistakes, or when a colleague was first, the form comes back. Raises NotFound."""
    return await _save(request, ctx, member, _place(skill_set_id, version, step))


def _place(skill_set_id: UUID, version: int, step: str) -> Place:
    if step not in STEPS:
        raise NotFound
    return Place(skill_set_id, version, step)


async def _save(request: Request, ctx: Ctx, member: Issuer, place: Place) -> Response:
    form = await read_form(request)
    revision = revision_of(form)
    try:
        await save_step(ctx, member, place, form, say_of(request), revision=revision)
    except Refusal as refusal:
        status = HTTPStatus.CONFLICT if refusal.page.is_changed else HTTPStatus.BAD_REQUEST
        return _show_step(request, refusal.page, status)
    except SkillSetPublished:
        return _to(member, place)
    return _to(member, place)


def _show_step(request: Request, page: StepPage, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    return render(request, "assessing/skill_set_step.html", status_code=status, page=page)


def _show_skills(request: Request, page: SkillsPage, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    headers = {"Content-Security-Policy": SAVING_SCRIPT_POLICY}
    return render(request, "assessing/skill_set_skills.html", status_code=status, headers=headers, page=page)


def _to(member: Issuer, place: Place) -> Response:
    address = f"{skill_sets_address(member)}/{place.skill_set_id}/{place.version}"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


async def _place_skill(
    context: Context, member: Issuer, place: Place, form: dict[str, list[str]], say: Say
) -> tuple[FieldProblem, ...]:
    act, revision = first_of(form, "act"), revision_of(form)
    if act == "remove":
        await remove_chosen(context, member, place, form, revision=revision)
        return ()
    add = add_own_term if act == "own" else add_chosen
    return await add(context, member, place, form, say, revision=revision)
