"""JSON routes of the members of an organisation and of its invitations."""

from dataclasses import asdict
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Response

from app.accounts import invitations, members
from app.accounts.dependencies import require
from app.accounts.errors import AlreadyMember, InvitationClosed, LastCoordinator
from app.accounts.invitations import Invitation
from app.accounts.members import Member
from app.accounts.permissions import Issuer, Scope
from app.accounts.schemas import InvitationView, InviteBody, MemberView, RolesBody
from app.platform.context import Context
from app.platform.database import Session, enter
from app.platform.errors import Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated
from app.platform.mail import InvalidEmail
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/organisations/{organisationId}", tags=["People"])

PeopleManager = Annotated[Issuer, Depends(require(Scope.PEOPLE_MANAGE))]
PersonId = Annotated[UUID, Path(alias="personId")]
InvitationId = Annotated[UUID, Path(alias="invitationId")]
_ERRORS: Final = (InvalidInput, Unauthenticated, Forbidden, NotFound, TooMany)


@router.get("/members", operation_id="listMembers", responses=problems(*_ERRORS))
async def get_members(issuer: PeopleManager, ctx: Ctx, db: Db, page: PageQuery) -> PageView[MemberView]:
    """List who works for your organisation, with their roles."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await members.list_members(ctx, db, organisation_id=issuer.organisation_id, page=page)
    return PageView(items=[_member(member) for member in found.items], next_cursor=found.next_cursor)


@router.post(
    "/members/{personId}/_assign",
    operation_id="assignRoles",
    responses=problems(*_ERRORS, LastCoordinator),
)
async def post_roles(
    issuer: PeopleManager, person_id: PersonId, body: RolesBody, ctx: Ctx, db: Db
) -> MemberView:
    """Give a member other roles, from their next request on."""
    await enter(db, organisation_id=issuer.organisation_id)
    where = {"organisation_id": issuer.organisation_id, "person_id": person_id}
    await members.change_roles(ctx, db, **where, roles=body.roles, actor=issuer.actor)
    return _member(await members.load_member(ctx, db, **where))


@router.post(
    "/members/{personId}/_end",
    status_code=204,
    operation_id="endMembership",
    responses=problems(*_ERRORS, LastCoordinator),
)
async def post_end(issuer: PeopleManager, person_id: PersonId, ctx: Ctx, db: Db) -> None:
    """End a membership. The person has no access any more from the next request on."""
    await enter(db, organisation_id=issuer.organisation_id)
    await members.end_membership(
        ctx, db, organisation_id=issuer.organisation_id, person_id=person_id, actor=issuer.actor
    )


@router.get("/invitations", operation_id="listInvitations", responses=problems(*_ERRORS))
async def get_invitations(
    issuer: PeopleManager, ctx: Ctx, db: Db, page: PageQuery
) -> PageView[InvitationView]:
    """List invitations that nobody accepted yet, newest first, also those that expired."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await invitations.list_invitations(ctx, db, organisation_id=issuer.organisation_id, page=page)
    return PageView(items=[_view(item) for item in found.items], next_cursor=found.next_cursor)


@router.post(
    "/invitations",
    status_code=201,
    operation_id="createInvitation",
    responses=problems(*_ERRORS, InvalidEmail, AlreadyMember, *REPLAY_ERRORS),
)
async def post_invitation(
    body: InviteBody,
    issuer: PeopleManager,
    ctx: Ctx,
    db: Db,
    now: Now,
    key: IdempotencyKey,
    response: Response,
) -> InvitationView:
    """Invite somebody by mail. The link in the mail works 14 days; a new invitation takes the place of an old one."""
    await enter(db, organisation_id=issuer.organisation_id)
    return await answer_once(
        db,
        Order(issuer.organisation_id, "createInvitation", key, body),
        lambda: _invite(ctx, db, issuer, body),
        view=InvitationView,
        sealer=ctx.vault,
        response=response,
        now=now,
    )


async def _invite(ctx: Context, db: Session, issuer: Issuer, body: InviteBody) -> InvitationView:
    made = await invitations.invite(
        ctx,
        db,
        organisation_id=issuer.organisation_id,
        email=body.email,
        roles=body.roles,
        language=body.language,
        actor=issuer.actor,
    )
    return _view(made)


@router.post(
    "/invitations/{invitationId}/_resend",
    operation_id="resendInvitation",
    responses=problems(*_ERRORS, InvitationClosed),
)
async def post_resend(issuer: PeopleManager, invitation_id: InvitationId, ctx: Ctx, db: Db) -> InvitationView:
    """Mail a new link, which works 14 days; the link before stops."""
    await enter(db, organisation_id=issuer.organisation_id)
    sent = await invitations.resend_invitation(
        ctx, db, organisation_id=issuer.organisation_id, invitation_id=invitation_id, actor=issuer.actor
    )
    return _view(sent)


@router.post(
    "/invitations/{invitationId}/_withdraw",
    status_code=204,
    operation_id="withdrawInvitation",
    responses=problems(*_ERRORS, InvitationClosed),
)
async def post_withdraw(issuer: PeopleManager, invitation_id: InvitationId, ctx: Ctx, db: Db) -> None:
    """Withdraw an invitation: its link stops at once."""
    await enter(db, organisation_id=issuer.organisation_id)
    await invitations.withdraw_invitation(
        ctx, db, organisation_id=issuer.organisation_id, invitation_id=invitation_id, actor=issuer.actor
    )


def _member(member: Member) -> MemberView:
    return MemberView.model_validate(asdict(member))


def _view(invitation: Invitation) -> InvitationView:
    return InvitationView.model_validate(asdict(invitation))
