"""Pages on own terms: proposed by one, reviewed by another, and every mistake told in words."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import pyoxigraph
import pytest
from httpx import AsyncClient

from app.accounts.permissions import Role
from app.ontologies.import_framework import import_esco
from app.ontologies.own_terms import Coverage, measure_coverage
from app.platform.context import Context
from tests.skill_sets import add_own_term
from tests.staff import CSRF, make_member, sign_in
from tests.team import Team, make_team
from tests.vocabularies import ESCO, english

BASE = "/desk/woorden/terms"
SKOS = "http://www.w3.org/2004/02/skos/core#"
WELD = f"{ESCO}/skill/weld"
PROPOSAL = {"csrf": CSRF, "target": WELD, "matchType": "narrow", "q": "weld"}


@pytest.fixture
async def team(context: Context, tmp_path: Path) -> Team:
    """A partnership that has ESCO in English."""
    await import_esco(context, [english(tmp_path)], on_bytes=lambda count: None)
    return await make_team(context, "woorden")


@pytest.fixture
async def term(context: Context, client: AsyncClient, team: Team) -> str:
    """The page of an own term, for a designer who is signed in."""
    term_id = await add_own_term(context, team.coordinator, "Staal lassen")
    bas = await make_member(context, team.organisation_id, "Bas Smit", Role.DESIGNER)
    await sign_in(context, client, bas.id)
    return f"{BASE}/{term_id}"


async def coverage(context: Context, team: Team) -> Coverage:
    async with context.database.transaction(organisation_id=team.organisation_id) as session:
        return await measure_coverage(session, team.organisation_id)


def mapping_in(page: str) -> str:
    found = re.search(r'name="mapping" value="([^"]+)"', page)
    assert found is not None
    return found[1]


async def test_one_proposes_and_another_pair_of_eyes_says_that_it_is_so(
    context: Context, client: AsyncClient, team: Team, term: str
) -> None:
    assert "Eigen woord" in (await client.get(BASE)).text
    found = (await client.get(term, params={"q": "weld"})).text
    assert "weld metals" in found
    assert found.count("This service uses the ESCO classification of the European Commission.") == 1
    sent = await client.post(term, data=PROPOSAL)
    assert (sent.status_code, sent.headers["location"]) == (303, term)
    page = (await client.get(term)).text
    assert "Een collega kijkt dit na." in page and "Het begrip is smaller" in page
    assert "Ja, dit klopt" not in page and "Zoek een begrip" not in page
    await sign_in(context, client, team.person.id)
    assert "Wacht op een collega" in (await client.get(BASE)).text
    review = {"csrf": CSRF, "mapping": mapping_in((await client.get(term)).text), "outcome": "approved"}
    assert (await client.post(f"{term}/review", data=review)).status_code == 303
    page = (await client.get(term)).text
    assert "Hoort bij een begrip" in page and "weld metals" in page and "Nagekeken op" in page
    assert "1 van uw 1 woorden" in (await client.get(BASE)).text
    assert await coverage(context, team) == Coverage(terms=1, mapped=1)


async def test_nobody_reviews_a_proposal_twice(
    context: Context, client: AsyncClient, team: Team, term: str
) -> None:
    assert (await client.post(term, data=PROPOSAL)).status_code == 303
    await sign_in(context, client, team.person.id)
    mapping = mapping_in((await client.get(term)).text)
    ans = await make_member(
        context, team.organisation_id, "Ans Smit", Role.DESIGNER, email="ans@regio.example"
    )
    await sign_in(context, client, ans.id)
    review = {"csrf": CSRF, "mapping": mapping, "outcome": "rejected"}
    assert (await client.post(f"{term}/review", data=review)).status_code == 303
    late = await client.post(f"{term}/review", data=review | {"outcome": "approved"})
    assert late.status_code == 409 and "Iemand anders ging al verder met dit woord." in late.text
    assert "Zoek een begrip" in late.text
    assert await coverage(context, team) == Coverage(terms=1, mapped=0)


@pytest.mark.parametrize("target", ["", "http://data.europa.eu/esco/skill/nothing"])
async def test_without_a_known_concept_the_form_comes_back(
    client: AsyncClient, term: str, target: str
) -> None:
    sent = await client.post(term, data=PROPOSAL | {"target": target})
    assert sent.status_code == 400
    assert "Kies 1 begrip uit de lijst." in sent.text and "weld metals" in sent.text
    assert '<option value="narrow" selected>' in sent.text


async def test_a_second_proposal_and_one_for_a_word_out_of_use_are_told_in_words(
    client: AsyncClient, term: str
) -> None:
    await client.post(term, data=PROPOSAL)
    twice = await client.post(term, data=PROPOSAL)
    assert twice.status_code == 409 and "Dit is al voorgesteld." in twice.text
    assert (await client.post(f"{term}/retire", data={"csrf": CSRF})).status_code == 303
    page = (await client.get(term)).text
    assert "Niet meer in gebruik" in page and "<form" not in page.partition("<main")[2].partition("</main")[0]
    assert (await client.post(term, data=PROPOSAL)).status_code == 409


async def test_what_is_not_there_is_told_before_anything_is_read(client: AsyncClient, term: str) -> None:
    missing = f"{BASE}/{uuid4()}"
    assert (await client.get(missing)).status_code == 404
    for path in ("", "/review", "/retire"):
        assert (await client.post(f"{missing}{path}", data={"csrf": CSRF})).status_code == 404
    assert (await client.post(f"{term}/review", data={"csrf": CSRF, "mapping": "x"})).status_code == 303


async def test_a_long_list_goes_on(context: Context, client: AsyncClient, team: Team, term: str) -> None:
    for number in range(20):
        await add_own_term(context, team.coordinator, f"Woord {number}")
    first = (await client.get(BASE)).text
    found = re.search(rf'href="({BASE}\?cursor=[^"]+)"', first)
    assert found is not None
    named = [
        re.findall(rf'href="({BASE}/[0-9a-f-]+)"', page)
        for page in (first, (await client.get(found[1])).text)
    ]
    assert [len(page) for page in named] == [20, 1]
    assert len({*named[0], *named[1]}) == 21 and term in {*named[0], *named[1]}


async def approve(context: Context, client: AsyncClient, team: Team, term: str, person_id: UUID) -> None:
    """One proposes, the coordinator approves."""
    await sign_in(context, client, person_id)
    assert (await client.post(term, data=PROPOSAL)).status_code == 303
    await sign_in(context, client, team.person.id)
    review = {"csrf": CSRF, "mapping": mapping_in((await client.get(term)).text), "outcome": "approved"}
    assert (await client.post(f"{term}/review", data=review)).status_code == 303


async def test_what_is_reviewed_goes_along_in_a_file_that_others_read(
    context: Context, client: AsyncClient, team: Team, term: str
) -> None:
    pia = await make_member(
        context, team.organisation_id, "Pia Pol", Role.DESIGNER, email="pia@woorden.example"
    )
    await add_own_term(context, team.coordinator, 'Pallets "stapelen" \\ tillen')
    await approve(context, client, team, term, pia.id)
    for name, form in (("ttl", pyoxigraph.RdfFormat.TURTLE), ("jsonld", pyoxigraph.RdfFormat.JSON_LD)):
        file = await client.get(f"{BASE}/export", params={"format": name})
        assert file.headers["content-disposition"] == f'attachment; filename="woorden-skos.{name}"'
        told = [
            (quad.predicate.value, quad.object.value) for quad in pyoxigraph.parse(file.content, format=form)
        ]
        assert (f"{SKOS}narrowMatch", WELD) in told
        labels = {value for predicate, value in told if predicate == f"{SKOS}prefLabel"}
        assert labels == {"Staal lassen", 'Pallets "stapelen" \\ tillen'}


async def test_partnerships_that_mean_the_same_read_each_others_words(
    context: Context, client: AsyncClient, team: Team, term: str
) -> None:
    assert "Nog geen ander beschrijft wat u beschrijft." in (await client.get(f"{BASE}/shared")).text
    other = await make_team(context, "anderen")
    theirs = f"/desk/anderen/terms/{await add_own_term(context, other.coordinator, 'Lassen van staal')}"
    for desk, address in ((team, term), (other, theirs)):
        colleague = await make_member(
            context,
            desk.organisation_id,
            "Pia Pol",
            Role.DESIGNER,
            email=f"pia@{desk.coordinator.slug}.example",
        )
        await approve(context, client, desk, address, colleague.id)
    shared = (await client.get("/desk/anderen/terms/shared")).text
    assert '<span lang="en">weld metals</span>' in shared
    assert '<a class="nl-link" href="/partnerships/woorden">Partnership woorden</a>: Staal lassen' in shared
    assert "Lassen van staal" not in shared
