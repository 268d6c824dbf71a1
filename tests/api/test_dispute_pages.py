"""The pages of "klopt niet": the holder tells, a coordinator answers, the holder reads."""

import re
from uuid import UUID

from httpx import AsyncClient, Response

from app.accounts.permissions import Role
from app.holding.dependencies import SESSION_COOKIE
from app.holding.sort_credentials import load_held
from app.platform.context import Context
from app.web.cookies import cookie_name
from tests.contract.passport_world import World, build_world
from tests.staff import make_member, sign_in


async def press(client: AsyncClient, action: str, page: str, **fields: str) -> Response:
    """Post a form with the hidden fields of its page."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', page))
    return await client.post(action, data=hidden | fields)


async def enter(context: Context, client: AsyncClient, slug: str) -> tuple[World, UUID, UUID]:
    """A holder with one credential, signed in."""
    world = await build_world(context, slug)
    issued = await world.issue()
    received = await world.claim(issued)
    assert received.session is not None
    client.cookies.set(cookie_name(SESSION_COOKIE, context.settings.public_url), received.session.token)
    return world, received.holder_id, issued.id


async def test_a_holder_says_what_is_wrong_and_reads_the_answer(
    context: Context, client: AsyncClient
) -> None:
    world, holder_id, credential_id = await enter(context, client, "wrong-told")
    address = f"/passport/skills/{credential_id}"
    form = await client.get(f"{address}/wrong")
    unchosen = await press(client, f"{address}/wrong", form.text, words="Zo heet ik niet.")
    assert unchosen.status_code == 400
    assert "Zo heet ik niet." in unchosen.text
    told = await press(
        client, f"{address}/wrong", form.text, reason="name", words="Zo heet ik niet.", refuse="yes"
    )
    assert (told.status_code, told.headers["location"]) == (303, address)
    assert (await load_held(context, holder_id, credential_id)).state == "refused"
    skill = (await client.get(address)).text
    assert "Wacht op antwoord" in skill
    name = cookie_name(SESSION_COOKIE, context.settings.public_url)
    token = client.cookies[name]
    person = await make_member(context, world.issuer.organisation_id, "Noor de Wit", Role.COORDINATOR)
    await sign_in(context, client, person.id)
    waiting = await client.get("/desk/wrong-told/disputes")
    found = re.search(r"/desk/wrong-told/disputes/[0-9a-f-]{36}", waiting.text)
    assert found is not None
    one = await client.get(found[0])
    assert "Zo heet ik niet." in one.text
    assert (await press(client, found[0], one.text, answer=" ")).status_code == 400
    assert (await press(client, found[0], one.text, answer="U krijgt een nieuw bewijs.")).status_code == 303
    assert found[0] not in (await client.get("/desk/wrong-told/disputes")).text
    client.cookies.set(name, token)
    assert "U krijgt een nieuw bewijs." in (await client.get(address)).text


async def test_who_changes_their_mind_takes_it_back(context: Context, client: AsyncClient) -> None:
    _, holder_id, credential_id = await enter(context, client, "wrong-back")
    address = f"/passport/skills/{credential_id}"
    form = await client.get(f"{address}/wrong")
    await press(client, f"{address}/wrong", form.text, reason="level")
    assert (await load_held(context, holder_id, credential_id)).state == "new"
    skill = (await client.get(address)).text
    action = re.search(r"/passport/disputes/[0-9a-f-]+/withdraw", skill)
    assert action is not None
    assert (await press(client, action[0], skill)).headers["location"] == address
    assert "Wacht op antwoord" not in (await client.get(address)).text


async def test_one_tap_says_that_it_is_right(context: Context, client: AsyncClient) -> None:
    _, holder_id, credential_id = await enter(context, client, "wrong-right")
    page = await client.get("/passport")
    assert "Nieuw" in page.text
    accepted = await press(client, f"/passport/skills/{credential_id}/accept", page.text)
    assert (accepted.status_code, accepted.headers["location"]) == (303, "/passport")
    assert (await load_held(context, holder_id, credential_id)).state == "accepted"
    skill = await client.get(f"/passport/skills/{credential_id}")
    await press(client, f"/passport/skills/{credential_id}/hide", skill.text)
    assert (await load_held(context, holder_id, credential_id)).state == "hidden"
    assert "Dit ziet niemand" in (await client.get("/passport")).text
