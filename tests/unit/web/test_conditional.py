"""Entity tags: who holds a document already gets no second copy."""

import pytest

from app.web.conditional import is_known, publish, read_revision, revision_tag
from app.web.errors import PreconditionRequired


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


@pytest.mark.parametrize("revision", [1, 42, 999_999_999])
def test_a_revision_is_read_from_its_own_tag(revision: int) -> None:
    assert read_revision(revision_tag(revision)) == revision


@pytest.mark.parametrize(
    "tag", ["", "*", "1", 'W/"1"', '"1", "2"', '"01"', '"\N{SUPERSCRIPT TWO}"', '"1' + "0" * 20 + '"']
)
def test_a_tag_that_is_not_ours_names_a_revision_that_never_was(tag: str) -> None:
    assert read_revision(tag) == 0


def test_a_change_without_a_tag_is_refused() -> None:
    with pytest.raises(PreconditionRequired):
        read_revision(None)
