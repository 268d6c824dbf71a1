"""Errors carry a stable code and a sentence for people."""

from app.credentials.errors import MalformedJws, StatusListTooLarge


def test_an_error_speaks_its_title_when_nothing_more_is_known() -> None:
    assert MalformedJws().detail == "The text is not a compact signed credential."
    assert MalformedJws("More is known.").detail == "More is known."
    assert (StatusListTooLarge.check, StatusListTooLarge.code) == (
        "status_revocation",
        "decompressed_too_large",
    )
