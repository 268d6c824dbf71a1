"""The pages of a coordinator about recognitions: written, signed by a colleague, withdrawn; mistakes in one sentence."""

import pytest
from httpx import AsyncClient, Response

from app.accounts.organisations import find_organisation_by_slug
from app.accounts.permissions import Role
from app.commands.partnerships import add_signing_keys, register
from app.platform.context import Context
from app.trust.recognise import list_drafts
from tests.api.conftest import register_elsewhere
from tests.api.tenants import ELSEWHERE
from tests.staff import CSRF, make_member, sign_in
from tests.team import Team, make_team

BASE = "/desk/regio/recognitions"
FORM = {"csrf": CSRF, "issuerDid": ELSEWHERE, "highestLevel": "3", "firstDay": "2026-01-01"}


@pytest.fixture
async def team(context: Context, client: AsyncClient) -> Team:
    team = await make_team(context, "regio")
    async with context.database.transaction() as session:
        made = await find_organisation_by_slug(session, "regio")
    assert made is not None
    await add_signing_keys(context, made)
    await register(context, made)
    await register_elsewhere(context)
    await sign_in(context, client, team.person.id)
    return team


async def draft(client: AsyncClient, **changes: str) -> Response:
    return await client.post(f"{BASE}/new", data=FORM | changes)


async def be_a_colleague(context: Context, client: AsyncClient, team: Team) -> None:
    other = await make_member(
        context, team.organisation_id, "Bas Smit", Role.COORDINATOR, email="bas@regio.example"
    )
    await sign_in(context, client, other.id)


async def test_one_writes_and_a_colleague_signs(context: Context, client: AsyncClient, team: Team) -> None:
    made = await draft(client, skillSetUri="https://elders.example/sets/1", skillSetName="Heftruck")
    assert made.status_code == 303
    page = made.headers["location"]
    assert "Onderteken</span>" not in (await client.get(page)).text
    refused = await client.post(f"{page}/confirm", data={"csrf": CSRF})
    assert refused.status_code == 409 and "U schreef dit zelf." in refused.text
    await be_a_colleague(context, client, team)
    assert "Onderteken</span>" in (await client.get(page)).text
    assert (await client.post(f"{page}/confirm", data={"csrf": CSRF})).status_code == 303
    late = await client.post(f"{page}/confirm", data={"csrf": CSRF})
    assert late.status_code in (404, 409)
    overview = (await client.get(BASE)).text
    assert "Vakschool Elders" in overview and "geldt nu" in overview and "Heftruck" in overview
    public = (await client.get(f"/register/{ELSEWHERE}")).text
    assert "Partnership regio" in public and "Erkend door" in public


async def test_a_withdrawal_is_told_and_shown(context: Context, client: AsyncClient, team: Team) -> None:
    page = (await draft(client)).headers["location"]
    await be_a_colleague(context, client, team)
    await client.post(f"{page}/confirm", data={"csrf": CSRF})
    assert "U kunt dit niet terugdraaien." in (await client.get(page)).text
    assert (await client.post(f"{page}/withdraw", data={"csrf": CSRF})).status_code == 303
    assert "ingetrokken" in (await client.get(BASE)).text
    assert "ingetrokken" in (await client.get(f"/register/{ELSEWHERE}")).text


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"issuerDid": "did:web:nergens.example"}, "Kies een andere organisatie uit de lijst."),
        ({"highestLevel": "9"}, "Kies een niveau."),
        ({"skillSetName": "Heftruck"}, "Vul het adres en de naam allebei in."),
        (
            {"skillSetName": "Heftruck", "skillSetUri": "javascript:x"},
            "Gebruik een adres dat begint met https://.",
        ),
        ({"lastDay": "2025-12-01"}, "Kies een dag na de eerste dag."),
    ],
)
async def test_a_mistake_brings_the_form_back_with_what_was_typed(
    client: AsyncClient, changes: dict[str, str], sentence: str
) -> None:
    answer = await draft(client, **changes)
    assert answer.status_code == 400
    assert sentence in answer.text and 'href="#field-' in answer.text
    assert 'value="2026-01-01"' in answer.text


async def test_the_address_of_a_version_becomes_that_of_the_set(
    context: Context, client: AsyncClient, team: Team
) -> None:
    uri = "https://passport.example/skill-sets/1f0e5d3c-0000-4000-8000-000000000001"
    made = await draft(client, skillSetUri=f"{uri}/3", skillSetName="Heftruck")
    assert made.status_code == 303
    async with context.database.transaction(organisation_id=team.organisation_id) as session:
        [drafted] = await list_drafts(session, team.organisation_id)
    assert drafted.scope.skill_set_uri == uri
