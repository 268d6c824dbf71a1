"""Pages of a coordinator: who guides a worker from now on, or that nobody does."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.members import list_members_with
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Role, Scope
from app.assessing.coaching import assign_coach
from app.assessing.desk_forms import Option, find_problems
from app.assessing.dossier_desk import dossier_address, open_seen
from app.assessing.dossier_forms import DeskForm, coach_fields, first, read_id
from app.assessing.errors import DossierClosed
from app.platform.database import Session
from app.platform.errors import InvalidInput
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.forms import read_form, say_of
from app.web.marking import N_
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/desk/{slug}/dossiers/{dossierId}/coach")

Assigner = Annotated[Issuer, Depends(require_member(Scope.MANDATES_MANAGE))]
DossierId = Annotated[UUID, Path(alias="dossierId")]
_CLOSED: Final = N_("Dit dossier is gestopt. Er verandert niets meer.")


@pages.get("")
async def get_coach(request: Request, member: Assigner, ctx: Ctx, dossier_id: DossierId) -> HTMLResponse:
    """Asks who guides the worker from now on. Raises NotFound."""
    return _show(request, await _coach_form(request, ctx, member, dossier_id))


@pages.post("")
async def post_coach(
    request: Request, member: Assigner, ctx: Ctx, dossier_id: DossierId, _csrf: Csrf
) -> Response:
    """Another coach, or none; with mistakes the form comes back. Raises NotFound."""
    form = await read_form(request)
    chosen = first(form, "coachId")
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            # What is no id is nobody's.
            coach_id = (read_id(chosen) or dossier_id) if chosen else None
            await assign_coach(ctx, session, member, dossier_id, coach_id)
    except InvalidInput as error:
        page = await _coach_form(request, ctx, member, dossier_id)
        found = find_problems(error.errors, say_of(request))
        return _show(request, page.with_answers(form, found), HTTPStatus.BAD_REQUEST)
    except DossierClosed:
        page = await _coach_form(request, ctx, member, dossier_id)
        found = (FieldProblem("coachId", say_of(request)(_CLOSED)),)
        return _show(request, page.with_answers(form, found), HTTPStatus.CONFLICT)
    return RedirectResponse(dossier_address(member, dossier_id), HTTPStatus.SEE_OTHER)


async def list_coaches(ctx: Ctx, session: Session, member: Issuer) -> list[Option]:
    """Every member who may guide a worker, by name."""
    found = await list_members_with(ctx, session, organisation_id=member.organisation_id, role=Role.COACH)
    return [Option(str(one.person_id), one.name) for one in found]


async def _coach_form(request: Request, ctx: Ctx, member: Issuer, dossier_id: UUID) -> DeskForm:
    say, base = say_of(request), dossier_address(member, dossier_id)
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        opened = await open_seen(ctx, session, member, dossier_id)
        coaches = await list_coaches(ctx, session, member)
    return DeskForm(
        title=say(N_("Wie begeleidt deze persoon?")),
        lead=opened.candidate.name or opened.candidate.reference,
        action=f"{base}/coach",
        back=base,
        back_text=say(N_("Terug naar het dossier")),
        button=say(N_("Bewaar")),
        fields=coach_fields(coaches, say, str(opened.dossier.coach_id or "")),
    )


def _show(request: Request, page: DeskForm, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    return render(request, "assessing/desk_form.html", status_code=status, page=page)
