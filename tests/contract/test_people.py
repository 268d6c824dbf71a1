"""People and memberships on the real database: who sees whom, and what of it can be read there."""

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.accounts.errors import AddressTaken
from app.accounts.organisations import Organisation, create_organisation
from app.accounts.people import (
    actor_of,
    add_membership,
    add_person,
    find_person_names,
    load_person,
)
from app.accounts.permissions import Role
from app.accounts.repository.people import list_memberships_of
from app.platform.context import Context
from app.platform.database import enter_person
from app.platform.errors import InvalidInput, NotFound
from tests.staff import make_member

OPERATOR = "operator"


async def make(context: Context, slug: str) -> Organisation:
    return await create_organisation(context, slug=slug, name=f"Partnership {slug}")


async def test_a_person_is_read_back_with_name_address_and_language(context: Context) -> None:
    organisation = await make(context, "almelo")
    made = await make_member(context, organisation.id, "Noor Ünal", email=" Noor@Regio.Example ")
    async with context.database.transaction() as session:
        await enter_person(session, made.id)
        assert await load_person(context, session, made.id) == made
    assert (made.name, made.email, made.language) == ("Noor Ünal", "noor@regio.example", "nl")


async def test_a_partnership_sees_the_names_of_its_own_members_only(context: Context) -> None:
    own, other = await make(context, "borne"), await make(context, "hengelo")
    mine = await make_member(context, own.id, "Noor de Wit")
    theirs = await make_member(context, other.id, "Bas Smit")
    async with context.database.transaction(organisation_id=own.id) as session:
        assert await find_person_names(context, session, [mine.id, theirs.id]) == {mine.id: "Noor de Wit"}
        assert await find_person_names(context, session, []) == {}
    async with context.database.transaction() as session:
        assert await find_person_names(context, session, [mine.id, theirs.id]) == {}
        with pytest.raises(NotFound):
            await load_person(context, session, mine.id)


async def test_who_left_keeps_a_name_and_loses_the_roles(context: Context) -> None:
    organisation = await make(context, "goor")
    made = await make_member(context, organisation.id, "Noor de Wit", Role.ASSESSOR)
    async with context.database.transaction(organisation_id=organisation.id) as session:
        await session.execute(text("UPDATE memberships SET ended_at = now()"))
    async with context.database.transaction(organisation_id=organisation.id) as session:
        assert await find_person_names(context, session, [made.id]) == {made.id: "Noor de Wit"}
        await enter_person(session, made.id)
        assert await list_memberships_of(session, made.id) == []


async def test_a_person_is_a_member_of_more_than_one_partnership(context: Context) -> None:
    first, second = await make(context, "rijssen"), await make(context, "nijverdal")
    person = await make_member(context, first.id, "Noor de Wit", Role.COACH)
    async with context.database.transaction(organisation_id=second.id) as session:
        await add_membership(
            context,
            session,
            organisation_id=second.id,
            person_id=person.id,
            roles=[Role.READER, Role.ASSESSOR],
            actor=OPERATOR,
        )
    async with context.database.transaction() as session:
        await enter_person(session, person.id)
        found = {row.slug: row.roles for row in await list_memberships_of(session, person.id)}
    assert found == {"rijssen": ("coach",), "nijverdal": ("assessor", "reader")}


async def test_an_address_belongs_to_one_person(context: Context) -> None:
    organisation = await make(context, "raalte")
    await make_member(context, organisation.id, "Noor de Wit", email="noor@regio.example")
    with pytest.raises(AddressTaken):
        await make_member(context, organisation.id, "Somebody else", email="NOOR@regio.example")


async def test_nothing_of_a_person_can_be_read_in_the_database(
    context: Context, superuser: psycopg.Connection[tuple[str]]
) -> None:
    organisation = await make(context, "dalfsen")
    await make_member(context, organisation.id, "Noor de Wit", email="noor@regio.example")
    [(row,)] = superuser.execute("SELECT people::text FROM people").fetchall()
    for plain in ("Noor de Wit", "noor@regio.example"):
        assert plain not in row and plain.encode().hex() not in row


async def test_a_membership_is_written_in_the_log(
    context: Context, superuser: psycopg.Connection[tuple[str]]
) -> None:
    organisation = await make(context, "staphorst")
    made = await make_member(context, organisation.id, "Noor de Wit", Role.COACH)
    rows = superuser.execute(
        "SELECT actor, target, facts ->> 'roles' FROM audit_events WHERE action = 'membership.created'"
    ).fetchall()
    assert rows == [(OPERATOR, actor_of(made.id), "coach")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "Two\nlines"},
        {"name": "x" * 101},
        {"name": "Right \u202eto left"},
        {"language": "xx"},
    ],
)
async def test_a_person_that_cannot_be_is_refused(context: Context, wrong: dict[str, str]) -> None:
    facts = {"name": "Noor de Wit", "email": "noor@regio.example"} | wrong
    async with context.database.transaction() as session:
        with pytest.raises(InvalidInput):
            await add_person(context, session, **facts)


@pytest.mark.parametrize("roles", [[], ["emperor"], ["coach", "emperor"]])
async def test_a_membership_has_known_roles(context: Context, roles: list[str]) -> None:
    organisation = await make(context, "wijhe")
    async with context.database.transaction(organisation_id=organisation.id) as session:
        with pytest.raises(InvalidInput):
            await add_membership(
                context,
                session,
                organisation_id=organisation.id,
                person_id=organisation.id,
                roles=roles,
                actor=OPERATOR,
            )


@pytest.mark.abuse("A01")
async def test_a_partnership_cannot_make_members_of_another(context: Context) -> None:
    own, other = await make(context, "olst"), await make(context, "heino")
    person = await make_member(context, own.id, "Noor de Wit")
    async with context.database.transaction(organisation_id=own.id) as session:
        with pytest.raises(DBAPIError, match="row-level security"):
            await add_membership(
                context,
                session,
                organisation_id=other.id,
                person_id=person.id,
                roles=[Role.COORDINATOR],
                actor=actor_of(person.id),
            )
