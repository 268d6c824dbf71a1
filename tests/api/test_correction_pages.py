"""A coordinator mends what a credential says: prefilled, what changes is shown first, and the old one is withdrawn."""

import html
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from app.accounts.permissions import Role
from app.credentials.model import Credential
from app.credentials.verification import read
from app.issuing.issue import issue_credential
from app.issuing.ledger import load_issued
from app.issuing.revoke import RevocationReason, revoke
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.api.test_ready_pages import desk as assessing_desk
from tests.api.test_ready_pages import start as start_of
from tests.contract.assessing_cases import Desk as AssessingDesk
from tests.contract.issuing_cases import Desk, open_desk
from tests.staff import CSRF, make_member, sign_in

validated = assessing_desk
REASONS = {"assessment-reasons": "Reed rustig en keek steeds om."}


@pytest.fixture
async def desk(context: Context, client: AsyncClient) -> Desk:
    """A partnership, with its coordinator signed in."""
    desk = await open_desk(context)
    noor = await make_member(context, desk.issuer.organisation_id, "Noor de Wit", Role.COORDINATOR)
    await sign_in(context, client, noor.id)
    return desk


def answers_in(page: Response) -> dict[str, str]:
    """What the form is filled in with."""
    fields = dict(re.findall(r'<input [^>]*name="([\w-]+)" value="([^"]*)"', page.text))
    fields |= dict(re.findall(r'<textarea [^>]*name="([\w-]+)"[^>]*>([^<]*)</textarea>', page.text))
    return {name: html.unescape(value) for name, value in fields.items()} | {"csrf": CSRF}


async def issue(context: Context, desk: Desk, key: str = "first") -> tuple[UUID, str]:
    """A credential of level 2 and the page on which it is corrected."""
    issued = await issue_credential(context, desk.issuer, desk.request(key))
    return issued.id, f"/desk/{desk.issuer.slug}/credentials/{issued.id}/correct"


async def load(
    context: Context, organisation_id: UUID, credential_id: UUID
) -> tuple[Credential, str, str | None]:
    """What a credential says, its state and the reason."""
    async with context.database.transaction(organisation_id=organisation_id) as session:
        issued, state = await load_issued(context, session, organisation_id, credential_id)
    return Credential.from_document(read(issued.secured.text).claims), state.state, state.reason


async def test_a_credential_is_corrected_and_linked_to_the_one_it_replaces(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    older_id, page = await issue(context, desk)
    form = answers_in(await client.get(page))
    assert (form["recipient-name"], form["assessedOn"]) == ("Jan Jansen", "2026-01-15")
    assert (form["evidence-0-summary"], form["evidence-0-date"]) == ("Heeft twee uur gereden.", "2026-01-15")
    form |= REASONS | {"recipient-name": "Jan de Jong", "evidence-0-date": "2026-01-14"}
    asked = await client.post(page, data=form)
    assert asked.status_code == 200
    for words in ("Jan Jansen", "Jan de Jong", "15 januari 2026", "14 januari 2026", "niet terugdraaien"):
        assert words in asked.text, words
    assert (await load(context, desk.issuer.organisation_id, older_id))[1] == "active"
    edited = await client.post(page, data=answers_in(asked) | {"edit": "1"})
    assert answers_in(edited)["recipient-name"] == "Jan de Jong"
    given = await client.post(page, data=answers_in(asked) | {"sure": "1"})
    assert given.status_code == 303
    newer_id = UUID(given.headers["location"].rpartition("/")[2])
    older, state, reason = await load(context, desk.issuer.organisation_id, older_id)
    assert (state, reason) == ("revoked", "superseded")
    newer, state, _ = await load(context, desk.issuer.organisation_id, newer_id)
    assert (newer.supersedes, newer.subject.name, state) == (older.id, "Jan de Jong", "active")
    assert newer.evidence[0].narrative == "Heeft twee uur gereden. (2026-01-14)"
    assert (newer.level, newer.assessor) == (older.level, older.assessor)
    assert newer.assessment == older.assessment
    shown = (await client.get(given.headers["location"])).text
    assert f'/credentials/{older_id}"' in shown and "Jan de Jong" in shown
    old_page = (await client.get(f"/desk/{desk.issuer.slug}/credentials/{older_id}")).text
    assert f'/credentials/{newer_id}"' in old_page and "Verbeter dit bewijs" not in old_page
    again = await client.post(page, data=answers_in(asked) | {"sure": "1"})
    assert again.headers["location"] == given.headers["location"]
    later = await client.post(page, data=answers_in(asked) | {"sure": "1", "once": ""})
    assert later.headers["location"].endswith(f"/credentials/{older_id}")


async def test_mistakes_are_named_at_their_fields_and_nothing_happens(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    older_id, page = await issue(context, desk)
    form = answers_in(await client.get(page))
    unchanged = await client.post(page, data=form | REASONS | {"sure": "1"})
    assert (unchanged.status_code, "U veranderde nog niets." in unchanged.text) == (400, True)
    wrong = form | {
        "recipient-name": "",
        "assessedOn": "31 februari",
        "assessorRole": "BSN 123456782",
        "evidence-0-summary": "Zie https://foto.example/1",
        "sure": "1",
    }
    refused = await client.post(page, data=wrong)
    assert refused.status_code == 400
    for line in (
        "Naam: Vul dit in.",
        "Op welke dag beoordeeld? Vul een dag in die bestaat.",
        "Waarom kwam de beoordelaar tot dit oordeel? Vul dit in.",
    ):
        assert line in refused.text, line
    assert 'value="31 februari"' in refused.text
    known = wrong | REASONS | {"recipient-name": "Jan", "assessedOn": "2026-01-15"}
    refused = await client.post(page, data=known)
    assert "Functie van de beoordelaar: Gebruik gewone tekst, zonder BSN." in refused.text
    assert "Haal het webadres weg." in refused.text
    assert (await load(context, desk.issuer.organisation_id, older_id))[1] == "active"


async def test_a_mandate_that_ended_since_is_no_reason_to_leave_a_mistake(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    assert isinstance(context.clock, FixedClock)
    _, page = await issue(context, desk)
    context.clock.advance(timedelta(days=700))
    noor = await make_member(
        context, desk.issuer.organisation_id, "Noor Mol", Role.COORDINATOR, email="mol@samen.example"
    )
    await sign_in(context, client, noor.id)
    form = answers_in(await client.get(page)) | REASONS | {"assessorRole": "Chef", "sure": "1"}
    assert (await client.post(page, data=form)).status_code == 303


async def test_what_a_dossier_knows_is_not_asked_again(
    context: Context, client: AsyncClient, validated: AssessingDesk
) -> None:
    _, claim, _ = await validated.judged(2)
    base = await start_of(context, validated)
    given = await client.post(f"{base}/ready/{claim.id}", data={"csrf": CSRF})
    person = (await client.get(given.headers["location"])).text
    older_id = UUID(person.split(f"{base}/credentials/")[1][:36])
    page = f"{base}/credentials/{older_id}/correct"
    form = answers_in(await client.get(page))
    assert "assessment-reasons" not in form
    corrected = await client.post(page, data=form | {"recipient-name": "Sanne Smit", "sure": "1"})
    assert corrected.status_code == 303
    newer_id = UUID(corrected.headers["location"].rpartition("/")[2])
    older, _, _ = await load(context, validated.organisation_id, older_id)
    newer, _, _ = await load(context, validated.organisation_id, newer_id)
    assert replace(newer.evidence[0], id="") == replace(older.evidence[0], id="")
    assert newer.evidence[0].id == older.evidence[0].id
    assert (newer.assessment, newer.subject.name) == (older.assessment, "Sanne Smit")


async def test_what_is_withdrawn_or_of_somebody_else_cannot_be_corrected(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    gone_id, gone = await issue(context, desk)
    await revoke(context, desk.issuer, gone_id, reason=RevocationReason.ERROR)
    for answer in (await client.get(gone), await client.post(gone, data={"csrf": CSRF})):
        assert (answer.status_code, answer.headers["location"]) == (303, gone.removesuffix("/correct"))
    other = await open_desk(context)
    theirs, _ = await issue(context, other)
    stolen = f"/desk/{desk.issuer.slug}/credentials/{theirs}/correct"
    assert (await client.get(stolen)).status_code == 404
    assert (await client.post(stolen, data={"csrf": CSRF, "sure": "1"})).status_code == 404
    assert (await load(context, other.issuer.organisation_id, theirs))[1] == "active"
