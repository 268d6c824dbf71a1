"""The public register as people see it: the list, an issuer elsewhere, a partnership of ours and one that ended."""

import pytest
from httpx import AsyncClient

from app.accounts.organisations import find_organisation_by_slug
from app.commands.partnerships import add_signing_keys, register
from app.platform.context import Context
from app.trust.recognise import RecognitionRequest
from app.trust.recognise_as_operator import recognise_for
from app.trust.registry import set_issuer_state
from app.trust.succession import end_partnership
from tests.api.conftest import register_elsewhere
from tests.api.tenants import ELSEWHERE
from tests.team import make_team

OWN = "did:web:passport.example:partnerships:"


@pytest.fixture(autouse=True)
async def partnerships(context: Context) -> None:
    for slug in ("noord", "zuid"):
        await make_team(context, slug)
        async with context.database.transaction() as session:
            made = await find_organisation_by_slug(session, slug)
        assert made is not None
        await add_signing_keys(context, made)
        await register(context, made)
    await register_elsewhere(context)


async def test_the_list_leads_to_the_one_page_of_each(client: AsyncClient) -> None:
    page = (await client.get("/register")).text
    for address in ("/partnerships/noord", "/partnerships/zuid", f"/register/{ELSEWHERE}"):
        assert f'href="{address}"' in page
        assert (await client.get(address)).status_code == 200
    answer = await client.get(f"/register/{OWN}noord")
    assert (answer.status_code, answer.headers["location"]) == (307, "/partnerships/noord")
    assert (await client.get("/register/did:web:nergens.example")).status_code == 404


async def test_the_list_is_searched_by_name(client: AsyncClient) -> None:
    found = (await client.get("/register", params={"name": "ZUID"})).text
    assert "Partnership zuid" in found and "Partnership noord" not in found
    none = (await client.get("/register", params={"name": "100%_"})).text
    assert "Wij vonden geen organisatie met deze naam." in none


async def test_partnerships_that_recognise_each_other_say_so(context: Context, client: AsyncClient) -> None:
    await recognise_for(context, "noord", RecognitionRequest(f"{OWN}zuid", 3))
    assert "Erkennen elkaar:" not in (await client.get("/partnerships/noord")).text
    await recognise_for(context, "zuid", RecognitionRequest(f"{OWN}noord", 2))
    page = (await client.get("/partnerships/noord")).text
    assert "Erkennen elkaar:" in page and "Alle vaardigheden, tot en met niveau 3" in page
    assert "Recognise each other:" in (await client.get("/partnerships/noord?taal=en")).text


async def test_who_ended_is_shown_with_its_time_and_its_successor(
    context: Context, client: AsyncClient
) -> None:
    await end_partnership(context, "noord", successor="zuid")
    context.caches.clear()
    page = (await client.get("/partnerships/noord")).text
    assert "Niet meer actief. Erkend van" in page
    assert "Dit neemt het over:" in page and 'href="/partnerships/zuid"' in page
    assert "niet meer actief" in (await client.get("/register")).text


async def test_who_is_suspended_is_shown_as_such(context: Context, client: AsyncClient) -> None:
    await set_issuer_state(context, ELSEWHERE, state="suspended")
    assert "Deze organisatie mag nu geen bewijzen geven" in (await client.get(f"/register/{ELSEWHERE}")).text
    assert "Tijdelijk stopgezet" in (await client.get(f"/register/{ELSEWHERE}")).text
