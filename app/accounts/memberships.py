"""Where a person is a member now, and what that allows."""

from dataclasses import dataclass
from uuid import UUID

from app.accounts.people import actor_of
from app.accounts.permissions import Issuer, scopes_of_roles
from app.accounts.repository.people import MembershipRow, list_memberships_of
from app.platform.context import Context
from app.platform.database import enter_person


@dataclass(frozen=True, slots=True)
class Membership:
    """An organisation in whose name the person may act, and the roles that say how."""

    issuer: Issuer
    roles: tuple[str, ...]


async def list_memberships(context: Context, person_id: UUID) -> list[Membership]:
    """The memberships of a person that count now, by the name of the organisation."""
    async with context.database.transaction() as session:
        await enter_person(session, person_id)
        return [_membership(row, person_id) for row in await list_memberships_of(session, person_id)]


def _membership(row: MembershipRow, person_id: UUID) -> Membership:
    issuer = Issuer(
        organisation_id=row.organisation_id,
        actor=actor_of(person_id),
        scopes=scopes_of_roles(row.roles, kind=row.kind),
        organisation_name=row.organisation_name,
        slug=row.slug,
        is_test=row.is_test,
        roles=tuple(row.roles),
    )
    return Membership(issuer, row.roles)
