"""The page of a supervisor without an account: looking has no effect, the button uses the link up."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from app.assessing.co_sign import create_co_sign_link, withdraw_co_sign_link
from app.assessing.dossiers import Claim, Dossier
from app.assessing.evidence import Evidence, load_evidence_of
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.web.csrf import cookie_name
from tests.conftest import LogBook
from tests.contract.assessing_cases import Desk, open_desk
from tests.staff import CSRF

ANSWER = {"csrf": CSRF, "name": "Karin Smit", "relation": "manager", "confirmed": "yes"}
GONE = "Deze link werkt niet (meer)"


@pytest.fixture
async def desk(context: Context, client: AsyncClient) -> Desk:
    """A partnership, and a supervisor's browser with the cookie against forgery."""
    client.cookies.set(cookie_name(context.settings.public_url), CSRF)
    return await open_desk(context)


async def ask(desk: Desk, level: int = 1) -> tuple[Dossier, Claim, str]:
    """A link about what a worker did."""
    dossier = await desk.open()
    claim = await desk.claim(dossier, level)
    _, secret = await make_link(desk, claim)
    return dossier, claim, f"/confirm/{secret}"


async def make_link(desk: Desk, claim: Claim) -> tuple[UUID, str]:
    """The id and the secret of a link for a claim."""
    async with desk.work() as session:
        link, secret = await create_co_sign_link(
            desk.context,
            session,
            desk.coordinator,
            claim.id,
            observation="Reed twee uur zonder fouten.",
            seen_on=desk.context.clock.now().date(),
        )
    return link.id, secret


async def evidence_of(desk: Desk, dossier: Dossier) -> list[Evidence]:
    async with desk.work() as session:
        return list(await load_evidence_of(desk.context, session, desk.organisation_id, dossier.id))


async def send(client: AsyncClient, address: str, **changes: Any) -> Response:
    return await client.post(address, data=ANSWER | changes)


async def test_a_supervisor_confirms_once_without_an_account(client: AsyncClient, desk: Desk) -> None:
    dossier, _, address = await ask(desk)
    page = await client.get(address)
    assert page.status_code == 200
    for told in ("Sanne de Wit", "Reed twee uur zonder fouten.", "Partnership heftruck", "Veilig werken"):
        assert told in page.text
    answer = await send(client, address, words="Netjes.")
    assert (answer.status_code, answer.headers["location"]) == (303, "/confirmed")
    thanks = await client.get("/confirmed")
    assert "Dank u wel" in thanks.text and "Sanne" not in thanks.text
    [item] = await evidence_of(desk, dossier)
    assert (item.kind, item.relation, item.confirmer) == ("statement", "manager", "Karin Smit")
    assert item.summary == "Reed twee uur zonder fouten.\nNetjes."


@pytest.mark.abuse("A25")
async def test_a_mail_scanner_that_opens_the_link_changes_nothing(client: AsyncClient, desk: Desk) -> None:
    dossier, _, address = await ask(desk)
    for _ in range(3):
        assert (await client.get(address)).status_code == 200
        assert (await client.head(address)).status_code == 200
    assert await evidence_of(desk, dossier) == []
    assert (await send(client, address)).status_code == 303
    assert len(await evidence_of(desk, dossier)) == 1


@pytest.mark.abuse("A25")
async def test_a_form_of_another_site_confirms_nothing(client: AsyncClient, desk: Desk) -> None:
    dossier, _, address = await ask(desk)
    assert (await send(client, address, csrf="x" * 32)).status_code == 403
    assert await evidence_of(desk, dossier) == []


async def test_used_expired_withdrawn_and_unknown_links_look_the_same(
    client: AsyncClient, desk: Desk
) -> None:
    _, _, used = await ask(desk)
    await send(client, used)
    _, claim, expired = await ask(desk)
    link_id, secret = await make_link(desk, claim)
    async with desk.work() as session:
        await withdraw_co_sign_link(desk.context, session, desk.coordinator, claim.id, link_id)
    withdrawn = f"/confirm/{secret}"
    assert (await client.get(withdrawn)).status_code == 404
    assert isinstance(desk.context.clock, FixedClock)
    desk.context.clock.advance(timedelta(days=15))
    pages = [
        await client.get(one) for one in (used, expired, withdrawn, f"/confirm/{'A' * 22}", "/confirm/x")
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert GONE in pages[0].text
    again = await send(client, used)
    assert (again.status_code, again.text) == (404, pages[0].text)


async def test_a_mistake_is_told_and_the_link_still_works(client: AsyncClient, desk: Desk) -> None:
    dossier, _, address = await ask(desk)
    answer = await client.post(address, data={"csrf": CSRF, "words": "Netjes."})
    assert answer.status_code == 400
    for sentence in ("Vul uw naam in.", "Kies hoe u deze persoon kent.", "Zet een vinkje", "Netjes."):
        assert sentence in answer.text
    for changes in ({"words": "BSN 123456782"}, {"name": "x" * 201}, {"words": "x" * 1001}):
        assert (await send(client, address, **changes)).status_code == 400
    assert await evidence_of(desk, dossier) == []
    assert (await send(client, address)).status_code == 303


async def test_a_claim_that_was_judged_meanwhile_takes_no_confirmation(
    client: AsyncClient, desk: Desk
) -> None:
    dossier, claim, address = await ask(desk, 2)
    await desk.evidence(dossier)
    await desk.judge(claim, await desk.assessor())
    answer = await send(client, address)
    assert answer.status_code == 404 and GONE in answer.text


@pytest.mark.abuse("A24")
async def test_guessing_links_is_stopped_after_ten_misses_in_a_minute(
    client: AsyncClient, desk: Desk, log_book: LogBook
) -> None:
    _, _, address = await ask(desk)
    found = [(await client.get(f"/confirm/{number:022}")).status_code for number in range(11)]
    assert found == [404] * 10 + [429]
    assert len(log_book.lines("confirm.miss")) == 11
    assert (await client.get(address)).status_code == 429
    assert (await send(client, address)).status_code == 429


async def test_the_secret_of_the_link_is_in_no_log(
    client: AsyncClient, desk: Desk, log_book: LogBook
) -> None:
    _, _, address = await ask(desk)
    await client.get(address)
    await send(client, address)
    log_book.hide(address.removeprefix("/confirm/"), "Karin Smit")
    assert [line["path"] for line in log_book.lines("http.request")] == ["/confirm/…"] * 2


async def test_the_page_speaks_english(client: AsyncClient, desk: Desk) -> None:
    _, _, address = await ask(desk)
    page = await client.get(address, headers={"Accept-Language": "en"})
    assert "Did you see this too?" in page.text and "Working safely with a forklift" in page.text
