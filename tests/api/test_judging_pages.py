"""The pages of an assessor: one question a page, nothing lost, nobody signs what they may not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from app.accounts.organisations import create_organisation
from app.accounts.permissions import Role
from app.assessing.assessment import Vraak
from app.assessing.candidates import CandidateDraft
from app.assessing.cases import code_of
from app.assessing.dossier_states import ClaimState
from app.assessing.independence import person_of
from app.assessing.judging_pages import cases_address
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.api.judging import REASONS, Phone, open_case, phone_of
from tests.contract.assessing_cases import WORKER, Desk, open_desk
from tests.staff import make_member, sign_in

S = ClaimState


@pytest.fixture
async def desk(context: Context) -> Desk:
    """A partnership with a skill set of two criteria."""
    return await open_desk(context)


def wait(desk: Desk, time: timedelta) -> None:
    assert isinstance(desk.context.clock, FixedClock)
    desk.context.clock.advance(time)


async def test_an_assessor_goes_from_the_link_to_the_signature(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    start = await phone.get()
    assert start.status_code == 200
    for told in (
        "U beoordeelt Sanne de Wit",
        "Veilig werken met een heftruck",
        "Uw toestemming",
        "eigen belang",
    ):
        assert told in start.text
    assert (await phone.post(conflict="none")).headers["location"] == phone.base
    assert await phone.follow() == "/1"
    question = await phone.get("/1")
    assert "Vraag 1 van 3" in question.text and "Controleert de heftruck voor het rijden." in question.text
    assert "Dit was niet te zien. Het telt niet mee." in question.text
    await phone.rate("yes", "not-seen")
    assert await phone.follow() == "/reasons"
    await phone.rate("yes", "yes")
    assert (await phone.send("/reasons", **REASONS)).headers["location"] == f"{phone.base}/summary"
    summary = await phone.get("/summary")
    for told in ("Sanne de Wit kan dit.", "Reed rustig en keek om.", "Ik keek mee op het werk", "Noor Ünal"):
        assert told in summary.text
    assert (await phone.sign()).headers["location"] == f"{phone.base}/done"
    assert "Klaar, dank u wel" in (await phone.get("/done")).text
    assert await desk.state_of(claim) is S.validated
    found = await desk.outcome(claim)
    assert (found.assessor_role, found.assessment.method) == ("Praktijkopleider", "observation")
    assert found.assessment.checklist == Vraak(*[True] * 5)


async def test_the_role_of_the_last_signature_is_filled_in(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, _, noor = await open_case(context, client, desk)
    await phone.fill("yes", "yes")
    assert 'name="role" value=""' in (await phone.get("/summary")).text
    await phone.sign("Teamleider")
    dossier = await desk.open(CandidateDraft(reference="W-18", name="Ali Kaya"))
    await desk.evidence(dossier)
    other = await phone_of(desk, client, noor, await desk.claim(dossier))
    await other.fill("yes", "yes")
    assert 'name="role" value="Teamleider"' in (await other.get("/summary")).text


async def test_looking_changes_nothing(context: Context, client: AsyncClient, desk: Desk) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    await phone.get()
    for path in ("/1", "/reasons", "/summary"):
        assert (await phone.get(path)).headers["location"] == phone.base
    assert "niets te beoordelen" in (await phone.get("/done")).text
    assert await desk.state_of(claim) is S.collecting


async def test_an_interest_of_ones_own_hands_the_case_over(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    assert (await phone.post(conflict="conflict")).status_code == 303
    assert await phone.follow() == "/done"
    assert "Iemand anders beoordeelt dit" in (await phone.get("/done")).text
    assert await desk.state_of(claim) is S.collecting
    assert "Sanne" not in (await client.get(f"/desk/{desk.coordinator.slug}/judge")).text
    other = await phone_of(desk, client, await desk.assessor(), claim)
    assert (await other.get()).status_code == 200


async def test_somebody_who_does_not_answer_about_interest_is_asked_again(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    answer = await phone.post()
    assert answer.status_code == 400 and "Kies of u een eigen belang hebt." in answer.text
    assert await desk.state_of(claim) is S.collecting


async def test_a_remark_is_kept_before_and_with_a_rating_and_on_the_way_back(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, _, _ = await open_case(context, client, desk)
    await phone.post(conflict="none")
    saved = await phone.post("/1/remark", version="2", remark="Keek goed om zich heen.")
    assert saved.status_code == 204
    assert "Keek goed om zich heen." in (await phone.get("/1")).text
    assert await phone.follow() == "/1"
    await phone.send("/1", word="yes", remark="Keek goed om zich heen.\r\nReed rustig.")
    back = await phone.send("/2", go="back", remark="Nog niet klaar")
    assert back.headers["location"] == f"{phone.base}/1"
    assert "Nog niet klaar" in (await phone.get("/2")).text
    assert "Keek goed om zich heen.\nReed rustig." in (await phone.get("/1")).text


async def test_a_remark_with_a_bsn_is_refused_and_the_rating_is_kept(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, _, _ = await open_case(context, client, desk)
    await phone.post(conflict="none")
    answer = await phone.send("/1", word="yes", remark="BSN 123456782")
    assert answer.status_code == 400
    assert "Haal een BSN" in answer.text and "BSN 123456782" in answer.text
    assert await phone.follow() == "/2"
    assert "123456782" not in (await phone.get("/1")).text


async def test_a_summary_that_was_read_before_a_change_is_not_signed(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    await phone.fill("yes", "yes")
    seen = await phone.version("/summary")
    await phone.send("/1", word="not-seen")
    await phone.send("/1", word="yes")
    answer = await phone.post("/summary", version=seen, role="Praktijkopleider")
    assert answer.status_code == 400 and "intussen iets veranderd" in answer.text
    assert 'value="Praktijkopleider"' in answer.text
    assert await desk.state_of(claim) is S.judging


async def test_a_not_yet_needs_reason_and_next_step_and_stays_private(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    await phone.post(conflict="none")
    await phone.rate("yes", "not-yet")
    page = await phone.get("/reasons")
    assert "Waarom nog niet?" in page.text and "Klopt dit?" not in page.text
    answer = await phone.send("/reasons", reasons="Keek niet om.", **{"next-step": ""})
    assert answer.status_code == 400
    assert "Schrijf op wat een goede volgende stap is." in answer.text and "Keek niet om." in answer.text
    step = {"next-step": "Oefen het omkijken."}
    assert (await phone.send("/reasons", reasons="Keek niet om.", **step)).status_code == 303
    assert "Sanne de Wit kan dit nog niet." in (await phone.get("/summary")).text
    await phone.sign()
    assert "blijft binnen het dossier" in (await phone.get("/done")).text
    assert await desk.state_of(claim) is S.not_yet
    other = await phone_of(desk, client, await desk.assessor(), claim)
    assert await other.follow() == "/done"
    seen = await other.get("/done")
    assert "niets te beoordelen" in seen.text and "Sanne" not in seen.text
    assert "Sanne" not in (await client.get(f"/desk/{desk.coordinator.slug}/judge")).text


async def test_too_little_seen_asks_to_look_again_another_time(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    await phone.post(conflict="none")
    await phone.rate("yes", "not-seen")
    page = await phone.get("/reasons")
    assert "U zag nog te weinig" in page.text and "Er zijn er minstens 2 nodig." in page.text
    assert (await phone.post("/reasons", **REASONS)).headers["location"] == phone.base
    assert "te weinig om dit te beoordelen" in (await phone.get("/summary")).text
    assert (await phone.post("/summary", version="4", role="Praktijkopleider")).status_code == 400
    assert await desk.state_of(claim) is S.judging


async def test_points_are_answered_all_at_once_or_one_by_one(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    await phone.post(conflict="none")
    await phone.rate("yes", "yes")
    each = REASONS | {"points": "each", "vraak:variation": "no"}
    answer = await phone.send("/reasons", **each)
    assert answer.status_code == 400 and "Geef antwoord op de 5 punten." in answer.text
    rest = {f"vraak:{name}": "yes" for name in ("relevance", "authenticity", "actuality", "quantity")}
    assert (await phone.send("/reasons", **each, **rest)).status_code == 303
    await phone.sign()
    checklist = (await desk.outcome(claim)).assessment.checklist
    assert checklist == Vraak(False, True, True, True, True)


async def test_everything_missing_is_said_at_once_and_what_was_typed_is_kept(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, _, _ = await open_case(context, client, desk)
    await phone.post(conflict="none")
    await phone.rate("yes", "yes")
    answer = await phone.send("/reasons", reasons="BSN 123456782")
    assert answer.status_code == 400
    for sentence in ("Haal een BSN", "Kies hoe u dit zag.", "Geef antwoord op de 5 punten.", "BSN 123456782"):
        assert sentence in answer.text
    assert 'href="#field-method"' in answer.text and 'id="field-method"' in answer.text


async def test_what_the_assessor_saw_becomes_evidence_where_there_is_none(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk, has_evidence=False)
    await phone.post(conflict="none")
    await phone.rate("yes", "yes")
    assert "Er is nog een bewijsstuk nodig" in (await phone.get("/reasons")).text
    tomorrow = (context.clock.now() + timedelta(days=3)).date().isoformat()
    seen = {"observation": "Reed een uur door de hal.", "seen-on": tomorrow}
    answer = await phone.send("/reasons", **REASONS, **seen)
    assert answer.status_code == 400 and "Die is niet in de toekomst." in answer.text
    assert "Reed een uur door de hal." in answer.text
    seen["seen-on"] = context.clock.now().date().isoformat()
    assert (await phone.send("/reasons", **REASONS, **seen)).status_code == 303
    await phone.sign()
    assert [item.summary for item in (await desk.outcome(claim)).evidence] == ["Reed een uur door de hal."]


async def test_without_a_mandate_nobody_begins(context: Context, client: AsyncClient, desk: Desk) -> None:
    claim = await desk.claim(await desk.open())
    phone = await phone_of(desk, client, await desk.member(Role.ASSESSOR), claim)
    assert "U mag dit nu niet beoordelen." in (await phone.get()).text
    answer = await phone.post(conflict="none")
    assert answer.status_code == 400 and "geen toestemming" in answer.text
    assert await desk.state_of(claim) is S.collecting


async def test_nobody_judges_themselves(context: Context, client: AsyncClient, desk: Desk) -> None:
    noor = await desk.assessor(email="sanne@example.nl")
    claim = await desk.claim(await desk.open(WORKER))
    phone = await phone_of(desk, client, noor, claim)
    answer = await phone.post(conflict="none")
    assert answer.status_code == 400 and "Iemand anders beoordeelt dit." in answer.text
    assert await desk.state_of(claim) is S.collecting


async def test_a_second_person_reads_agrees_and_is_another(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk, 3)
    await phone.fill("yes", "yes")
    await phone.sign()
    assert "Nu kijkt een tweede beoordelaar." in (await phone.get("/done")).text
    assert (await phone.get("/second")).headers["location"] == f"{phone.base}/done"
    assert "Sanne" not in (await client.get(f"/desk/{desk.coordinator.slug}/judge")).text
    other = await phone_of(desk, client, await desk.assessor(), claim)
    assert await other.follow() == "/second"
    page = await other.get("/second")
    for told in ("Reed rustig en keek om.", "Reed twee uur zonder fouten.", "Praktijkopleider"):
        assert told in page.text
    missing = await other.post("/second", decision="agrees")
    assert missing.status_code == 400
    assert "Kies of u een eigen belang hebt." in missing.text and "Vul uw rol in" in missing.text
    left = await other.post("/second", decision="agrees", conflict="conflict")
    assert "Iemand anders kijkt dit na" in left.text and await desk.state_of(claim) is S.second
    role = {"conflict": "none", "role": "Teamleider"}
    assert (await other.post("/second", decision="agrees", **role)).status_code == 303
    assert await desk.state_of(claim) is S.validated
    assert "Wij hebben uw antwoord bewaard." in (await other.get("/done")).text


async def test_a_second_person_sends_back_with_a_reason(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, noor = await open_case(context, client, desk, 3)
    await phone.fill("yes", "yes")
    await phone.sign()
    other = await phone_of(desk, client, await desk.assessor(), claim)
    role = {"conflict": "none", "role": "Teamleider", "decision": "sends-back"}
    assert (await other.post("/second", **role)).status_code == 400
    assert (await other.post("/second", **role, reason="Kijk naar punt 2.")).status_code == 303
    assert await desk.state_of(claim) is S.collecting
    again = await phone_of(desk, client, noor, claim)
    assert (await again.get()).status_code == 200


async def test_an_appeal_is_judged_by_somebody_else(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    step = {"reasons": "Keek niet om.", "next-step": "Oefen."}
    await phone.fill("yes", "not-yet", **step)
    await phone.sign()
    await desk.appeal(claim)
    answer = await phone.post(conflict="none")
    assert answer.status_code == 400 and "Iemand anders beoordeelt dit." in answer.text
    other = await phone_of(desk, client, await desk.assessor(), claim)
    listed = await client.get(f"/desk/{desk.coordinator.slug}/judge")
    assert "Nieuwe beoordeling gevraagd" in listed.text
    page = await other.get()
    assert "Er is een nieuwe beoordeling gevraagd." in page.text and "Keek niet om." not in page.text
    await other.fill("yes", "yes")
    await other.sign()
    assert await desk.state_of(claim) is S.validated


async def test_the_list_shows_what_waits_and_when_a_mandate_ends(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, _, noor = await open_case(context, client, desk)
    dossier = await desk.open(CandidateDraft(reference="W-20", name="Ali Kaya"))
    await desk.claim(dossier)
    await desk.claim(await desk.open(CandidateDraft(reference="W-21", name="Eva Bos")), 1)
    await phone.post(conflict="none")
    await phone.rate("yes")
    address = f"/desk/{desk.coordinator.slug}/judge"
    page = await client.get(address)
    for told in (
        "Sanne de Wit",
        "Ali Kaya",
        "U bent bezig",
        "1 van 3 vragen klaar",
        "Uw toestemming loopt tot",
    ):
        assert told in page.text
    assert "Eva Bos" not in page.text
    assert 'type="checkbox"' not in page.text and 'method="post"' not in page.text.partition("<main")[2]
    found = await client.get(address, params={"q": "ali"})
    assert "Ali Kaya" in found.text and "Sanne" not in found.text
    assert "Wij vonden niemand" in (await client.get(address, params={"q": "xyz"})).text
    wait(desk, timedelta(days=340))
    await sign_in(context, client, person_of(noor))
    assert "Uw toestemming stopt al op" in (await client.get(address)).text
    await sign_in(context, client, person_of(await desk.member(Role.ASSESSOR)))
    empty = await client.get(address)
    assert "Er wacht nu niemand op u." in empty.text and "U hebt nog geen toestemming." in empty.text


@pytest.mark.abuse("A01")
async def test_the_case_of_another_partnership_looks_like_none(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, _, noor = await open_case(context, client, desk)
    elsewhere = await create_organisation(context, slug="elders", name="Elders")
    stranger = await make_member(context, elsewhere.id, "Bram Smit", Role.ASSESSOR, Role.SECOND_ASSESSOR)
    await sign_in(context, client, stranger.id)
    foreign = Phone(client, phone.base.replace(desk.coordinator.slug, "elders"))
    for path in ("", "/1", "/reasons", "/summary", "/done", "/second"):
        assert (await phone.get(path)).status_code == 404
        assert (await foreign.get(path)).status_code == 404
    for path in ("", "/1", "/1/remark", "/reasons", "/summary", "/second", "/hand-over"):
        fields = {"conflict": "none", "word": "yes", "decision": "agrees", "version": "1", "role": "X"}
        assert (await phone.post(path, **fields)).status_code == 404
        assert (await foreign.post(path, **fields)).status_code == 404
    await sign_in(context, client, person_of(noor))
    assert (await Phone(client, f"/desk/{desk.coordinator.slug}/judge/{uuid4()}").get()).status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.COACH, Role.READER, Role.DESIGNER])
async def test_only_assessors_open_a_case(
    context: Context, client: AsyncClient, desk: Desk, role: Role
) -> None:
    claim = await desk.claim(await desk.open())
    phone = await phone_of(desk, client, await desk.member(role), claim)
    for path in ("", "/1", "/reasons", "/summary", "/done", "/second"):
        assert (await phone.get(path)).status_code == 403
    assert (await phone.post(conflict="none")).status_code == 403
    assert (await client.get(f"/desk/{desk.coordinator.slug}/judge")).status_code == 403


async def test_a_second_assessor_does_not_begin_a_judgement(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    claim = await desk.claim(await desk.open())
    phone = await phone_of(desk, client, await desk.member(Role.SECOND_ASSESSOR), claim)
    assert (await phone.post(conflict="none")).status_code == 403


async def test_a_short_address_can_be_typed_and_leads_to_the_case(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    address = f"{cases_address(desk.coordinator.slug)}/code/{code_of(claim.id)}"
    assert len(address.rpartition("/")[2]) == 9
    assert (await client.get(address)).headers["location"] == phone.base
    shouted = f"{address.rpartition('/')[0]}/{address.rpartition('/')[2].upper()}"
    assert (await client.get(shouted)).status_code == 303
    listed = await client.get(phone.base.rpartition("/")[0], params={"q": claim.id.hex[:4]})
    assert "Sanne" in listed.text
    for wrong in ("0000-0000", "zzzz-zzzz", claim.id.hex[:7], "x"):
        assert (await client.get(f"{address.rpartition('/')[0]}/{wrong}")).status_code == 404
    client.cookies.clear()
    assert address in (await client.get(address)).headers["set-cookie"]


async def test_a_form_of_another_site_does_nothing(context: Context, client: AsyncClient, desk: Desk) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    assert (await phone.post(conflict="none", csrf="x" * 32)).status_code == 403
    assert await desk.state_of(claim) is S.collecting


async def test_the_pages_speak_english(context: Context, client: AsyncClient, desk: Desk) -> None:
    phone, _, _ = await open_case(context, client, desk)
    assert "You assess Sanne de Wit" in (await phone.get(taal="en")).text
    await phone.post(conflict="none")
    assert "Checks the forklift before driving." in (await phone.get("/1", taal="en")).text


async def test_handing_over_later_keeps_the_answers_from_everybody(
    context: Context, client: AsyncClient, desk: Desk
) -> None:
    phone, claim, _ = await open_case(context, client, desk)
    await phone.post(conflict="none")
    await phone.send("/1", word="not-yet", remark="Viel van de heftruck.")
    assert (await phone.post("/hand-over")).headers["location"] == f"{phone.base}/done"
    assert (await phone.post("/hand-over")).status_code == 303
    assert (await phone.post("/1", version="9", word="yes")).headers["location"] == phone.base
    assert (await phone.post("/1/remark", version="9", remark="x")).status_code == 409
    other = await phone_of(desk, client, await desk.assessor(), claim)
    assert "Viel van" not in (await other.get()).text
    await other.post(conflict="none")
    assert "Viel van" not in (await other.get("/1")).text
