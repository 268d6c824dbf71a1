"""From members and invitations to the typed pages of page_models.py."""

from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from app.accounts.invitations import Invitation, list_invitations
from app.accounts.members import Member, list_members, load_member
from app.accounts.page_models import (
    FieldProblem,
    InvitationLine,
    InviteForm,
    MemberForm,
    MemberLine,
    PeoplePage,
    RoleChoice,
)
from app.accounts.people import actor_of
from app.accounts.permissions import Issuer, Role
from app.accounts.wording import ROLE_NAMES, ROLE_PURPOSES
from app.platform.context import Context
from app.platform.pagination import Page

FIRST_PAGE: Final = Page(limit=100, cursor=None)
Translate = Callable[[str], str]


def people_address(member: Issuer) -> str:
    """The page of the people of this desk."""
    return f"/desk/{member.slug}/people"


def role_names(roles: Iterable[str]) -> tuple[str, ...]:
    """The words of these roles, Dutch."""
    return tuple(ROLE_NAMES[role] for role in roles if role in ROLE_NAMES)


def role_choices(chosen: Iterable[str]) -> tuple[RoleChoice, ...]:
    """Every role, with which are chosen."""
    known = set(chosen)
    return tuple(RoleChoice(role, ROLE_NAMES[role], ROLE_PURPOSES[role], role in known) for role in Role)


async def build_people_page(context: Context, issuer: Issuer) -> PeoplePage:
    """The first hundred members by name, and the newest hundred invitations."""
    base = people_address(issuer)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        where = issuer.organisation_id
        members = await list_members(context, session, organisation_id=where, page=FIRST_PAGE)
        open_ones = await list_invitations(context, session, organisation_id=where, page=FIRST_PAGE)
    by_name = sorted(members.items, key=lambda member: member.name.casefold())
    return PeoplePage(
        members=tuple(_member_line(member, base, issuer) for member in by_name),
        invitations=tuple(_invitation_line(item, base, context) for item in open_ones.items),
        invite_address=f"{base}/invite",
        has_more=members.next_cursor is not None or open_ones.next_cursor is not None,
    )


def build_invite_form(
    issuer: Issuer,
    *,
    email: str = "",
    language: str = "nl",
    roles: Iterable[str] = (),
    problems: Iterable[FieldProblem] = (),
) -> InviteForm:
    """The form to invite somebody, with what was filled in."""
    base = people_address(issuer)
    return InviteForm(
        action=f"{base}/invite",
        back=base,
        email=email,
        language=language,
        roles=role_choices(roles),
        problems=tuple(problems),
    )


async def build_member_form(
    context: Context,
    issuer: Issuer,
    person_id: UUID,
    *,
    roles: Iterable[str] | None = None,
    problems: Iterable[FieldProblem] = (),
) -> MemberForm:
    """One member, as the record says or with the roles that were chosen. Raises NotFound."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        member = await load_member(
            context, session, organisation_id=issuer.organisation_id, person_id=person_id
        )
    base = people_address(issuer)
    return MemberForm(
        name=member.name,
        email=member.email,
        action=f"{base}/{person_id}",
        end_action=f"{base}/{person_id}/end",
        back=base,
        roles=role_choices(member.roles if roles is None else roles),
        problems=tuple(problems),
    )


def _member_line(member: Member, base: str, issuer: Issuer) -> MemberLine:
    return MemberLine(
        name=member.name,
        email=member.email,
        roles=role_names(member.roles),
        address=f"{base}/{member.person_id}",
        is_self=actor_of(member.person_id) == issuer.actor,
    )


def _invitation_line(invitation: Invitation, base: str, context: Context) -> InvitationLine:
    action = f"{base}/invitations/{invitation.id}"
    return InvitationLine(
        email=invitation.email,
        roles=role_names(invitation.roles),
        expires_at=invitation.expires_at,
        is_expired=invitation.expires_at <= context.clock.now(),
        resend_action=f"{action}/resend",
        withdraw_action=f"{action}/withdraw",
    )
