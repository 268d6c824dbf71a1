"""Older credentials are folded under what took their place."""

from dataclasses import replace
from datetime import timedelta

from app.holding.paper_facts import PaperCredential
from app.holding.successors import fold, moment_of
from tests.papers import make_paper


def renewed(older: PaperCredential, number: int) -> PaperCredential:
    credential = replace(
        make_paper(number).credential,
        supersedes=older.credential.id,
        awarded_at=moment_of(older.credential) + timedelta(days=number),
        issuer=older.credential.issuer,
    )
    return replace(make_paper(number), credential=credential)


def test_a_chain_is_folded_under_the_newest_newest_first() -> None:
    first = make_paper(1)
    second = renewed(first, 2)
    third = renewed(second, 3)
    assert fold([first, third, second]) == [(third, (second, first))]


def test_without_the_newer_one_the_older_is_shown() -> None:
    first = make_paper(1)
    second = renewed(first, 2)
    assert fold([first]) == [(first, ())]
    assert fold([renewed(second, 3), first]) == [(renewed(second, 3), ()), (first, ())]


def test_what_was_withdrawn_replaces_nothing() -> None:
    first = make_paper(1)
    withdrawn = replace(renewed(first, 2), state="revoked")
    assert fold([first, withdrawn]) == [(first, ()), (withdrawn, ())]
