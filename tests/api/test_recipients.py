"""Recipients over the API: who did not collect, another mail, a timeline; and the link against reminders."""

import re
from base64 import b64decode
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from pypdf import PdfReader

from app.issuing.claim_mails import send_claim_mails, unsubscribe_token
from app.issuing.claims import DEFAULT_LIFETIME, LinkOrder, add_claim_links
from app.platform.context import Context
from tests.api.tenants import Tenant, issue_body
from tests.conftest import LogBook

ADDRESS = "sanne.de.wit@werk.example"


async def issue(client: AsyncClient, tenant: Tenant, reference: str, **recipient: Any) -> str:
    """Issues to this person; answers the recipient's id."""
    body = issue_body(tenant.ids, reference)
    body["recipient"] |= recipient
    path = f"/v1/organisations/{tenant.ids['organisationId']}/credentials"
    answer = await client.post(path, headers=tenant.headers(), json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["recipientId"])


def path_of(tenant: Tenant, *parts: str) -> str:
    return "/".join([f"/v1/organisations/{tenant.ids['organisationId']}/recipients", *parts])


async def test_who_did_not_collect_is_listed_in_pages(client: AsyncClient, organisation: Tenant) -> None:
    for number in range(3):
        await issue(client, organisation, f"list-{number}", email=f"w{number}@werk.example", language="en")
    seen, cursor = [], ""
    for _ in range(9):
        query = f"?isCollected=false&limit=1{cursor}"
        answer = await client.get(path_of(organisation) + query, headers=organisation.headers())
        assert answer.status_code == 200
        seen += answer.json()["items"]
        if answer.json()["nextCursor"] is None:
            break
        cursor = f"&cursor={answer.json()['nextCursor']}"
    references = [item["reference"] for item in seen]
    assert {"list-0", "list-1", "list-2"} <= set(references)
    assert len(references) == len(set(references))
    shown = next(item for item in seen if item["reference"] == "list-1")
    assert (shown["hasEmail"], shown["language"], shown["isCollected"]) == (True, "en", False)
    assert "email" not in shown
    found = await client.get(f"{path_of(organisation)}?delivery=bounced", headers=organisation.headers())
    assert found.json()["items"] == []
    wrong = await client.get(f"{path_of(organisation)}?delivery=lost", headers=organisation.headers())
    assert wrong.status_code == 400


async def test_a_recipient_shows_address_and_timeline_to_their_own_organisation(
    context: Context, client: AsyncClient, organisation: Tenant, other_organisation: Tenant
) -> None:
    recipient_id = await issue(client, organisation, "one", email=ADDRESS)
    organisation_id = organisation.ids["organisationId"]
    await send_claim_mails(context, UUID(organisation_id), [UUID(recipient_id)])
    answer = await client.get(path_of(organisation, recipient_id), headers=organisation.headers())
    assert (answer.json()["email"], answer.json()["delivery"]) == (ADDRESS, "queued")
    timeline = await client.get(
        path_of(organisation, recipient_id, "timeline"), headers=organisation.headers()
    )
    assert [item["kind"] for item in timeline.json()["items"]] == ["mail-queued"]
    for tail in ((), ("timeline",)):
        stolen = await client.get(
            path_of(other_organisation, recipient_id, *tail), headers=other_organisation.headers()
        )
        assert stolen.status_code == 404


async def test_a_mail_is_sent_again_once_for_each_key(client: AsyncClient, organisation: Tenant) -> None:
    recipient_id = await issue(client, organisation, "again")
    headers = organisation.headers()
    path = path_of(organisation, recipient_id, "claim-mails")
    first = await client.post(path, headers=headers, json={"email": ADDRESS, "language": "nl"})
    assert first.status_code == 201
    assert first.json()["kind"] == "mail-queued"
    again = await client.post(path, headers=headers, json={"email": ADDRESS, "language": "nl"})
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()
    for _ in range(4):
        assert (await client.post(path, headers=organisation.headers(), json={})).status_code == 201
    refused = await client.post(path, headers=organisation.headers(), json={})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


@pytest.mark.abuse("A38")
@pytest.mark.parametrize("email", [f"{ADDRESS}\nBcc: x@y.example", f"{ADDRESS},x@y.example", "geen"])
async def test_what_is_no_address_is_refused_with_its_code(
    client: AsyncClient, organisation: Tenant, log_book: LogBook, email: str
) -> None:
    recipient_id = await issue(client, organisation, "bad")
    path = path_of(organisation, recipient_id, "claim-mails")
    answer = await client.post(path, headers=organisation.headers(), json={"email": email})
    assert answer.status_code == 400
    assert {error["code"] for error in answer.json()["errors"]} <= {"invalid_email", "unsafe_content"}
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/email"]
    log_book.hide(ADDRESS)


@pytest.mark.abuse("A25")
async def test_only_the_button_ends_reminders_and_a_mail_reader_may_press_it(
    context: Context, client: AsyncClient, organisation: Tenant, log_book: LogBook
) -> None:
    recipient_id = await issue(client, organisation, "quiet", email=ADDRESS)
    organisation_id = UUID(organisation.ids["organisationId"])
    secret = "4H9Ah8f2KSA45M5jnRgDKmcEBWCz"
    token = unsubscribe_token(secret)
    unsubscribe_hash = sha256(token.encode()).digest()
    order = LinkOrder(UUID(recipient_id), secret, context.clock.now() + DEFAULT_LIFETIME, unsubscribe_hash)
    async with context.database.transaction(organisation_id=organisation_id) as session:
        await add_claim_links(context, session, organisation_id, [order], actor="service")

    async def is_unsubscribed() -> bool:
        answer = await client.get(path_of(organisation, recipient_id), headers=organisation.headers())
        return bool(answer.json()["isUnsubscribed"])

    for method in ("GET", "HEAD", "GET"):
        answer = await client.request(method, f"/unsubscribe/{token}")
        assert answer.status_code == 200
    assert not await is_unsubscribed()
    one_click = await client.post(f"/unsubscribe/{token}", data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert "U krijgt geen herinnering meer" in one_click.text
    assert await is_unsubscribed()
    for method in ("GET", "POST"):
        assert (await client.request(method, f"/unsubscribe/{'0' * 40}")).status_code == 404
    assert (await client.get(f"/claim/{token}")).status_code == 404, "it collects nothing"
    log_book.hide(token)


@pytest.mark.parametrize(
    ("language", "title"), [("nl", "Uw bewijzen staan klaar"), ("en", "Your proofs are ready")]
)
async def test_a_letter_has_a_code_that_collects_and_is_given_again_for_the_same_key(
    client: AsyncClient, organisation: Tenant, log_book: LogBook, language: str, title: str
) -> None:
    recipient_id = await issue(client, organisation, "letter", name="李雷")
    headers = organisation.headers()
    path = path_of(organisation, recipient_id, "letters")
    answer = await client.post(path, headers=headers, json={"language": language})
    assert answer.status_code == 201, answer.text
    again = await client.post(path, headers=headers, json={"language": language})
    assert again.json() == answer.json()
    text = PdfReader(BytesIO(b64decode(answer.json()["document"]))).pages[0].extract_text()
    assert title in text
    assert "Partnership matrix-own" in text
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert found is not None
    claimed = await client.post("/v1/passport/claims", json={"claimCode": found.group(0)})
    assert claimed.status_code == 201
    timeline = await client.get(
        path_of(organisation, recipient_id, "timeline"), headers=organisation.headers()
    )
    assert {item["kind"] for item in timeline.json()["items"]} == {"letter-made", "opened", "claimed"}
    log_book.hide(found.group(0))


async def test_a_letter_is_made_for_an_own_recipient_and_a_year_at_most(
    client: AsyncClient, organisation: Tenant, other_organisation: Tenant
) -> None:
    recipient_id = await issue(client, organisation, "letter-far")
    stolen = await client.post(
        path_of(other_organisation, recipient_id, "letters"), headers=other_organisation.headers(), json={}
    )
    assert stolen.status_code == 404
    far = await client.post(
        path_of(organisation, recipient_id, "letters"),
        headers=organisation.headers(),
        json={"expiresAt": "2099-01-01T00:00:00Z"},
    )
    assert (far.status_code, far.json()["errors"][0]["pointer"]) == (400, "/expiresAt")
