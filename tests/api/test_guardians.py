"""A parent or guardian says yes by a link in a mail; until then the passport of who is not sixteen is one plain screen."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from app.holding.guardians import LIFETIME
from app.holding.under_sixteen import load_youth
from app.issuing.ages import tell_age
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.conftest import LogBook
from tests.contract.passport_world import World, build_world
from tests.passports import EMAIL, Superuser, Worker, add_way_in, fresh, post, seen, show
from tests.staff import read_mails, secret_in

SLUG = "young-home"
MUM = "ouder@thuis.example"
WAITS = "Uw ouder of verzorger moet eerst ja zeggen"


@pytest.fixture
async def world(context: Context) -> World:
    return await build_world(context, SLUG, phone="038 123 45 67")


@pytest.fixture
async def sanne(context: Context, client: AsyncClient, world: World) -> Worker:
    """Sixteen in two hundred days; her passport is open on this device."""
    received = await world.claim(await world.issue(sixteen_on=day_of(context)))
    assert received.session is not None
    show(context, client, received.session.token)
    return Worker(received.holder_id, received.session.token)


def day_of(context: Context, days: int = 200) -> date:
    return (context.clock.now() + timedelta(days=days)).date()


async def ask(context: Context, client: AsyncClient, superuser: Superuser, address: str = MUM) -> str:
    """The address of the link in the mail to a parent."""
    before = seen(context, superuser)
    asked = await post(client, "/passport/guardian", email=address)
    assert (asked.status_code, asked.headers["location"]) == (303, "/passport/guardian")
    letter = fresh(context, superuser, before, "guardian-ask")
    assert letter["to"] == address
    return "/guardian/" + secret_in(letter, "/guardian")


async def consent(context: Context, holder_id: UUID) -> str:
    youth = await load_youth(context, holder_id)
    assert youth is not None
    return youth.consent


async def say(context: Context, client: AsyncClient, link: str, answer: str) -> int:
    """What somebody says on a device of their own."""
    show(context, client, None)
    return (await post(client, link, answer=answer)).status_code


async def test_until_the_yes_the_passport_is_one_plain_screen_and_what_is_her_own_stays_possible(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    shut = ["/passport", "/passport/own", "/passport/shares", "/passport/from-sixteen", "/passport/helper"]
    for path in shut:
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/passport/guardian"), path
    page = await client.get("/passport/guardian")
    assert page.status_code == 200 and WAITS in page.text and "038 123 45 67" in page.text
    for path in (
        "/passport/export",
        "/passport/erase",
        "/passport/who-looked",
        "/passport/ways-in",
        "/passport/events",
    ):
        assert (await client.get(path)).status_code == 200, path
    assert (await post(client, "/passport/export")).headers["content-type"] == "application/zip"


async def test_a_yes_opens_the_passport_but_no_sharing_and_the_mail_names_nobody(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    link = await ask(context, client, superuser)
    page = (await client.get("/passport/guardian")).text
    assert "o…@thuis.example" in page and MUM not in page
    [letter] = [one for one in read_mails(context, superuser) if one["purpose"] == "guardian-ask"]
    assert "Sanne" not in letter["text"] and f"Stichting {SLUG}" in letter["text"]
    show(context, client, None)
    question = await client.get(link)
    assert "Mag Sanne W. een paspoort met vaardigheden?" in question.text and "de Wit" not in question.text
    before = seen(context, superuser)
    assert await say(context, client, link, "yes") == 200
    assert "terugnemen" in fresh(context, superuser, before, "guardian-thanks")["text"]
    show(context, client, sanne.token)
    assert (await client.get("/passport")).status_code == 200
    assert (await client.get("/passport/share")).headers["location"] == "/passport/from-sixteen"
    assert "Delen kan vanaf 16 jaar" in (await client.get("/passport/from-sixteen")).text
    assert "Uw ouder of verzorger zei ja." in (await client.get("/passport/events")).text
    [row] = superuser.execute("SELECT answer, address_sealed, ask_hash FROM guardians").fetchall()
    assert row == ("yes", None, None)


@pytest.mark.abuse("A25")
async def test_a_mail_scanner_that_opens_the_link_changes_nothing_and_no_log_has_the_link(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker, log_book: LogBook
) -> None:
    link = await ask(context, client, superuser)
    show(context, client, None)
    for _ in range(3):
        assert (await client.head(link)).status_code == 200
        assert (await client.get(link)).status_code == 200
    assert await consent(context, sanne.holder_id) == "asked"
    assert link.rpartition("/")[2] not in log_book.text


@pytest.mark.abuse("A28")
async def test_the_link_works_once_ends_with_a_newer_one_and_after_fourteen_days(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    older = await ask(context, client, superuser)
    before = seen(context, superuser)
    assert (await post(client, "/passport/guardian/again")).status_code == 303
    link = "/guardian/" + secret_in(fresh(context, superuser, before, "guardian-ask"), "/guardian")
    assert await say(context, client, older, "yes") == 404
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(LIFETIME)
    assert await say(context, client, link, "yes") == 404
    assert await consent(context, sanne.holder_id) == "none"
    show(context, client, sanne.token)
    link = await ask(context, client, superuser)
    assert await say(context, client, link, "no") == 200
    assert await say(context, client, link, "yes") == 404
    assert await consent(context, sanne.holder_id) == "no"


async def test_who_agreed_takes_it_back_with_the_other_mail_and_may_agree_again(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    link = await ask(context, client, superuser)
    before = seen(context, superuser)
    await say(context, client, link, "yes")
    stop = "/guardian/" + secret_in(fresh(context, superuser, before, "guardian-thanks"), "/guardian")
    assert "Neemt u uw ja terug?" in (await client.get(stop)).text
    assert await consent(context, sanne.holder_id) == "yes"
    assert await say(context, client, stop, "no") == 200
    assert await consent(context, sanne.holder_id) == "withdrawn"
    assert await say(context, client, stop, "yes") == 404
    show(context, client, sanne.token)
    assert (await client.get("/passport")).headers["location"] == "/passport/guardian"
    assert "Het ja is teruggenomen" in (await client.get("/passport/guardian")).text
    again = await ask(context, client, superuser)
    assert await say(context, client, again, "yes") == 200
    assert await consent(context, sanne.holder_id) == "yes"


@pytest.mark.parametrize("address", [EMAIL, EMAIL.upper(), EMAIL.replace("@", "+thuis@")])
async def test_her_own_address_is_refused_in_a_clear_sentence(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker, address: str
) -> None:
    await add_way_in(context, client, superuser, EMAIL)
    before = seen(context, superuser)
    refused = await post(client, "/passport/guardian", email=address)
    assert refused.status_code == 400
    assert "Dit is uw eigen adres. Vul dat van uw ouder of verzorger in." in refused.text
    assert seen(context, superuser) == before


@pytest.mark.abuse("A38")
async def test_what_is_no_address_is_refused_and_nobody_is_mailed_more_than_four_times_a_day(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    assert (await post(client, "/passport/guardian", email="a@b.example, c@d.example")).status_code == 400
    for number in range(4):
        await ask(context, client, superuser, f"ouder{number}@thuis.example")
    refused = await post(client, "/passport/guardian", email=MUM)
    assert refused.status_code == 400 and "Probeer het morgen weer." in refused.text
    assert (await post(client, "/passport/guardian/again")).status_code == 400


@pytest.mark.abuse("A28")
async def test_guessing_the_link_is_limited_and_learns_nothing(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    await ask(context, client, superuser)
    show(context, client, None)
    answers = [await client.get(f"/guardian/{number:022}") for number in range(12)]
    assert {one.status_code for one in answers[:10]} == {404}
    assert len({one.text.replace(f"{number:022}", "") for number, one in enumerate(answers[:10])}) == 1
    assert {one.status_code for one in answers[10:]} == {429}
    assert await consent(context, sanne.holder_id) == "asked"


async def test_a_device_on_which_the_passport_is_open_does_not_answer(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    link = await ask(context, client, superuser)
    page = await client.get(link)
    assert "Open de mail op een ander apparaat." in page.text and 'name="answer"' not in page.text
    assert (await post(client, link, answer="yes")).status_code == 303
    assert await consent(context, sanne.holder_id) == "asked"
    show(context, client, None)
    assert (await post(client, link, answer="misschien")).status_code == 303
    assert await consent(context, sanne.holder_id) == "asked"


async def test_on_her_birthday_nobody_has_to_do_anything_and_the_link_is_over(
    context: Context, client: AsyncClient, superuser: Superuser, world: World
) -> None:
    issued = await world.issue("w-7", sixteen_on=day_of(context, 10))
    received = await world.claim(issued)
    assert received.session is not None
    show(context, client, received.session.token)
    link = await ask(context, client, superuser)
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(days=10))
    assert (await client.get("/passport")).status_code == 200
    assert (await client.get("/passport/share")).status_code == 200
    assert (await client.get("/passport/guardian")).headers["location"] == "/passport"
    assert await say(context, client, link, "no") == 404


async def test_a_passport_that_was_open_closes_when_a_partnership_tells_the_age(
    context: Context, client: AsyncClient, world: World
) -> None:
    issued = await world.issue("w-8")
    received = await world.claim(issued)
    assert received.session is not None
    show(context, client, received.session.token)
    assert (await client.get("/passport")).status_code == 200
    await tell_age(context, world.issuer, issued.issuance.recipient_id, day_of(context))
    assert (await client.get("/passport")).headers["location"] == "/passport/guardian"
    await tell_age(context, world.issuer, issued.issuance.recipient_id, None)
    assert (await client.get("/passport")).status_code == 200


async def test_who_erases_the_passport_erases_whom_was_asked(
    context: Context, client: AsyncClient, superuser: Superuser, sanne: Worker
) -> None:
    link = await ask(context, client, superuser)
    await post(client, "/passport/erase", sure="yes")
    assert superuser.execute("SELECT count(*) FROM guardians").fetchone() == (0,)
    assert superuser.execute("SELECT count(*) FROM young_people").fetchone() == (0,)
    assert await say(context, client, link, "yes") == 404
