"""The validation levels as anybody reads them: as JSON, and as a page in two languages."""

import pytest
from httpx import AsyncClient

from app.assessing.validation_levels import list_ladder_versions, load_ladder


async def test_the_levels_in_force_are_public(client: AsyncClient) -> None:
    answer = await client.get("/v1/validation-levels")
    found = answer.json()
    assert (answer.status_code, found["state"]) == (200, "in-force")
    assert found["version"] == load_ladder().version
    assert found["versions"] == list(list_ladder_versions())
    assert (
        found["levels"][3]["meaning"]["en"] == "Two independent people and a fixed procedure vouch for this."
    )
    assert found["levels"][3]["minimum"]["secondPerson"] is True
    assert [level["phase"] for level in found["levels"]][:3] == [
        "identification",
        "documentation",
        "assessment",
    ]


async def test_an_old_version_stays_readable(client: AsyncClient) -> None:
    found = (await client.get("/v1/validation-levels", params={"version": "1"})).json()
    assert (found["version"], found["state"]) == (1, "superseded")
    assert found["levels"][3]["minimum"]["secondPerson"] is False


@pytest.mark.parametrize(("version", "status"), [("99", 404), ("x", 400), ("0", 400)])
async def test_a_version_that_never_was_is_a_problem(client: AsyncClient, version: str, status: int) -> None:
    answer = await client.get("/v1/validation-levels", params={"version": version})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_page_says_in_each_language_what_each_level_means(
    client: AsyncClient, language: str
) -> None:
    page = await client.get("/validation-levels", params={"taal": language})
    assert page.status_code == 200
    for level in load_ladder().levels:
        assert level.meaning[language] in page.text
    assert page.text.count("<h1") == 1


async def test_the_page_of_an_old_version_points_at_the_one_in_force(client: AsyncClient) -> None:
    page = await client.get("/validation-levels/1", params={"taal": "nl"})
    assert "Dit is een oude versie." in page.text
    assert (await client.get("/validation-levels/99")).status_code == 404
