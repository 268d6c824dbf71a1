"""Members by API and by page: roles that change, access that ends at once, and always one coordinator."""

import asyncio
from uuid import UUID

import pytest
from httpx import AsyncClient

from app.accounts.members import change_roles, end_membership
from app.accounts.organisations import Organisation, create_organisation
from app.accounts.people import Person
from app.accounts.permissions import Role, Scope
from app.platform.context import Context
from tests.api.accounts.test_api import headers_for
from tests.staff import CSRF, make_member, sign_in


async def a_team(context: Context, slug: str) -> tuple[Organisation, Person, Person]:
    """An organisation with a coordinator and a coach."""
    organisation = await create_organisation(context, slug=slug, name=f"Partnership {slug}")
    noor = await make_member(context, organisation.id, "Noor de Wit", Role.COORDINATOR)
    bas = await make_member(context, organisation.id, "Bas Smit", Role.COACH)
    return organisation, noor, bas


def base_of(organisation: Organisation) -> str:
    return f"/v1/organisations/{organisation.id}"


async def actions_of(context: Context, client: AsyncClient, organisation: Organisation) -> list[str]:
    """What the log tells, oldest first."""
    headers = await headers_for(context, organisation.id, Scope.AUDIT_READ)
    answer = await client.get(f"{base_of(organisation)}/audit-events", headers=headers)
    return [event["action"] for event in reversed(answer.json()["items"])]


async def test_members_are_listed_page_by_page(context: Context, client: AsyncClient) -> None:
    organisation, noor, bas = await a_team(context, "members-list")
    headers = await headers_for(context, organisation.id, Scope.PEOPLE_MANAGE)
    seen, cursor = [], ""
    while True:
        path = f"{base_of(organisation)}/members?limit=1{cursor}"
        body = (await client.get(path, headers=headers)).json()
        seen += body["items"]
        if body["nextCursor"] is None:
            break
        cursor = f"&cursor={body['nextCursor']}"
    assert {item["personId"]: (item["name"], item["email"], item["roles"]) for item in seen} == {
        str(noor.id): ("Noor de Wit", "noor@regio.example", ["coordinator"]),
        str(bas.id): ("Bas Smit", "bas@regio.example", ["coach"]),
    }
    wrong = await client.get(f"{base_of(organisation)}/members?cursor=x", headers=headers)
    assert wrong.status_code == 400


async def test_other_roles_count_from_the_next_request(context: Context, client: AsyncClient) -> None:
    organisation, _, bas = await a_team(context, "members-roles")
    await sign_in(context, client, bas.id)
    people = "/desk/members-roles/people"
    assert (await client.get(people)).status_code == 403
    headers = await headers_for(context, organisation.id, Scope.PEOPLE_MANAGE)
    path = f"{base_of(organisation)}/members/{bas.id}/_assign"
    answer = await client.post(path, json={"roles": ["coordinator", "coach"]}, headers=headers)
    assert answer.json()["roles"] == ["coordinator", "coach"]
    assert (await client.get(people)).status_code == 200
    assert "membership.roles-changed" in await actions_of(context, client, organisation)


async def test_an_ended_membership_has_no_access_at_once(context: Context, client: AsyncClient) -> None:
    organisation, _, bas = await a_team(context, "members-end")
    await sign_in(context, client, bas.id)
    assert (await client.get("/desk/members-end")).status_code == 200
    headers = await headers_for(context, organisation.id, Scope.PEOPLE_MANAGE)
    path = f"{base_of(organisation)}/members/{bas.id}"
    assert (await client.post(f"{path}/_end", headers=headers)).status_code == 204
    assert (await client.get("/desk/members-end")).status_code == 404
    assert (await client.post(f"{path}/_end", headers=headers)).status_code == 404
    assert (
        await client.post(f"{path}/_assign", json={"roles": ["coach"]}, headers=headers)
    ).status_code == 404
    assert "membership.ended" in await actions_of(context, client, organisation)


async def test_the_last_coordinator_stays(context: Context, client: AsyncClient) -> None:
    organisation, noor, _ = await a_team(context, "members-last")
    headers = await headers_for(context, organisation.id, Scope.PEOPLE_MANAGE)
    path = f"{base_of(organisation)}/members/{noor.id}"
    for answer in (
        await client.post(f"{path}/_end", headers=headers),
        await client.post(f"{path}/_assign", json={"roles": ["reader"]}, headers=headers),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_coordinator")


async def test_two_coordinators_who_end_each_other_at_once_leave_one(context: Context) -> None:
    organisation, noor, bas = await a_team(context, "members-race")

    async def act(person: Person, *, ends: bool) -> None:
        async with context.database.transaction(organisation_id=organisation.id) as session:
            where = {"organisation_id": organisation.id, "person_id": person.id}
            if ends:
                await end_membership(context, session, **where, actor="operator")
            else:
                await change_roles(context, session, **where, roles=[Role.COORDINATOR], actor="operator")

    await act(bas, ends=False)
    done = await asyncio.gather(act(noor, ends=True), act(bas, ends=True), return_exceptions=True)
    assert sorted(type(result).__name__ for result in done) == ["LastCoordinator", "NoneType"]


async def test_a_coordinator_changes_and_ends_on_the_page(context: Context, client: AsyncClient) -> None:
    _, noor, bas = await a_team(context, "members-page")
    await sign_in(context, client, noor.id)
    base = "/desk/members-page/people"
    page = await client.get(base)
    assert page.status_code == 200
    for text in ("Noor de Wit", "(dat bent u)", "bas@regio.example", "begeleider"):
        assert text in page.text
    assert (await client.get(f"{base}/{bas.id}")).status_code == 200
    form = {"csrf": CSRF, "role": ["assessor", "second-assessor"]}
    assert (await client.post(f"{base}/{bas.id}", data=form)).status_code == 303
    assert "tweede beoordelaar" in (await client.get(base)).text
    assert (await client.post(f"{base}/{bas.id}/end", data={"csrf": CSRF})).status_code == 303
    assert "Bas Smit" not in (await client.get(base)).text


@pytest.mark.parametrize(
    ("path", "roles", "sentence"),
    [
        ("", [], "Kies minstens 1 rol."),
        ("", ["emperor"], "Kies minstens 1 rol."),
        ("", ["reader"], "Er blijft altijd 1 coördinator over."),
        ("/end", [], "Er blijft altijd 1 coördinator over."),
    ],
)
async def test_a_mistake_is_told_in_words_beside_the_form(
    context: Context, client: AsyncClient, path: str, roles: list[str], sentence: str
) -> None:
    _, noor, _ = await a_team(context, "members-words")
    await sign_in(context, client, noor.id)
    form = {"csrf": CSRF, "role": roles}
    answer = await client.post(f"/desk/members-words/people/{noor.id}{path}", data=form)
    assert answer.status_code == 400
    assert sentence in answer.text and 'role="alert"' in answer.text


@pytest.mark.abuse("A01")
async def test_people_of_another_partnership_look_like_nobody(context: Context, client: AsyncClient) -> None:
    _, noor, _ = await a_team(context, "members-mine")
    other = await create_organisation(context, slug="members-theirs", name="Partnership members-theirs")
    eva = await make_member(context, other.id, "Eva Berg", Role.COORDINATOR)
    await sign_in(context, client, noor.id)
    for person_id in (eva.id, UUID(int=7)):
        for answer in (
            await client.get(f"/desk/members-mine/people/{person_id}"),
            await client.post(f"/desk/members-mine/people/{person_id}/end", data={"csrf": CSRF}),
            await client.get(f"/desk/members-theirs/people/{person_id}"),
        ):
            assert answer.status_code == 404
            assert "Eva" not in answer.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
async def test_only_a_coordinator_opens_the_pages_of_people(
    context: Context, client: AsyncClient, role: Role
) -> None:
    organisation = await create_organisation(context, slug="members-cell", name="Partnership members-cell")
    person = await make_member(context, organisation.id, "Noor de Wit", role)
    await sign_in(context, client, person.id)
    base = "/desk/members-cell/people"
    for path in ("", "/invite", f"/{person.id}"):
        assert (await client.get(base + path)).status_code == 403
    for path in ("/invite", f"/{person.id}", f"/{person.id}/end", f"/invitations/{person.id}/withdraw"):
        assert (await client.post(base + path, data={"csrf": CSRF})).status_code == 403
