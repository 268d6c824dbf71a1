"""What holds for the quads of every document: others read the same, and no change goes unseen."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.credentials.errors import CanonicalizationBudget, ContextNotAllowed, DataLoss
from app.credentials.linked_data import canonicalize
from app.credentials.model import Credential
from tests.conformance.linked_data.generated import Generator
from tests.conformance.linked_data.reference import bundled_documents, peer_canonical, peer_nquads
from tests.property.test_credentials import credentials

CONTEXTS = bundled_documents()
IDS = st.uuids().map(lambda uuid: uuid.urn)
# PyLD ends a line of N-Quads where Python does, and other control characters are refused.
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]) | st.sampled_from('\n\t"\\'),
    min_size=1,
    max_size=40,
)


@given(credentials(IDS, WORDS))
@settings(max_examples=100, deadline=None)
def test_every_badge_gives_the_quads_of_other_processors(credential: Credential) -> None:
    document = credential.to_document()
    assert canonicalize(document).decode() == peer_canonical(peer_nquads(document, CONTEXTS))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every single value with the way to it, contexts left out."""
    if isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            if name != "@context":
                yield from leaves(item, (*path, name))
    else:
        yield path, value


def changed(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, str):
        return f"{value}x"
    return not value if isinstance(value, bool) or value is None else -3 * value - 7


def refused_or_canonical(document: Any) -> bytes | None:
    try:
        return canonicalize(document)
    except (DataLoss, CanonicalizationBudget):
        return None


@pytest.mark.abuse("A07")
@given(st.integers(0, 2**32), st.data())
@settings(max_examples=300, deadline=None)
def test_no_changed_value_goes_unseen(seed: int, data: st.DataObject) -> None:
    document = Generator(CONTEXTS, f"changed {seed}").document()
    try:
        before = canonicalize(document)
    except ContextNotAllowed:
        # Two types of one node that both protect a term.
        return
    # The labels of blank nodes are no part of the graph.
    found = [leaf for leaf in leaves(document) if not str(leaf[1]).startswith("_:")]
    path, value = data.draw(st.sampled_from(found))
    other = copy.deepcopy(document)
    place = other
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = changed(value)
    assert refused_or_canonical(other) != before


@pytest.mark.abuse("A07")
@given(credentials(IDS, WORDS), st.data())
@settings(max_examples=100, deadline=None)
def test_no_added_term_goes_unseen(credential: Credential, data: st.DataObject) -> None:
    document = credential.to_document()
    nodes = {path[:-1] for path, _ in leaves(document) if isinstance(path[-1], str)}
    place = document
    for name in data.draw(st.sampled_from(sorted(nodes, key=str))):
        place = place[name]
    place["grade"] = "A+"
    with pytest.raises(DataLoss):
        canonicalize(document)
