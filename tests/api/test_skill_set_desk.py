"""Pages of skill sets: written step by step, every fault at its field, nobody's text lost, published by a colleague."""

import re
from typing import Any
from uuid import UUID

from httpx import AsyncClient

from app.accounts.people import Person
from app.accounts.permissions import Role
from app.assessing.skill_sets import SkillSet, SkillSetState, load_skill_set
from app.platform.context import Context
from tests.skill_sets import add_draft, add_own_term, add_published, make_achievement, make_content
from tests.staff import CSRF, make_member, sign_in
from tests.team import Team, make_team

WORDS = {
    "csrf": CSRF,
    "name-nl": "Werken in het magazijn",
    "name-en": "Working in the warehouse",
    "description-nl": "Wat u leert in het magazijn.",
    "description-en": "What you learn in the warehouse.",
}
SKILL = {
    "csrf": CSRF,
    "name-nl": "Veilig werken met een heftruck",
    "name-en": "Working safely with a forklift",
    "description-nl": "Rijdt veilig.",
    "description-en": "Drives safely.",
    "criteria-0-text-nl": "Controleert de heftruck voor het rijden.",
    "criteria-0-text-en": "Checks the forklift before driving.",
}


async def open_desk(context: Context, client: AsyncClient, slug: str) -> tuple[Team, Person]:
    """A coordinator at the desk, and a designer who is not there yet."""
    team = await make_team(context, slug)
    colleague = await make_member(
        context, team.organisation_id, "Bas Smit", Role.DESIGNER, email=f"bas@{slug}.example"
    )
    await sign_in(context, client, team.person.id)
    return team, colleague


async def load(context: Context, team: Team, address: str) -> SkillSet:
    """The version behind the address of a page."""
    [found] = re.findall(r"/skill-sets/([0-9a-f-]{36})/(\d+)", address)
    async with context.database.transaction(organisation_id=team.organisation_id) as session:
        return await load_skill_set(session, team.organisation_id, UUID(found[0]), int(found[1]))


async def save(client: AsyncClient, address: str, form: dict[str, Any], revision: int) -> int:
    answer = await client.post(address, data={**form, "csrf": CSRF, "revision": str(revision)})
    return answer.status_code


async def test_a_set_is_written_step_by_step_and_published_by_a_colleague(
    context: Context, client: AsyncClient
) -> None:
    team, bas = await open_desk(context, client, "set-story")
    made = await client.post("/desk/set-story/skill-sets/new", data=WORDS)
    address = made.headers["location"]
    assert (await load(context, team, address)).content.code == "werken-in-het-magazijn"
    assert await save(client, f"{address}/achievements/new", SKILL, 1) == 303
    rules = {
        "standard-name": "Werkwijze magazijn 2026",
        "evidenceRules-kinds": ["photo", "observation"],
        "evidenceRules-atLeast": "1",
        "validityMonths": "24",
    }
    assert await save(client, f"{address}/rules", rules, 2) == 303
    levels = {
        "masteryLevels-0-name-nl": "Zelfstandig",
        "masteryLevels-0-name-en": "Independently",
        "masteryLevels-0-descriptor-nl": "Doet dit alleen.",
        "masteryLevels-0-descriptor-en": "Does this alone.",
    }
    assert await save(client, f"{address}/levels", levels, 3) == 303
    draft = await load(context, team, address)
    assert draft.content.validity_months == 24
    assert [level.code for level in draft.content.mastery_levels] == ["zelfstandig"]
    achievement = draft.content.achievements[0]
    skills = f"{address}/achievements/{achievement.id}/skills"
    assert "Kies minstens 1 begrip" not in (await client.get(skills)).text
    own = {
        "act": "own",
        "label": "Heftruck rijden",
        "definition": "Rijden met een heftruck.",
        "ownLayer": "specific",
    }
    assert await save(client, skills, own, 4) == 303
    hub = await client.get(address)
    assert "Alles is ingevuld." in hub.text
    assert "eigen woord" in hub.text
    assert "Vraag een collega om dit openbaar te maken." in hub.text
    assert "Maak deze versie openbaar" not in hub.text
    assert (await save(client, f"{address}/publish", {}, 5)) == 409
    await sign_in(context, client, bas.id)
    assert "Maak deze versie openbaar" in (await client.get(address)).text
    assert await save(client, f"{address}/publish", {}, 5) == 303
    published = await client.get(address)
    assert "Openbaar gemaakt op" in published.text
    assert (await client.get(f"/skill-sets/{draft.id}/1")).status_code == 200
    assert (await client.get(f"{address}/words")).status_code == 404


async def test_all_faults_stand_together_and_each_leads_to_its_field(
    context: Context, client: AsyncClient
) -> None:
    team, _ = await open_desk(context, client, "set-faults")
    achievement = make_achievement(criteria=(), name={"nl": "Rijden"})
    draft = await add_draft(context, team.coordinator, make_content(achievement, name={"nl": "Magazijn"}))
    address = f"/desk/set-faults/skill-sets/{draft.id}/1"
    hub = (await client.get(address)).text
    [one] = (await load(context, team, address)).content.achievements
    for place in (
        "words?check=1#field-name-en",
        f"achievements/{one.id}?check=1#field-name-en",
        f"achievements/{one.id}?check=1#field-criteria-0-text-nl",
        f"achievements/{one.id}/skills?check=1#field-q",
    ):
        assert hub.count(f'href="{address}/{place}"') == 1, place
    checked = (await client.get(f"{address}/words?check=1")).text
    assert 'href="#field-name-en"' in checked
    assert 'aria-invalid="true"' in checked
    assert "Er klopt nog iets niet" not in (await client.get(f"{address}/words")).text
    assert await save(client, f"{address}/publish", {}, 1) == 409


async def test_what_a_step_may_not_say_is_refused_at_its_field_and_stays_typed(
    context: Context, client: AsyncClient
) -> None:
    team, _ = await open_desk(context, client, "set-refused")
    draft = await add_draft(context, team.coordinator, make_content(make_achievement()))
    address = f"/desk/set-refused/skill-sets/{draft.id}/1"
    form = {"csrf": CSRF, "revision": "1", "name-nl": "Nummer 111222333", "code": "mag azijn"}
    refused = await client.post(f"{address}/words", data=form)
    assert refused.status_code == 400
    assert 'href="#field-code"' in refused.text
    assert "Nummer 111222333" in refused.text
    numbers = await client.post(
        f"{address}/rules", data={"csrf": CSRF, "revision": "1", "validityMonths": "2 jaar"}
    )
    assert "Vul een heel getal in." in numbers.text
    assert 'value="2 jaar"' in numbers.text
    nameless = await client.post(f"{address}/achievements/new", data={"csrf": CSRF, "revision": "1"})
    assert 'href="#field-name-nl"' in nameless.text
    taken = await client.post("/desk/set-refused/skill-sets/new", data=WORDS | {"code": "MAGAZIJN"})
    assert "Een andere set heeft deze code al." in taken.text
    assert (await load(context, team, address)).revision == 1


async def test_when_a_colleague_was_first_both_versions_stay_on_the_page(
    context: Context, client: AsyncClient
) -> None:
    team, bas = await open_desk(context, client, "set-conflict")
    draft = await add_draft(context, team.coordinator, make_content(make_achievement()))
    words = f"/desk/set-conflict/skill-sets/{draft.id}/1/words"
    assert await save(client, words, WORDS | {"code": "magazijn", "name-nl": "Van Noor"}, 1) == 303
    await sign_in(context, client, bas.id)
    late = await client.post(words, data=WORDS | {"code": "magazijn", "revision": "1", "name-nl": "Van Bas"})
    assert late.status_code == 409
    assert 'value="Van Bas"' in late.text
    assert "<strong>Van Noor</strong>" in late.text
    assert 'name="revision" value="2"' in late.text
    assert await save(client, words, WORDS | {"code": "magazijn", "name-nl": "Van beiden"}, 2) == 303
    assert (await load(context, team, words)).content.name["nl"] == "Van beiden"
    [one] = draft.content.achievements
    remove = f"/desk/set-conflict/skill-sets/{draft.id}/1/achievements/{one.id}/remove"
    assert await save(client, remove, {}, 2) == 409
    assert await save(client, remove, {}, 3) == 303
    assert (await load(context, team, words)).content.achievements == ()


async def test_a_concept_is_found_chosen_and_taken_away(context: Context, client: AsyncClient) -> None:
    team, _ = await open_desk(context, client, "set-search")
    term_id = await add_own_term(context, team.coordinator, "Heftruck rijden")
    draft = await add_draft(context, team.coordinator, make_content(make_achievement()))
    [one] = draft.content.achievements
    address = f"/desk/set-search/skill-sets/{draft.id}/1/achievements/{one.id}/skills"
    found = await client.get(f"{address}?q=heftruck")
    assert f'value="term:{term_id}"' in found.text
    assert "Niets gevonden." in (await client.get(f"{address}?q=qqqq")).text
    form = {"csrf": CSRF, "revision": "1", "q": "heftruck"}
    nothing = await client.post(address, data=form)
    assert nothing.status_code == 400
    assert "Kies 1 begrip uit de lijst." in nothing.text
    assert await save(client, address, {"target": f"term:{term_id}", "layer": "knowledge"}, 1) == 303
    assert (await load(context, team, address)).content.achievements[0].alignments.knowledge[
        0
    ].own_term_id == term_id
    late = await client.post(address, data=form | {"target": f"term:{term_id}", "layer": "specific"})
    assert late.status_code == 409
    assert "Een collega was u voor." in late.text
    assert await save(client, address, {"act": "remove", "layer": "knowledge", "position": "0"}, 2) == 303
    assert (await load(context, team, address)).content.achievements[0].alignments.knowledge == ()
    bad = {"act": "own", "label": "", "definition": "BSN 111222333", "ownLayer": "specific"}
    refused = await client.post(address, data={"csrf": CSRF, "revision": "3", **bad})
    assert refused.text.count('class="utrecht-form-field-error-message"') == 2
    assert "connect-src 'self'" in found.headers["content-security-policy"]


async def test_a_next_version_takes_the_place_of_a_published_one(
    context: Context, client: AsyncClient
) -> None:
    team, _ = await open_desk(context, client, "set-next")
    published = await add_published(context, team.coordinator)
    base = f"/desk/set-next/skill-sets/{published.id}"
    assert "Maak een nieuwe versie" in (await client.get(f"{base}/1")).text
    made = await client.post(f"{base}/versions", data={"csrf": CSRF})
    assert made.headers["location"] == f"{base}/2"
    again = await client.post(f"{base}/versions", data={"csrf": CSRF})
    assert again.headers["location"] == "/desk/set-next/skill-sets"
    assert (await load(context, team, f"{base}/2")).state is SkillSetState.draft
    assert "In de maak" in (await client.get("/desk/set-next/skill-sets")).text
    assert await save(client, f"{base}/1/words", WORDS | {"code": "magazijn"}, 1) == 303
    assert (await load(context, team, f"{base}/1")).content.name["nl"] == "Werken in het magazijn"


async def test_other_desks_and_other_roles_see_no_skill_set(context: Context, client: AsyncClient) -> None:
    team, _ = await open_desk(context, client, "set-guard")
    draft = await add_draft(context, team.coordinator, make_content(make_achievement()))
    coach = await make_member(
        context, team.organisation_id, "Kim Bos", Role.COACH, email="kim@set-guard.example"
    )
    await sign_in(context, client, coach.id)
    assert (await client.get("/desk/set-guard/skill-sets")).status_code == 403
    other = await make_team(context, "set-elsewhere")
    await sign_in(context, client, other.person.id)
    for path in ("", "/words", "/achievements/new"):
        assert (await client.get(f"/desk/set-elsewhere/skill-sets/{draft.id}/1{path}")).status_code == 404
    stolen = f"/desk/set-elsewhere/skill-sets/{draft.id}/1/words"
    assert await save(client, stolen, WORDS | {"code": "magazijn"}, 1) == 404
    assert (await client.get(f"/desk/set-guard/skill-sets/{draft.id}/1/nonsense")).status_code == 404
