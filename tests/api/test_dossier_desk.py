"""Pages of dossiers: opened, claimed, shown by evidence, confirmed by a link, asked and stopped; a coach sees own ones."""

from typing import Any
from uuid import UUID

import psycopg
import pytest
from httpx import AsyncClient, Response

from app.accounts.permissions import Role
from app.assessing.dossier_states import ClaimAct, ClaimState
from app.assessing.dossiers import load_claim, load_dossier, move_claim
from app.assessing.evidence import Evidence, load_evidence_of
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.skill_sets import SkillSet
from app.platform.context import Context
from tests.evidence import picture
from tests.skill_sets import add_published
from tests.staff import CSRF, make_member, read_mails, secret_in, sign_in
from tests.team import Team, make_team


async def open_desk(context: Context, client: AsyncClient, slug: str) -> tuple[Team, SkillSet]:
    """A coordinator at the desk with a published skill set."""
    team = await make_team(context, slug)
    skill_set = await add_published(context, team.coordinator)
    await sign_in(context, client, team.person.id)
    return team, skill_set


def opening(skill_set: SkillSet, **changes: Any) -> dict[str, Any]:
    form = {
        "csrf": CSRF,
        "name": "Sanne Ünal",
        "reference": "W-17",
        "mail": "sanne@example.nl",
        "language": "nl",
        "skillSetId": str(skill_set.id),
    }
    return form | changes


async def open_case(client: AsyncClient, slug: str, skill_set: SkillSet) -> tuple[str, str]:
    """A dossier with one claim: the addresses of both."""
    made = await client.post(f"/desk/{slug}/dossiers/new", data=opening(skill_set))
    dossier = made.headers["location"]
    achievement = skill_set.content.achievements[0]
    form = {"csrf": CSRF, "achievementId": str(achievement.id), "levelAsked": "2"}
    claim = await client.post(f"{dossier}/claims/new", data=form)
    return dossier, claim.headers["location"]


def id_in(address: str) -> UUID:
    return UUID(address.rsplit("/", 1)[1])


async def evidence_of(context: Context, team: Team, dossier: str) -> list[Evidence]:
    async with context.database.transaction(organisation_id=team.organisation_id) as session:
        return list(await load_evidence_of(context, session, team.organisation_id, id_in(dossier)))


async def move(context: Context, team: Team, claim: str, *acts: ClaimAct) -> None:
    """Walks a claim to where a test begins."""
    async with context.database.transaction(organisation_id=team.organisation_id) as session:
        for act in acts:
            found, _ = await load_claim(session, team.organisation_id, id_in(claim), is_locked=True)
            await move_claim(session, team.organisation_id, found, act, now=context.clock.now())


async def send_file(client: AsyncClient, dossier: str, content: bytes, **changes: str) -> Response:
    fields = {"csrf": CSRF, "summary": "Sanne op de heftruck.", "seenOn": "2026-01-05", "claimId": ""}
    files = {"file": ("heftruck.jpg", content, "image/jpeg")}
    return await client.post(f"{dossier}/evidence/file", data=fields | changes, files=files)


async def test_a_dossier_is_opened_claimed_shown_and_asked(context: Context, client: AsyncClient) -> None:
    team, skill_set = await open_desk(context, client, "dossier-story")
    dossier, claim = await open_case(client, "dossier-story", skill_set)
    hours = {
        "csrf": CSRF,
        "kind": "hours",
        "summary": "Reed in het magazijn.",
        "seenOn": "2026-01-05",
        "hours": "40",
    }
    assert (await client.post(f"{dossier}/evidence/new", data=hours)).status_code == 303
    sent = await send_file(client, dossier, picture(), claimId=str(id_in(claim)))
    assert sent.status_code == 303
    kinds = {item.kind for item in await evidence_of(context, team, dossier)}
    assert kinds == {EvidenceKind.hours, EvidenceKind.photo}
    page = (await client.get(dossier)).text
    for words in (
        "Sanne Ünal",
        "W-17",
        "40 uren",
        "Open het bestand",
        "Dossier geopend",
        "Bewijsstukken verzamelen",
    ):
        assert words in page, words
    asked = (await client.get(claim)).text
    assert f"{context.settings.public_url}/desk/dossier-story/judge/{id_in(claim)}" in asked
    assert "<svg" in asked
    assert "Nu mag niemand dit beoordelen." in asked
    assert "Sanne Ünal" in (await client.get("/desk/dossier-story/dossiers?state=open")).text
    assert "Sanne Ünal" not in (await client.get("/desk/dossier-story/dossiers?state=withdrawn")).text


async def test_mistakes_are_named_at_their_fields_and_nothing_typed_is_lost(
    context: Context, client: AsyncClient
) -> None:
    team, skill_set = await open_desk(context, client, "dossier-faults")
    base = "/desk/dossier-faults/dossiers"
    young = opening(skill_set, isUnderSixteen="yes", reference="111222333")
    refused = await client.post(f"{base}/new", data=young)
    assert refused.status_code == 400
    assert 'href="#field-guardianNote"' in refused.text
    assert (
        'href="#field-sixteenOn"' in refused.text and "Vul in wanneer deze persoon 16 wordt." in refused.text
    )
    assert 'href="#field-reference"' in refused.text
    assert 'value="Sanne Ünal"' in refused.text
    empty = await client.post(f"{base}/new", data={"csrf": CSRF})
    assert 'href="#field-name"' in empty.text
    assert 'href="#field-skillSetId"' in empty.text
    strange = await client.post(f"{base}/new", data=opening(skill_set, skillSetId=str(team.organisation_id)))
    assert "Kies een set uit de lijst." in strange.text
    dossier, _ = await open_case(client, "dossier-faults", skill_set)
    again = {"csrf": CSRF, "achievementId": str(skill_set.content.achievements[0].id), "levelAsked": "2"}
    assert (await client.post(f"{dossier}/claims/new", data=again)).status_code == 409
    assert (await client.post(f"{dossier}/claims/new", data={"csrf": CSRF})).status_code == 400
    wordless = {"csrf": CSRF, "kind": "statement", "summary": "Gezien.", "seenOn": "2026-01-05"}
    statement = await client.post(f"{dossier}/evidence/new", data=wordless)
    assert "Kies hoe deze persoon de werker kent." in statement.text
    assert (await client.post(f"{dossier}/evidence/new", data={"csrf": CSRF})).text.count("Vul dit in.") >= 2
    assert await evidence_of(context, team, dossier) == []


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("name", "Sanne\u202eegnoJ", "Gebruik gewone tekst"),
        ("name", "Sanne\x07", "Gebruik gewone tekst"),
        ("name", "S" * 201, "Deze tekst is te lang."),
        ("reference", "W\u200b1", "Gebruik gewone tekst"),
        ("guardianNote", "m" * 2001, "Deze tekst is te lang."),
        ("phone", "06\u202e12", "Gebruik gewone tekst"),
    ],
)
@pytest.mark.abuse("A27")
async def test_what_a_reader_cannot_see_and_what_would_be_cut_off_opens_no_dossier(
    context: Context, client: AsyncClient, field: str, text: str, sentence: str
) -> None:
    _, skill_set = await open_desk(context, client, "dossier-signs")
    address = "/desk/dossier-signs/dossiers"
    refused = await client.post(f"{address}/new", data=opening(skill_set, **{field: text}))
    assert refused.status_code == 400
    assert f'href="#field-{field}"' in refused.text
    assert sentence in refused.text
    assert "Sanne" not in (await client.get(address)).text


async def test_a_text_of_a_page_is_held_to_the_rule_of_the_api(context: Context, client: AsyncClient) -> None:
    team, skill_set = await open_desk(context, client, "dossier-texts")
    dossier, claim = await open_case(client, "dossier-texts", skill_set)
    form = {"csrf": CSRF, "kind": "observation", "summary": "Gezien.", "seenOn": "2026-01-05"}
    for text in ("x" * 2001, "Reed goed\u202e."):
        for address in (f"{dossier}/evidence/new", f"{claim}/confirmation"):
            assert (await client.post(address, data=form | {"summary": text})).status_code == 400
        assert (await send_file(client, dossier, picture(), summary=text)).status_code == 400
    assert await evidence_of(context, team, dossier) == []
    typed = form | {"summary": "Regel 1.\r\nCafe\u0301."}
    assert (await client.post(f"{dossier}/evidence/new", data=typed)).status_code == 303
    assert [one.summary for one in await evidence_of(context, team, dossier)] == ["Regel 1.\nCafé."]


async def test_a_file_that_may_not_be_kept_is_refused_in_words(context: Context, client: AsyncClient) -> None:
    team, skill_set = await open_desk(context, client, "dossier-files")
    dossier, _ = await open_case(client, "dossier-files", skill_set)
    drawing = await send_file(client, dossier, b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
    assert drawing.status_code == 400
    assert "Een SVG-tekening kan niet." in drawing.text
    assert "Sanne op de heftruck." in drawing.text
    assert (
        "Kies een bestand."
        in (await client.post(f"{dossier}/evidence/file", files={"csrf": (None, CSRF)})).text
    )
    assert (await send_file(client, dossier, picture(), csrf="x" * 32)).status_code == 403
    assert (await send_file(client, dossier, picture(), summary="BSN 111222333")).status_code == 400
    assert await evidence_of(context, team, dossier) == []
    assert (await send_file(client, dossier, picture())).status_code == 303
    [kept] = await evidence_of(context, team, dossier)
    content = await client.get(f"{dossier}/files/{kept.file_id}/content")
    assert content.status_code == 200
    assert (await client.post(f"{dossier}/evidence/{kept.id}/remove", data={"csrf": CSRF})).status_code == 303
    assert (await client.get(f"{dossier}/files/{kept.file_id}/content")).status_code == 404


async def test_a_small_file_needs_no_room_for_a_large_one(
    context: Context, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    team, skill_set = await open_desk(context, client, "dossier-room")
    dossier, _ = await open_case(client, "dossier-room", skill_set)
    monkeypatch.setattr("app.assessing.uploads.MOST_DOSSIER_BYTES", 1024 * 1024)
    for number in range(2):
        assert (await send_file(client, dossier, picture(), summary=f"Foto {number}.")).status_code == 303
    full = await send_file(client, dossier, picture() + b"x" * 1024 * 1024)
    assert "Dit dossier is vol." in full.text
    assert len(await evidence_of(context, team, dossier)) == 2


async def test_a_link_to_confirm_is_shown_once_and_can_be_stopped(
    context: Context, client: AsyncClient
) -> None:
    _, skill_set = await open_desk(context, client, "dossier-link")
    _, claim = await open_case(client, "dossier-link", skill_set)
    form = {"csrf": CSRF, "summary": "Sanne reed 2 uur.", "seenOn": "2026-01-05"}
    made = await client.post(f"{claim}/confirmation", data=form)
    assert made.status_code == 200
    secret = made.text.split("/confirm/")[1].split("<")[0]
    assert (await client.get(f"/confirm/{secret}")).status_code == 200
    page = (await client.get(claim)).text
    assert secret not in page
    link = page.split(f"{claim}/links/")[1].split("/")[0]
    assert (await client.post(f"{claim}/links/{link}/withdraw", data={"csrf": CSRF})).status_code == 303
    assert (await client.get(f"/confirm/{secret}")).status_code == 404
    assert "De link werkt niet meer." in (await client.get(claim)).text
    assert (await client.post(f"{claim}/confirmation", data={"csrf": CSRF, "seenOn": "x"})).status_code == 400


@pytest.mark.abuse("A38")
async def test_a_link_to_confirm_goes_by_mail_in_the_language_of_who_gets_it(
    context: Context, client: AsyncClient, superuser: psycopg.Connection[tuple[Any, ...]]
) -> None:
    _, skill_set = await open_desk(context, client, "dossier-mail")
    _, claim = await open_case(client, "dossier-mail", skill_set)
    form = {"csrf": CSRF, "summary": "Sanne drove.", "seenOn": "2026-01-05", "language": "en"}
    for wrong in ("piet", "piet@werk.example\nBcc: all@werk.example", "a@b.example, c@d.example"):
        refused = await client.post(f"{claim}/confirmation", data=form | {"confirmerMail": wrong})
        assert (refused.status_code, "Vul 1 mailadres in" in refused.text) == (400, True), wrong
    assert read_mails(context, superuser) == []
    asked = form | {"confirmerMail": "piet@werk.example"}
    made = await client.post(f"{claim}/confirmation", data=asked)
    assert "Wij sturen de link naar piet@werk.example." in made.text
    [letter] = read_mails(context, superuser)
    secret = secret_in(letter, "/confirm")
    assert (letter["to"], letter["language"], letter["purpose"]) == (
        "piet@werk.example",
        "en",
        "co-sign-link",
    )
    assert "Would you confirm something?" in letter["subject"]
    assert "Sanne" not in letter["text"] + letter["html"] + letter["subject"]
    for _ in range(2):
        assert (await client.get(f"/confirm/{secret}")).status_code == 200
    for _ in range(4):
        assert (await client.post(f"{claim}/confirmation", data=asked)).status_code == 200
    late = await client.post(f"{claim}/confirmation", data=asked)
    assert (late.status_code, "Er ging net veel mail weg." in late.text) == (429, True)
    assert len(read_mails(context, superuser)) == 5
    assert (await client.get(claim)).text.count("De link werkt tot") == 5


async def test_after_a_not_yet_the_worker_may_try_again_or_ask_somebody_else(
    context: Context, client: AsyncClient
) -> None:
    team, skill_set = await open_desk(context, client, "dossier-appeal")
    _, claim = await open_case(client, "dossier-appeal", skill_set)
    assert (await client.post(f"{claim}/again", data={"csrf": CSRF})).status_code == 409
    await move(context, team, claim, ClaimAct.start_judging, ClaimAct.sign_not_yet)
    page = (await client.get(claim)).text
    assert "Nog niet gehaald" in page
    assert "Begin opnieuw." in page
    assert (await client.post(f"{claim}/appeal", data={"csrf": CSRF, "reason": " "})).status_code == 400
    asked = await client.post(f"{claim}/appeal", data={"csrf": CSRF, "reason": "Ik deed het wel."})
    assert asked.status_code == 303
    assert "Ik deed het wel." in (await client.get(claim)).text
    assert (
        await client.post(f"{claim}/appeal", data={"csrf": CSRF, "reason": "Nog eens."})
    ).status_code == 409
    async with context.database.transaction(organisation_id=team.organisation_id) as session:
        found, _ = await load_claim(session, team.organisation_id, id_in(claim))
    assert found.state is ClaimState.appealed


async def test_a_dossier_stops_for_good_and_takes_nothing_new(context: Context, client: AsyncClient) -> None:
    team, skill_set = await open_desk(context, client, "dossier-stop")
    dossier, _ = await open_case(client, "dossier-stop", skill_set)
    assert (await client.post(f"{dossier}/withdraw", data={"csrf": CSRF})).status_code == 303
    assert "Voeg een bewijsstuk toe" not in (await client.get(dossier)).text
    assert (await client.post(f"{dossier}/withdraw", data={"csrf": CSRF})).status_code == 409
    late = {"csrf": CSRF, "kind": "observation", "summary": "Gezien.", "seenOn": "2026-01-05"}
    assert (await client.post(f"{dossier}/evidence/new", data=late)).status_code == 409
    assert (await send_file(client, dossier, picture())).status_code == 400
    assert await evidence_of(context, team, dossier) == []


async def test_a_coach_sees_and_changes_own_dossiers_only(context: Context, client: AsyncClient) -> None:
    team, skill_set = await open_desk(context, client, "dossier-coach")
    dossier, claim = await open_case(client, "dossier-coach", skill_set)
    await send_file(client, dossier, picture())
    [photo] = await evidence_of(context, team, dossier)
    file = f"{dossier}/files/{photo.file_id}/content"
    assert (await client.get(file)).status_code == 200
    kim = await make_member(
        context, team.organisation_id, "Kim Bos", Role.COACH, email="kim@dossier-coach.example"
    )
    await sign_in(context, client, kim.id)
    for path in (
        dossier,
        claim,
        file,
        f"{dossier}/evidence/new",
        f"{dossier}/evidence/file",
        f"{claim}/appeal",
    ):
        assert (await client.get(path)).status_code == 404, path
    for path in ("withdraw", "claims/new", "evidence/new"):
        assert (await client.post(f"{dossier}/{path}", data={"csrf": CSRF})).status_code == 404, path
    assert (await send_file(client, dossier, picture())).status_code == 404
    assert "Sanne" not in (await client.get("/desk/dossier-coach/dossiers")).text
    own = await client.post(
        "/desk/dossier-coach/dossiers/new", data=opening(skill_set, name="Ali", reference="W-18")
    )
    assert (await client.get(own.headers["location"])).status_code == 200
    assert "Ali" in (await client.get("/desk/dossier-coach/dossiers")).text
    mixed = f"{own.headers['location']}/claims/{id_in(claim)}"
    assert (await client.get(mixed)).status_code == 404
    async with context.database.transaction(organisation_id=team.organisation_id) as session:
        found = await load_dossier(session, team.organisation_id, id_in(own.headers["location"]))
    assert found.coach_id == kim.id
    tus = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "X-CSRF-Token": CSRF}
    assert (await client.post(f"{dossier}/uploads", headers=tus)).status_code == 404
    assert (await client.post(f"{own.headers['location']}/uploads", headers=tus)).status_code == 201


async def test_a_coordinator_gives_a_dossier_to_a_coach_and_takes_it_back(
    context: Context, client: AsyncClient
) -> None:
    team, skill_set = await open_desk(context, client, "dossier-coaches")
    dossier, _ = await open_case(client, "dossier-coaches", skill_set)
    kim, lee = [
        await make_member(context, team.organisation_id, name, Role.COACH, email=f"{slug}@coaches.example")
        for name, slug in (("Kim Bos", "kim"), ("Lee Vos", "lee"))
    ]
    assert "Kies een begeleider" in (await client.get(dossier)).text
    assert "Lee Vos" in (await client.get(f"{dossier}/coach")).text
    for nobody in ("x", str(team.person.id)):
        wrong = await client.post(f"{dossier}/coach", data={"csrf": CSRF, "coachId": nobody})
        assert (wrong.status_code, "Kies een begeleider uit de lijst." in wrong.text) == (400, True)
    for coach in (kim, lee):
        given = await client.post(f"{dossier}/coach", data={"csrf": CSRF, "coachId": str(coach.id)})
        assert (given.status_code, given.headers["location"]) == (303, dossier)
    assert "Lee Vos" in (await client.get(dossier)).text
    for coach, status in ((kim, 404), (lee, 200)):
        await sign_in(context, client, coach.id)
        assert (await client.get(dossier)).status_code == status
        assert (await client.get(f"{dossier}/coach")).status_code == 403
    await sign_in(context, client, team.person.id)
    assert (await client.post(f"{dossier}/coach", data={"csrf": CSRF, "coachId": ""})).status_code == 303
    assert "Kies een begeleider" in (await client.get(dossier)).text
    await client.post(f"{dossier}/withdraw", data={"csrf": CSRF})
    late = await client.post(f"{dossier}/coach", data={"csrf": CSRF, "coachId": str(kim.id)})
    assert (late.status_code, "Dit dossier is gestopt." in late.text) == (409, True)


async def test_other_desks_and_roles_that_open_nothing_see_no_dossier(
    context: Context, client: AsyncClient
) -> None:
    team, skill_set = await open_desk(context, client, "dossier-guard")
    dossier, _ = await open_case(client, "dossier-guard", skill_set)
    bas = await make_member(
        context, team.organisation_id, "Bas Smit", Role.ASSESSOR, email="bas@dossier-guard.example"
    )
    await sign_in(context, client, bas.id)
    assert (await client.get(dossier)).status_code == 403
    other = await make_team(context, "dossier-elsewhere")
    await sign_in(context, client, other.person.id)
    stolen = dossier.replace("dossier-guard", "dossier-elsewhere")
    assert (await client.get(stolen)).status_code == 404
    assert (await client.post(f"{stolen}/withdraw", data={"csrf": CSRF})).status_code == 404
