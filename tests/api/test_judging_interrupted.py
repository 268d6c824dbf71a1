"""A case that is interrupted: by a session or a mandate that ends, or another phone. No saved answer is lost."""

from datetime import timedelta

import pytest
from httpx import AsyncClient

from app.accounts.permissions import Role
from app.accounts.sessions import IDLE
from app.assessing.dossier_states import ClaimState
from app.assessing.independence import person_of
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.api.judging import REASONS, base_of, open_case, phone_of
from tests.contract.assessing_cases import Desk, open_desk
from tests.staff import CSRF, sign_in

S = ClaimState


@pytest.fixture
async def desk(context: Context) -> Desk:
    """A partnership with a skill set of two criteria."""
    return await open_desk(context)


def wait(desk: Desk, time: timedelta) -> None:
    assert isinstance(desk.context.clock, FixedClock)
    desk.context.clock.advance(time)


async def test_the_link_leads_to_the_first_open_question_also_after_signing_in(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, _, noor = await open_case(context, client, desk)
    await phone.post(conflict="none")
    await phone.rate("yes")
    client.cookies.clear()
    asked = await phone.get()
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in")
    assert phone.base in asked.headers["set-cookie"]
    await sign_in(context, client, person_of(noor))
    assert await phone.follow() == "/2"


async def test_a_session_that_ends_in_the_middle_loses_no_saved_answer(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, noor = await open_case(context, client, desk)
    await phone.post(conflict="none")
    await phone.send("/1", word="yes", remark="Keek goed om.")
    version = await phone.version("/2")
    wait(desk, IDLE + timedelta(seconds=1))
    sent = await phone.post("/2", version=version, word="not-seen")
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in")
    assert f'return-to="{phone.base}/2~"' in sent.headers["set-cookie"]
    await sign_in(context, client, person_of(noor))
    assert await phone.follow() == "/2"
    assert "Keek goed om." in (await phone.get("/1")).text
    await phone.rate("yes", "yes")
    await phone.send("/reasons", **REASONS)
    await phone.sign()
    assert await desk.state_of(claim) is S.validated


async def test_two_phones_at_once_lose_nothing(context: Context, client: AsyncClient, desk: Desk) -> None:
    phone, _, _ = await open_case(context, client, desk)
    await phone.post(conflict="none")
    old = await phone.version("/1")
    await phone.post("/1", version=old, word="yes", remark="Eerste telefoon")
    await phone.post("/2", version=old, word="yes", remark="Tweede telefoon")
    newer = await phone.version("/1")
    await phone.post("/1", version=newer, word="not-yet")
    late = await phone.post("/1", version=old, word="yes")
    assert late.status_code == 303
    assert "word--not-yet word--chosen" in (await phone.get("/1")).text
    assert "Tweede telefoon" in (await phone.get("/2")).text


async def test_a_mandate_that_ends_in_the_middle_loses_nothing(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    dossier = await desk.open()
    claim = await desk.claim(dossier)
    await desk.evidence(dossier)
    noor = await desk.member(Role.ASSESSOR)
    await desk.mandate(noor, days=1)
    phone = await phone_of(desk, client, noor, claim)
    await phone.post(conflict="none")
    await phone.rate("yes")
    wait(desk, timedelta(days=2))
    phone = await phone_of(desk, client, noor, claim)
    assert await phone.follow() == "/2"
    await phone.send("/2", word="yes")
    await phone.send("/reasons", **REASONS)
    summary = await phone.get("/summary")
    for told in (
        "uw toestemming loopt niet meer",
        "Uw antwoorden zijn bewaard.",
        "om een nieuwe toestemming",
    ):
        assert told in summary.text
    assert 'name="role"' not in summary.text
    refused = await phone.post("/summary", version="5", role="Praktijkopleider")
    assert refused.status_code == 400 and await desk.state_of(claim) is S.judging
    listed = await client.get(f"/desk/{desk.coordinator.slug}/judge")
    assert "Uw toestemming stopte op" in listed.text
    await desk.mandate(noor)
    assert await phone.follow() == "/summary"
    await phone.sign()
    assert await desk.state_of(claim) is S.validated


async def test_a_case_keeps_its_cookie_name_and_leads_back_only_to_a_desk(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    claim = await desk.claim(await desk.open())
    answer = await client.get(base_of(desk, claim))
    [header] = [one for one in answer.headers.get_list("set-cookie") if "return-to" in one]
    for attribute in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"):
        assert attribute in header
    sent = await client.post(base_of(desk, claim), data={"csrf": CSRF})
    assert f'return-to="{base_of(desk, claim)}~"' in sent.headers["set-cookie"]
    nowhere = await client.post(f"{base_of(desk, claim)}/hand-over", data={"csrf": CSRF})
    assert "return-to" not in str(nowhere.headers)
