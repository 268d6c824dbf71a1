"""A partnership with a coordinator who can sign in, for the tests of pages at a desk."""

from dataclasses import dataclass
from uuid import UUID

from app.accounts.organisations import create_organisation
from app.accounts.people import Person, actor_of
from app.accounts.permissions import ANY_SCOPE, Issuer, Role
from app.platform.context import Context
from tests.staff import make_member


@dataclass(frozen=True)
class Team:
    """The coordinator, as a person and as who acts for the partnership."""

    person: Person
    coordinator: Issuer

    @property
    def organisation_id(self) -> UUID:
        return self.coordinator.organisation_id


async def make_team(context: Context, slug: str, *, name: str = "Noor de Wit") -> Team:
    """A new partnership with one coordinator."""
    made = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    person = await make_member(context, made.id, name, Role.COORDINATOR, email=f"noor@{slug}.example")
    issuer = Issuer(made.id, actor_of(person.id), ANY_SCOPE, made.name, made.slug)
    return Team(person, issuer)
