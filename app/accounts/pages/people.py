"""Pages of a coordinator: who works here, as what, and who is invited."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.errors import AlreadyMember, InvitationClosed, LastCoordinator
from app.accounts.invitations import invite, resend_invitation, withdraw_invitation
from app.accounts.members import change_roles, end_membership
from app.accounts.page_models import FieldProblem
from app.accounts.people_pages import (
    build_invite_form,
    build_member_form,
    build_people_page,
    people_address,
)
from app.accounts.permissions import Issuer, Scope
from app.accounts.wording import address_problem
from app.platform.errors import InvalidInput
from app.platform.mail import InvalidEmail
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter
from app.web.translations import translate

pages = PageRouter(prefix="/desk/{slug}/people")

PeopleManager = Annotated[Issuer, Depends(require_member(Scope.PEOPLE_MANAGE))]
PersonId = Annotated[UUID, Path()]
InvitationId = Annotated[UUID, Path()]
_NO_ROLE = N_("Kies minstens 1 rol.")
_MEMBER = N_("Deze persoon hoort er al bij. Verander daar de rollen.")
_LAST = N_("Er blijft altijd 1 coördinator over. Maak eerst iemand anders coördinator.")


@pages.get("")
async def get_people(request: Request, member: PeopleManager, ctx: Ctx) -> HTMLResponse:
    """Members and open invitations."""
    return render(request, "accounts/people.html", page=await build_people_page(ctx, member))


@pages.get("/invite")
async def get_invite(request: Request, member: PeopleManager) -> HTMLResponse:
    """Asks for an address and roles."""
    return render(request, "accounts/invite.html", page=build_invite_form(member))


@pages.post("/invite")
async def post_invite(request: Request, member: PeopleManager, ctx: Ctx, _csrf: Csrf) -> Response:
    """Mail the invitation; with mistakes the form comes back. Raises TooMany."""
    form = await request.form()
    email, roles = str(form.get("email", ""))[:254], [str(role) for role in form.getlist("role")]
    language = str(form.get("language", "nl"))
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await invite(
                ctx,
                session,
                organisation_id=member.organisation_id,
                email=email,
                roles=roles,
                language=language,
                actor=member.actor,
            )
    except (InvalidInput, AlreadyMember) as error:
        wrong = [_find_problem(request, error, email)]
        if not roles and wrong[0].field != "role":
            wrong.append(FieldProblem("role", translate(_NO_ROLE, language_of(request))))
        page = build_invite_form(member, email=email, language=language, roles=roles, problems=wrong)
        return render(request, "accounts/invite.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    return _back(member)


@pages.get("/{person_id}")
async def get_member(request: Request, member: PeopleManager, person_id: PersonId, ctx: Ctx) -> HTMLResponse:
    """One member with the roles. Raises NotFound."""
    page = await build_member_form(ctx, member, person_id)
    return render(request, "accounts/member.html", page=page)


@pages.post("/{person_id}")
async def post_member(
    request: Request, member: PeopleManager, person_id: PersonId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Give other roles. Raises NotFound."""
    roles = [str(role) for role in (await request.form()).getlist("role")]
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await change_roles(
                ctx,
                session,
                organisation_id=member.organisation_id,
                person_id=person_id,
                roles=roles,
                actor=member.actor,
            )
    except (InvalidInput, LastCoordinator) as error:
        return await _refuse(request, ctx, member, person_id, error, roles)
    return _back(member)


@pages.post("/{person_id}/end")
async def post_end(
    request: Request, member: PeopleManager, person_id: PersonId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """End a membership at once. Raises NotFound."""
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await end_membership(
                ctx,
                session,
                organisation_id=member.organisation_id,
                person_id=person_id,
                actor=member.actor,
            )
    except LastCoordinator as error:
        return await _refuse(request, ctx, member, person_id, error)
    return _back(member)


@pages.post("/invitations/{invitation_id}/resend")
async def post_resend(member: PeopleManager, invitation_id: InvitationId, ctx: Ctx, _csrf: Csrf) -> Response:
    """Mail a new link. Raises NotFound, TooMany."""
    return await _change(ctx, member, invitation_id, resend_invitation)


@pages.post("/invitations/{invitation_id}/withdraw")
async def post_withdraw(
    member: PeopleManager, invitation_id: InvitationId, ctx: Ctx, _csrf: Csrf
) -> Response:
    """Make the link stop. Raises NotFound."""
    return await _change(ctx, member, invitation_id, withdraw_invitation)


async def _change(
    ctx: Ctx, member: Issuer, invitation_id: UUID, act: Callable[..., Awaitable[object]]
) -> Response:
    """Back to the list, also when somebody else was first."""
    with suppress(InvitationClosed):
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await act(
                ctx,
                session,
                organisation_id=member.organisation_id,
                invitation_id=invitation_id,
                actor=member.actor,
            )
    return _back(member)


async def _refuse(
    request: Request,
    ctx: Ctx,
    member: Issuer,
    person_id: UUID,
    error: Exception,
    roles: list[str] | None = None,
) -> HTMLResponse:
    wrong = [_find_problem(request, error)]
    page = await build_member_form(ctx, member, person_id, roles=roles, problems=wrong)
    return render(request, "accounts/member.html", status_code=HTTPStatus.BAD_REQUEST, page=page)


def _find_problem(request: Request, error: Exception, email: str = "") -> FieldProblem:
    if isinstance(error, InvalidEmail):
        return FieldProblem("email", address_problem(email, language_of(request)))
    field, sentence = "role", _NO_ROLE
    if isinstance(error, AlreadyMember):
        field, sentence = "email", _MEMBER
    elif isinstance(error, LastCoordinator):
        sentence = _LAST
    return FieldProblem(field, translate(sentence, language_of(request)))


def _back(member: Issuer) -> Response:
    return RedirectResponse(people_address(member), HTTPStatus.SEE_OTHER)
