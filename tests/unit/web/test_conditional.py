"""Entity tags: who holds a document already gets no second copy."""

import pytest

from app.web.conditional import is_known, publish


@pytest.mark.parametrize("known_tag", ['"a"', 'W/"a"', '"b", "a"', "*"])
def test_a_tag_in_the_list_is_known(known_tag: str) -> None:
    assert is_known('"a"', known_tag)
    answer = publish(b"x", media_type="text/plain", etag='"a"', cache_control="public", known_tag=known_tag)
    assert (answer.status_code, answer.body, answer.headers["etag"]) == (304, b"", '"a"')


@pytest.mark.parametrize("known_tag", [None, "", '"b"', "a"])
def test_everybody_else_gets_the_document(known_tag: str | None) -> None:
    answer = publish(b"x", media_type="text/plain", etag='"a"', cache_control="public", known_tag=known_tag)
    assert (answer.status_code, answer.body) == (200, b"x")
    assert answer.headers["access-control-allow-origin"] == "*"
