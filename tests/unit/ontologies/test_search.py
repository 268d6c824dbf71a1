"""What the search refuses before it asks the database; the rest is tested on a real one."""

import pytest

from app.ontologies.search import search_skills
from app.platform.database import Session
from app.platform.errors import InvalidInput
from app.platform.pagination import Page, encode_cursor


async def test_a_search_of_more_than_eight_words_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        await search_skills(Session(), "een twee drie vier vijf zes zeven acht negen", page=Page(10, None))
    assert [error.pointer for error in refused.value.errors] == ["?query"]


@pytest.mark.parametrize("query", ["\x00", "muren \x00metselen", "rechts\u202elinks"])
async def test_a_search_with_hidden_characters_is_refused(query: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await search_skills(Session(), query, page=Page(10, None))
    assert [error.code for error in refused.value.errors] == ["unsafe_text"]


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        encode_cursor("0", "Zaaien"),
        encode_cursor("9", "Zaaien", "zaaien"),
        encode_cursor("0", "\x00", "zaaien"),
    ],
)
async def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput):
        await search_skills(Session(), "", page=Page(10, cursor))
