"""What may follow what in the passport."""

from itertools import product

from app.holding.places import SHAREABLE, CredentialPlace, may_follow

STATES: tuple[CredentialPlace, ...] = ("new", "accepted", "refused", "hidden")
ALLOWED = {
    ("new", "accepted"),
    ("new", "refused"),
    ("new", "hidden"),
    ("accepted", "refused"),
    ("accepted", "hidden"),
    ("hidden", "accepted"),
    ("hidden", "refused"),
    ("refused", "accepted"),
}


def test_nothing_else_may_follow() -> None:
    assert {(now, wanted) for now, wanted in product(STATES, STATES) if may_follow(now, wanted)} == ALLOWED


def test_what_was_refused_or_hidden_is_not_shared() -> None:
    assert set(STATES) - set(SHAREABLE) == {"refused", "hidden"}
