"""Two clicks on one button of a desk: the second gets the answer of the first, and nothing happens twice."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.accounts.permissions import Role
from app.assessing.mandates import list_mandates
from app.assessing.skill_sets import SkillSet
from app.platform.context import Context
from app.platform.pagination import Page
from tests.skill_sets import add_published
from tests.staff import CSRF, make_member, sign_in
from tests.team import Team, make_team

SLUG = "clicks"
NUMBER = re.compile(r'name="once" value="([0-9a-f]{24})"')


async def open_desk(context: Context, client: AsyncClient) -> tuple[Team, SkillSet]:
    """A coordinator at the desk with a published skill set."""
    team = await make_team(context, SLUG)
    skill_set = await add_published(context, team.coordinator)
    await sign_in(context, client, team.person.id)
    return team, skill_set


async def number_on(client: AsyncClient, path: str) -> str:
    """The number of the last form of a page."""
    return NUMBER.findall((await client.get(f"/desk/{SLUG}/{path}")).text)[-1]


async def click(client: AsyncClient, path: str, form: dict[str, Any], times: int = 2) -> Sequence[Response]:
    """The same form several times at once."""
    return await asyncio.gather(*(client.post(f"/desk/{SLUG}/{path}", data=form) for _ in range(times)))


def opening(skill_set: SkillSet, once: str, **changes: str) -> dict[str, str]:
    form = {
        "csrf": CSRF,
        "once": once,
        "name": "Sanne Ünal",
        "reference": "W-1",
        "skillSetId": str(skill_set.id),
    }
    return form | changes


async def test_clicks_at_once_and_one_after_another_open_one_dossier(
    context: Context, client: AsyncClient
) -> None:
    _, skill_set = await open_desk(context, client)
    form = opening(skill_set, await number_on(client, "dossiers/new"))
    answers = [*await click(client, "dossiers/new", form, 3), *await click(client, "dossiers/new", form, 1)]
    assert {one.status_code for one in answers} == {303}
    assert len({one.headers["location"] for one in answers}) == 1
    listed = (await client.get(f"/desk/{SLUG}/dossiers")).text
    assert set(re.findall(rf"/desk/{SLUG}/dossiers/[0-9a-f-]{{36}}", listed)) == {
        answers[0].headers["location"]
    }


async def test_a_fresh_page_other_answers_and_a_colleague_are_no_second_click(
    context: Context, client: AsyncClient
) -> None:
    team, skill_set = await open_desk(context, client)
    number = await number_on(client, "dossiers/new")
    [first] = await click(client, "dossiers/new", opening(skill_set, number), 1)
    fresh = opening(skill_set, await number_on(client, "dossiers/new"))
    [again] = await click(client, "dossiers/new", fresh, 1)
    [other] = await click(client, "dossiers/new", opening(skill_set, number, name="Ali Kaya"), 1)
    [bare] = await click(client, "dossiers/new", opening(skill_set, ""), 1)
    colleague = await make_member(
        context, team.organisation_id, "Kim Kaya", Role.COORDINATOR, email="kim@clicks.example"
    )
    await sign_in(context, client, colleague.id)
    [theirs] = await click(client, "dossiers/new", opening(skill_set, number), 1)
    assert len({one.headers["location"] for one in (first, again, other, bare, theirs)}) == 5


async def test_a_mistake_is_shown_to_every_click_and_its_form_has_a_new_number(
    context: Context, client: AsyncClient
) -> None:
    _, skill_set = await open_desk(context, client)
    number = await number_on(client, "dossiers/new")
    answers = await click(client, "dossiers/new", opening(skill_set, number, name=""))
    assert [one.status_code for one in answers] == [400, 400]
    assert NUMBER.findall(answers[0].text)[-1] != number
    [later] = await click(client, "dossiers/new", opening(skill_set, number, name=""), 1)
    assert later.status_code == 400


async def test_a_set_and_a_mandate_are_made_once(context: Context, client: AsyncClient) -> None:
    team, skill_set = await open_desk(context, client)
    names = {"name-nl": "Heftruck in de haven", "name-en": "Forklift in the harbour"}
    drafted = await click(
        client, "skill-sets/new", {"csrf": CSRF, "once": await number_on(client, "skill-sets/new"), **names}
    )
    assert [one.status_code for one in drafted] == [303, 303]
    assessor = await make_member(
        context, team.organisation_id, "Eva Bos", Role.ASSESSOR, email="eva@clicks.example"
    )
    mandate = {
        "csrf": CSRF,
        "once": await number_on(client, "mandates/new"),
        "personId": str(assessor.id),
        "scopeId": f"skill-set:{skill_set.id}",
        "highestLevel": "3",
    }
    until = re.search(
        r'name="validUntil"[^>]*value="([^"]+)"', (await client.get(f"/desk/{SLUG}/mandates/new")).text
    )
    assert until is not None
    granted = await click(client, "mandates/new", mandate | {"validUntil": until[1]})
    assert [one.status_code for one in granted] == [303, 303]
    async with context.database.transaction(organisation_id=team.organisation_id) as session:
        listed = await list_mandates(session, team.organisation_id, page=Page())
    assert [one.person_id for one in listed.items].count(assessor.id) == 1


async def test_an_accident_lets_the_next_click_through(
    context: Context, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, skill_set = await open_desk(context, client)
    form = opening(skill_set, await number_on(client, "dossiers/new"))

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("app.assessing.pages.dossier_desk.open_dossier", fail)
        [failed] = await click(client, "dossiers/new", form, 1)
    [done] = await click(client, "dossiers/new", form, 1)
    assert (failed.status_code, done.status_code) == (500, 303)
