"""A refusal says what to do about it, not only that something is wrong."""

from httpx import AsyncClient, Response

from app.platform.errors import Forbidden, InvalidInput, NotFound, Overloaded, TooMany

JSON = {"Content-Type": "application/json"}


def said(answer: Response) -> tuple[int, str]:
    document = answer.json()
    assert document["detail"].rstrip(".") != document["title"]
    return answer.status_code, document["detail"]


async def test_a_text_that_is_no_json_is_told_from_where(client: AsyncClient) -> None:
    answer = await client.post("/v1/verifications", content='{"shareLink": oops}', headers=JSON)
    assert said(answer) == (400, "The text is no JSON in UTF-8, from line 1, column 15 on.")


async def test_a_name_that_stands_there_twice_is_told_as_that(client: AsyncClient) -> None:
    answer = await client.post("/v1/verifications", content='{"shareLink":"a","shareLink":"b"}', headers=JSON)
    assert said(answer) == (400, "The JSON holds the same name twice.")


async def test_a_request_to_verify_nothing_is_told_what_to_send(client: AsyncClient) -> None:
    assert "exactly one of" in said(await client.post("/v1/verifications", json={}))[1]


async def test_an_address_or_a_method_that_is_not_there_leads_to_one_that_is(client: AsyncClient) -> None:
    status, advice = said(await client.get("/v1/nothing"))
    assert (status, "/docs" in advice) == (404, True)
    status, advice = said(await client.delete("/v1/verifications"))
    assert (status, "Allow" in advice) == (405, True)


def test_the_general_refusals_say_what_to_do() -> None:
    for error in (NotFound(), InvalidInput(), Forbidden(), TooMany(), Overloaded()):
        assert error.detail not in ("", error.title), error.slug
