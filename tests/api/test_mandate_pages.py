"""Pages of mandates: granted with every mistake named, shown in words, stopped for good; other desks see nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient

from app.accounts.people import Person
from app.accounts.permissions import Issuer, Role
from app.assessing.mandates import MandateFilter, list_mandates
from app.assessing.periods import add_months
from app.assessing.skill_sets import SkillSet
from app.platform.context import Context
from app.platform.pagination import Page
from tests.skill_sets import add_published
from tests.staff import CSRF, make_member, sign_in
from tests.team import Team, make_team


async def open_mandates(context: Context, client: AsyncClient, slug: str) -> tuple[Team, Person, SkillSet]:
    """A coordinator at the desk, an assessor, and a published skill set."""
    team = await make_team(context, slug)
    bas = await make_member(context, team.organisation_id, "Bas Smit", Role.ASSESSOR)
    skill_set = await add_published(context, team.coordinator)
    await sign_in(context, client, team.person.id)
    return team, bas, skill_set


def form_of(context: Context, person: Person, skill_set: SkillSet, **changes: Any) -> dict[str, Any]:
    last_day = add_months(context.clock.now().date(), 6)
    form = {
        "csrf": CSRF,
        "personId": str(person.id),
        "scopeId": f"skill-set:{skill_set.id}",
        "highestLevel": "3",
        "validUntil": last_day.isoformat(),
    }
    return form | changes


async def kept(context: Context, issuer: Issuer) -> list[UUID]:
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        found = await list_mandates(session, issuer.organisation_id, page=Page(), only=MandateFilter())
    return [mandate.id for mandate in found.items]


async def test_a_coordinator_gives_a_mandate_and_reads_it_in_words(
    context: Context, client: AsyncClient
) -> None:
    team, bas, skill_set = await open_mandates(context, client, "mandate-pages")
    base = "/desk/mandate-pages/mandates"
    assert "Bas Smit" in (await client.get(f"{base}/new")).text
    made = await client.post(f"{base}/new", data=form_of(context, bas, skill_set))
    assert made.status_code == 303
    assert made.headers["location"] == f"{base}/{(await kept(context, team.coordinator))[0]}"
    page = (await client.get(made.headers["location"])).text
    for words in ("Bas Smit mag beoordelen", "Werken in het magazijn", "De hele set", "Noor de Wit"):
        assert words in page
    assert "Werken in het magazijn" in (await client.get(base)).text


async def test_every_mistake_of_the_form_is_named_at_once_and_what_was_filled_in_stays(
    context: Context, client: AsyncClient
) -> None:
    team, bas, skill_set = await open_mandates(context, client, "mandate-mistakes")
    path = "/desk/mandate-mistakes/mandates/new"
    empty = await client.post(path, data={"csrf": CSRF, "personId": str(bas.id)})
    assert empty.status_code == 400
    for field in ("scopeId", "highestLevel", "validUntil"):
        assert empty.text.count(f'href="#field-{field}"') == 1
    assert f'value="{bas.id}" id="field-personId" checked' in empty.text
    far = (context.clock.now().date() + timedelta(days=900)).isoformat()
    late = await client.post(path, data=form_of(context, bas, skill_set, validUntil=far))
    assert "Kies een dag binnen 18 maanden." in late.text
    strange = await client.post(path, data=form_of(context, bas, skill_set, scopeId="x:y", validUntil="soon"))
    assert strange.status_code == 400
    assert await kept(context, team.coordinator) == []


async def test_a_mandate_stops_after_a_question_and_stays_in_the_list_of_what_ended(
    context: Context, client: AsyncClient
) -> None:
    _, bas, skill_set = await open_mandates(context, client, "mandate-stop")
    base = "/desk/mandate-stop/mandates"
    achievement = skill_set.content.achievements[0]
    form = form_of(context, bas, skill_set, scopeId=f"achievement:{achievement.id}")
    address = (await client.post(f"{base}/new", data=form)).headers["location"]
    assert "Alleen deze vaardigheid" in (await client.get(address)).text
    assert (await client.post(f"{address}/revoke")).status_code == 403
    assert (await client.post(f"{address}/revoke", data={"csrf": CSRF})).status_code == 303
    assert "Bas Smit mag dit niet meer beoordelen" in (await client.get(address)).text
    assert "Bas Smit" not in (await client.get(base)).text
    assert "Gestopt op" in (await client.get(f"{base}?state=all")).text


async def test_who_may_not_manage_mandates_and_who_is_elsewhere_see_no_page(
    context: Context, client: AsyncClient
) -> None:
    team, bas, skill_set = await open_mandates(context, client, "mandate-guard")
    base = "/desk/mandate-guard/mandates"
    address = (await client.post(f"{base}/new", data=form_of(context, bas, skill_set))).headers["location"]
    await sign_in(context, client, bas.id)
    assert (await client.get(base)).status_code == 403
    other = await make_team(context, "mandate-elsewhere")
    await sign_in(context, client, other.person.id)
    assert (await client.get(address)).status_code == 404
    elsewhere = address.replace("mandate-guard", "mandate-elsewhere")
    assert (await client.get(elsewhere)).status_code == 404
    assert (await client.post(f"{elsewhere}/revoke", data={"csrf": CSRF})).status_code == 404
    assert len(await kept(context, team.coordinator)) == 1


async def test_without_an_assessor_or_a_skill_set_the_page_says_what_comes_first(
    context: Context, client: AsyncClient
) -> None:
    team = await make_team(context, "mandate-empty")
    await sign_in(context, client, team.person.id)
    page = await client.get("/desk/mandate-empty/mandates/new")
    assert "Er is nog niemand anders met de rol beoordelaar." in page.text
    assert "Maak eerst een set openbaar." in page.text
