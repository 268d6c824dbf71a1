"""The frame of the desk: which pages it names for whom."""

from uuid import UUID

import pytest

from app.accounts.desk import ENTRIES, frame_of
from app.accounts.permissions import Issuer, Role, Scope, scopes_of_roles


def member(*roles: Role) -> Issuer:
    scopes = scopes_of_roles(roles, kind="partnership")
    return Issuer(UUID(int=1), "person:1", scopes, "Regio", "regio")


@pytest.mark.parametrize("role", Role)
def test_a_page_is_named_for_who_has_one_of_its_scopes(role: Role) -> None:
    named = {link.address for link in frame_of(member(role), "/desk/regio").links}
    allowed = {
        f"/desk/regio/{entry.path}"
        for entry in ENTRIES
        if entry.scopes & scopes_of_roles([role], kind="partnership")
    }
    assert named == allowed


def test_the_page_one_is_on_is_marked_also_below_it() -> None:
    for path in ("/desk/regio/people", "/desk/regio/people/1"):
        frame = frame_of(member(Role.COORDINATOR), path)
        assert [link.address for link in frame.links if link.is_current] == ["/desk/regio/people"]
    assert not any(
        link.is_current for link in frame_of(member(Role.COORDINATOR), "/desk/regio/people-2").links
    )


def test_a_reader_is_promised_nothing_that_only_others_may_do() -> None:
    purposes = {role: {link.purpose for link in frame_of(member(role), "/desk/regio").links} for role in Role}
    acts = {entry.purpose for entry in ENTRIES if entry.changing}
    assert len(acts) == 2
    assert purposes[Role.READER].isdisjoint(acts)
    assert acts <= purposes[Role.COORDINATOR]


def test_every_entry_asks_a_scope_that_a_role_gives() -> None:
    given = {scope for role in Role for scope in scopes_of_roles([role], kind="partnership")}
    assert all(entry.scopes and entry.scopes <= given for entry in ENTRIES)
    assert Scope.PEOPLE_MANAGE in given
