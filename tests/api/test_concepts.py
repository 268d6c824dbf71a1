"""The routes of imported frameworks: public, with the words that the owners of the frameworks ask for."""

from pathlib import Path

import pytest
from httpx import AsyncClient

from app.ontologies.facts import concept_id
from app.ontologies.import_framework import import_esco
from app.platform.context import Context
from tests.vocabularies import ESCO, dutch, english

ACKNOWLEDGEMENT = "This service uses the ESCO classification of the European Commission."


@pytest.fixture
async def imported(context: Context, tmp_path: Path) -> None:
    """ESCO in two languages."""
    await import_esco(context, [english(tmp_path), dutch(tmp_path)], on_bytes=lambda count: None)


@pytest.mark.usefixtures("imported")
async def test_frameworks_are_listed_with_their_terms(client: AsyncClient) -> None:
    [framework] = (await client.get("/v1/frameworks")).json()["items"]
    assert framework["acknowledgement"] == ACKNOWLEDGEMENT
    [release] = framework["releases"]
    assert (release["version"], release["isCurrent"], release["languages"]) == ("1.2.0", True, ["en", "nl"])


@pytest.mark.usefixtures("imported")
async def test_a_search_answers_concepts_in_all_their_languages(client: AsyncClient) -> None:
    answer = await client.get(
        "/v1/concepts", params={"query": "heftr", "kind": "occupation", "language": "nl"}
    )
    document = answer.json()
    assert document["acknowledgements"] == [ACKNOWLEDGEMENT]
    [item] = document["items"]
    assert item["id"] == str(concept_id(f"{ESCO}/occupation/driver"))
    assert [(text["language"], text["label"]) for text in item["texts"]] == [
        ("en", "forklift driver"),
        ("nl", "heftruckchauffeur"),
    ]


async def test_nothing_typed_finds_nothing(client: AsyncClient) -> None:
    assert (await client.get("/v1/concepts")).json() == {"items": [], "acknowledgements": []}


@pytest.mark.parametrize(
    "parameters",
    [
        {"query": "x", "kind": "person"},
        {"query": "x", "limit": "51"},
        {"query": "x" * 101},
    ],
)
async def test_a_question_that_cannot_be_asked_is_refused(
    client: AsyncClient, parameters: dict[str, str]
) -> None:
    answer = await client.get("/v1/concepts", params=parameters)
    assert answer.status_code == 400
    assert answer.json()["errors"]


@pytest.mark.usefixtures("imported")
async def test_a_concept_is_read_with_its_relations_and_versions(client: AsyncClient) -> None:
    answer = await client.get(f"/v1/concepts/{concept_id(f'{ESCO}/occupation/driver')}")
    document = answer.json()
    assert (document["versions"], document["acknowledgement"]) == (["1.2.0"], ACKNOWLEDGEMENT)
    assert document["related"][0]["labels"] == [{"language": "en", "label": "drive forklift"}]


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    "path",
    [
        "/v1/concepts/00000000-0000-4000-8000-00000000dead",
        f"/v1/concepts/{concept_id(f'{ESCO}/skill/weld')}?version=0.1",
        "/v1/frameworks/esco/versions/0.1/concepts",
        "/v1/frameworks/competentnl/versions/1.2.0/concepts",
    ],
)
async def test_what_was_not_imported_is_unknown(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_concept")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/concepts?query=a%00b", 200),
        ("/v1/concepts?query=%EF%BF%BF%F0%9F%98%80", 200),
        ("/v1/frameworks/esco/versions/%00/concepts", 400),
        ("/v1/frameworks/esco/versions/1.2.0/concepts?cursor=WyJcdTAwMDAiXQ", 400),
        (f"/v1/concepts/{concept_id('x')}?version=%00", 404),
    ],
)
async def test_characters_that_the_database_refuses_do_no_harm(
    client: AsyncClient, path: str, status: int
) -> None:
    assert (await client.get(path)).status_code == status


@pytest.mark.usefixtures("imported")
async def test_a_release_is_read_page_by_page(client: AsyncClient) -> None:
    path = "/v1/frameworks/esco/versions/1.2.0/concepts"
    first = (await client.get(path, params={"limit": "3"})).json()
    last = (await client.get(path, params={"limit": "3", "cursor": first["nextCursor"]})).json()
    assert (len(first["items"]), len(last["items"]), last["nextCursor"]) == (3, 1, None)
