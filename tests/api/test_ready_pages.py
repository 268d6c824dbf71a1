"""The pages on what was validated: seen as an employer will, given once, and nothing of what is not validated."""

from uuid import uuid4

import pytest
from httpx import AsyncClient

from app.accounts.organisations import find_organisation
from app.accounts.permissions import Role
from app.assessing.dossier_states import ClaimState
from app.commands.partnerships import add_signing_keys
from app.platform.context import Context
from tests.contract.assessing_cases import Desk, open_desk
from tests.staff import CSRF, make_member, sign_in


@pytest.fixture
async def desk(context: Context, client: AsyncClient) -> Desk:
    """A partnership that can sign, with a published skill set and its coordinator signed in."""
    desk = await open_desk(context)
    async with context.database.transaction() as session:
        organisation = await find_organisation(session, desk.organisation_id)
    assert organisation is not None
    await add_signing_keys(context, organisation)
    noor = await make_member(
        context, desk.organisation_id, "Noor de Wit", Role.COORDINATOR, email="noor@samen.example"
    )
    await sign_in(context, client, noor.id)
    return desk


async def start(context: Context, desk: Desk) -> str:
    async with context.database.transaction() as session:
        organisation = await find_organisation(session, desk.organisation_id)
    assert organisation is not None
    return f"/desk/{organisation.slug}"


async def test_a_validated_claim_is_looked_at_and_given_once(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    _, claim, _ = await desk.judged()
    ready = f"{await start(context, desk)}/ready"
    listed = await client.get(ready)
    assert f"{ready}/{claim.id}" in listed.text
    preview = await client.get(f"{ready}/{claim.id}")
    assert preview.status_code == 200
    assert "Dit leest een werkgever straks." in preview.text
    given = await client.post(f"{ready}/{claim.id}", data={"csrf": CSRF})
    assert given.status_code == 303
    assert await desk.state_of(claim) is ClaimState.issued
    again = await client.post(f"{ready}/{claim.id}", data={"csrf": CSRF})
    assert again.headers["location"] == given.headers["location"]
    shown = await client.get(given.headers["location"])
    assert shown.text.count("state--valid") == 1
    assert "Er staat nu niets voor u klaar." in (await client.get(ready)).text


async def test_what_is_not_validated_is_not_shown(context: Context, client: AsyncClient, desk: Desk) -> None:
    ready = f"{await start(context, desk)}/ready"
    claim = await desk.claim(await desk.open())
    for method in (client.get, lambda path: client.post(path, data={"csrf": CSRF})):
        answer = await method(f"{ready}/{claim.id}")
        assert (answer.status_code, answer.headers["location"]) == (303, ready)
        assert (await method(f"{ready}/{uuid4()}")).status_code == 404
    assert await desk.state_of(claim) is not ClaimState.issued
