"""Pages of who designs: the list of skill sets, one version as a whole, and a colleague who publishes it."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.errors import FourEyesNeeded
from app.accounts.permissions import Issuer, Scope
from app.assessing.edit_skill_set import Refusal, StepPage, add_set, build_new_set
from app.assessing.errors import SkillSetChanged, SkillSetDrafted, SkillSetPublished
from app.assessing.publish_skill_set import publish_skill_set
from app.assessing.skill_set_desk import build_hub, build_skill_set_list, skill_sets_address
from app.assessing.skill_sets import draft_next_version
from app.platform.errors import InvalidInput
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.forms import read_form, revision_of, say_of
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/desk/{slug}/skill-sets")

Reader = Annotated[Issuer, Depends(require_member(Scope.SKILL_SETS_WRITE, Scope.SKILL_SETS_PUBLISH))]
Writer = Annotated[Issuer, Depends(require_member(Scope.SKILL_SETS_WRITE))]
Publisher = Annotated[Issuer, Depends(require_member(Scope.SKILL_SETS_PUBLISH))]
SkillSetId = Annotated[UUID, Path(alias="skillSetId")]
Version = Annotated[int, Path(ge=1, le=1_000_000)]
_BASE: Final = "/{skillSetId}/{version}"
_CHANGED: Final = N_("Iemand heeft deze versie net veranderd. Lees de versie opnieuw.")
_FOUR_EYES: Final = N_("U schreef hieraan mee. Vraag een collega.")
_MISSING: Final = N_("Er ontbreekt nog iets. Kijk de lijst na.")


@pages.get("")
async def get_skill_sets(
    request: Request,
    member: Reader,
    ctx: Ctx,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """Every skill set in its newest version. Raises InvalidInput for a broken cursor."""
    page = await build_skill_set_list(
        ctx, member, say_of(request), language=language_of(request), cursor=cursor
    )
    return render(request, "assessing/skill_sets.html", page=page)


@pages.get("/new")
async def get_new_set(request: Request, member: Writer) -> HTMLResponse:
    """Asks how a new set is called."""
    return _show_step(request, build_new_set(member, say_of(request)))


@pages.post("/new")
async def post_new_set(request: Request, member: Writer, ctx: Ctx, _csrf: Csrf) -> Response:
    """Make the draft; with mistakes the form comes back."""
    try:
        made = await add_set(ctx, member, await read_form(request), say_of(request))
    except Refusal as refusal:
        return _show_step(request, refusal.page, HTTPStatus.BAD_REQUEST)
    return _to(member, made.id, made.version)


@pages.get(_BASE)
async def get_version(
    request: Request, member: Reader, ctx: Ctx, skill_set_id: SkillSetId, version: Version
) -> HTMLResponse:
    """One version: its steps, what is missing, who publishes it. Raises NotFound."""
    return await _show_hub(request, ctx, member, skill_set_id, version)


@pages.post(f"{_BASE}/publish")
async def post_publication(
    request: Request, member: Publisher, ctx: Ctx, skill_set_id: SkillSetId, version: Version, _csrf: Csrf
) -> Response:
    """Publish what somebody else wrote; otherwise the page says why not. Raises NotFound."""
    revision = revision_of(await read_form(request))
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await publish_skill_set(ctx, session, member, skill_set_id, version, revision=revision)
    except SkillSetPublished:
        return _to(member, skill_set_id, version)
    except (FourEyesNeeded, SkillSetChanged, InvalidInput) as error:
        sentence = {FourEyesNeeded: _FOUR_EYES, SkillSetChanged: _CHANGED}.get(type(error), _MISSING)
        return await _show_hub(request, ctx, member, skill_set_id, version, sentence)
    return _to(member, skill_set_id, version)


@pages.post("/{skillSetId}/versions")
async def post_version(member: Writer, ctx: Ctx, skill_set_id: SkillSetId, _csrf: Csrf) -> Response:
    """Draft the next version, or go to the draft that there is. Raises NotFound."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        try:
            made = await draft_next_version(ctx, session, member, skill_set_id)
        except SkillSetDrafted:
            return RedirectResponse(skill_sets_address(member), HTTPStatus.SEE_OTHER)
    return _to(member, made.id, made.version)


async def _show_hub(
    request: Request, ctx: Ctx, member: Issuer, skill_set_id: UUID, version: int, problem: str = ""
) -> HTMLResponse:
    say = say_of(request)
    page = await build_hub(
        ctx,
        member,
        skill_set_id,
        version,
        say,
        language=language_of(request),
        problem=say(problem) if problem else "",
    )
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return render(request, "assessing/skill_set_hub.html", status_code=status, page=page)


def _show_step(request: Request, page: StepPage, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    return render(request, "assessing/skill_set_step.html", status_code=status, page=page)


def _to(member: Issuer, skill_set_id: UUID, version: int) -> Response:
    return RedirectResponse(f"{skill_sets_address(member)}/{skill_set_id}/{version}", HTTPStatus.SEE_OTHER)
