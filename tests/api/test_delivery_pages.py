"""The coordinator's pages on people and credentials: found, sent again, set aside, withdrawn, and never by another."""

import re
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from app.accounts.permissions import Role
from app.issuing.issue import issue_credential
from app.issuing.ledger import find_states_by_id
from app.platform.context import Context
from tests.contract.issuing_cases import Desk, open_desk
from tests.staff import CSRF, make_member, sign_in

MAIL = "sanne@werk.example"


@pytest.fixture
async def desk(context: Context, client: AsyncClient) -> Desk:
    """A partnership, with its coordinator signed in."""
    desk = await open_desk(context)
    noor = await make_member(context, desk.issuer.organisation_id, "Noor de Wit", Role.COORDINATOR)
    await sign_in(context, client, noor.id)
    return desk


async def issue(context: Context, desk: Desk, key: str, *, worker: int = 1) -> tuple[UUID, UUID]:
    """A credential and its recipient."""
    request = desk.request(key, worker=worker, recipient_name=f"Werker {worker}", recipient_email=MAIL)
    issued = await issue_credential(context, desk.issuer, request)
    return issued.id, issued.issuance.recipient_id


def start(desk: Desk) -> str:
    return f"/desk/{desk.issuer.slug}"


async def send(client: AsyncClient, path: str, **fields: str | list[str]) -> Response:
    return await client.post(path, data={"csrf": CSRF, **fields})


async def state_of(context: Context, desk: Desk, credential_id: UUID) -> str:
    states = await find_states_by_id(context, desk.issuer.organisation_id, [credential_id])
    return states[credential_id].state


async def test_people_are_listed_by_how_delivery_stands(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    await issue(context, desk, "a", worker=1)
    await issue(context, desk, "b", worker=2)
    everybody = (await client.get(f"{start(desk)}/recipients")).text
    assert "Werker 1" in everybody and "Werker 2" in everybody
    waiting = (await client.get(f"{start(desk)}/recipients?show=waiting")).text
    assert "Uitgegeven, niet opgehaald" in waiting and "Werker 2" in waiting
    assert "Werker" not in (await client.get(f"{start(desk)}/recipients?show=bounced")).text
    assert (await client.get(f"{start(desk)}/recipients?cursor=x")).status_code == 400


async def test_somebody_is_found_by_a_number_that_no_address_shows(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    _, recipient_id = await issue(context, desk, "a", worker=7)
    found = await send(client, f"{start(desk)}/recipients/find", reference=" W-7 ")
    assert (found.status_code, found.headers["location"]) == (
        303,
        f"{start(desk)}/recipients/{recipient_id}",
    )
    missed = await send(client, f"{start(desk)}/recipients/find", reference="W-8")
    assert missed.status_code == 400
    assert "Wij kennen dit nummer niet." in missed.text
    assert 'value="W-8"' in missed.text


async def test_a_mail_is_sent_again_to_a_better_address(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    _, recipient_id = await issue(context, desk, "a")
    page = f"{start(desk)}/recipients/{recipient_id}"
    wrong = await send(client, f"{page}/mail", email="geen adres")
    assert wrong.status_code == 400
    assert "Vul 1 mailadres in" in wrong.text and 'value="geen adres"' in wrong.text
    sent = await send(client, f"{page}/mail", email="sanne@thuis.example")
    assert (sent.status_code, sent.headers["location"]) == (303, page)
    shown = (await client.get(page)).text
    assert "sanne@thuis.example" in shown
    assert "Mail staat klaar" in shown


async def test_a_code_is_shown_once_and_a_letter_is_a_pdf(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    _, recipient_id = await issue(context, desk, "a")
    page = f"{start(desk)}/recipients/{recipient_id}"
    made = await send(client, f"{page}/code")
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", made.text)
    assert found is not None
    assert made.headers["cache-control"] == "no-store"
    assert found.group() not in (await client.get(page)).text
    claim = await client.get(f"/claim/{found.group()}")
    assert "Van wie zijn de bewijzen?" in claim.text  # the desk is open on this device
    letter = await send(client, f"{page}/letter")
    assert letter.headers["content-type"] == "application/pdf"
    assert letter.content.startswith(b"%PDF")
    assert "Brief is gemaakt" in (await client.get(page)).text


async def test_a_credential_is_set_aside_and_counts_again(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    credential_id, _ = await issue(context, desk, "a")
    page = f"{start(desk)}/credentials/{credential_id}"
    assert (await send(client, f"{page}/suspend", reason="because")).status_code == 400
    assert (await send(client, f"{page}/suspend", reason="under-review")).status_code == 303
    assert await state_of(context, desk, credential_id) == "suspended"
    assert "Tijdelijk stopgezet" in (await client.get(page)).text
    assert (await send(client, f"{page}/reinstate")).status_code == 303
    assert await state_of(context, desk, credential_id) == "active"


async def test_withdrawing_asks_why_and_whether_it_is_certain(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    credential_id, _ = await issue(context, desk, "a")
    withdraw, one = f"{start(desk)}/credentials/withdraw", str(credential_id)
    asked = await send(client, withdraw, credential=one)
    assert asked.status_code == 200
    assert "U kunt dit niet terugdraaien." in asked.text
    unsure = await send(client, withdraw, credential=one, asked="1")
    assert unsure.status_code == 400
    assert "Kies waarom." in unsure.text and "Vink aan dat u het zeker weet." in unsure.text
    assert await state_of(context, desk, credential_id) == "active"
    gone = await send(client, withdraw, credential=one, asked="1", reason="error", sure="1")
    assert gone.headers["location"] == f"{start(desk)}/credentials/{credential_id}"
    assert await state_of(context, desk, credential_id) == "revoked"
    shown = (await client.get(gone.headers["location"])).text
    assert "Ingetrokken" in shown and "Trek dit bewijs in" not in shown
    late = await send(client, f"{start(desk)}/credentials/{credential_id}/reinstate")
    assert (late.status_code, "Dit bewijs is al ingetrokken." in late.text) == (400, True)
    again = await send(client, withdraw, credential=one)
    assert (again.status_code, "Kies eerst een bewijs dat nog geldt." in again.text) == (400, True)


async def test_several_are_withdrawn_at_once(context: Context, client: AsyncClient, desk: Desk) -> None:
    ids = [(await issue(context, desk, key, worker=number))[0] for number, key in enumerate("abc", 1)]
    chosen = [str(ids[0]), str(ids[2]), "no-uuid"]
    withdraw = f"{start(desk)}/credentials/withdraw"
    assert "Trek 2 bewijzen in?" in (await send(client, withdraw, credential=chosen)).text
    await send(client, withdraw, credential=chosen, asked="1", reason="withdrawn-by-request", sure="1")
    assert [await state_of(context, desk, credential_id) for credential_id in ids] == [
        "revoked",
        "active",
        "revoked",
    ]


async def test_nobody_else_sees_or_changes_anything(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    credential_id, recipient_id = await issue(context, desk, "a")
    other = await open_desk(context)
    theirs = await make_member(
        context, other.issuer.organisation_id, "Bas Smit", Role.COORDINATOR, email="bas@elders.example"
    )
    reader = await make_member(
        context, desk.issuer.organisation_id, "Lies Mol", Role.READER, email="lies@regio.example"
    )
    await sign_in(context, client, theirs.id)
    mine, there = start(desk), start(other)
    for path in ("recipients", "credentials", "ready", f"credentials/{credential_id}"):
        assert (await client.get(f"{mine}/{path}")).status_code == 404
    assert (await client.get(f"{there}/recipients/{recipient_id}")).status_code == 404
    assert (await client.get(f"{there}/credentials/{credential_id}")).status_code == 404
    assert (await send(client, f"{there}/recipients/{recipient_id}/code")).status_code == 404
    assert (
        await send(client, f"{there}/credentials/withdraw", credential=str(credential_id))
    ).status_code == 400
    assert "W-1" not in (await send(client, f"{there}/recipients/find", reference="W-9")).text
    await sign_in(context, client, reader.id)
    assert (await client.get(f"{mine}/credentials/{credential_id}")).status_code == 200
    assert (await client.get(f"{mine}/ready")).status_code == 403
    for path in (
        f"recipients/{recipient_id}/mail",
        f"recipients/{recipient_id}/code",
        "credentials/withdraw",
    ):
        assert (await send(client, f"{mine}/{path}", credential=str(credential_id))).status_code == 403
