"""The registry of contexts: what is bundled, what is refused, what is remembered."""

from typing import Any

import pytest

from app.credentials.errors import ContextNotAllowed
from app.credentials.linked_data import DEFAULT_LIMITS, ContextRegistry, Limits, bundled_contexts, contexts
from app.credentials.model import CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT

INLINE = {"term": "https://x.example/term"}


def compiled(local: Any, limits: Limits = DEFAULT_LIMITS) -> Any:
    return bundled_contexts().compile(local, limits)


def test_every_bundled_context_compiles() -> None:
    for address, _, _ in contexts._BUNDLED:
        assert compiled([address]).terms or address.endswith("examples/v2")


def test_the_terms_that_were_added_in_place_are_undefined() -> None:
    terms = compiled([CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT]).terms
    assert "endorsement" in terms
    assert {"endorsementJwt", "jti"}.isdisjoint(terms)


def test_a_list_is_compiled_once() -> None:
    assert compiled([CREDENTIALS_CONTEXT, INLINE]) is compiled([CREDENTIALS_CONTEXT, dict(INLINE)])


def test_only_so_many_lists_are_remembered() -> None:
    registry = bundled_contexts().extended({})
    first = registry.compile([INLINE], DEFAULT_LIMITS)
    for number in range(contexts._REMEMBERED_LISTS):
        registry.compile([{f"term{number}": "https://x.example/"}], DEFAULT_LIMITS)
    assert registry.compile([INLINE], DEFAULT_LIMITS) is not first


@pytest.mark.parametrize(
    "local",
    [
        "https://unknown.example/context",
        [CREDENTIALS_CONTEXT, "https://unknown.example/context"],
        [CREDENTIALS_CONTEXT] * 17,
        {f"term{number}": "https://x.example/" for number in range(201)},
        {"term": {"@id": "https://x.example/", "@context": [[CREDENTIALS_CONTEXT]] * 150}},
        {"term": object()},
        5,
    ],
)
def test_contexts_that_are_unknown_or_too_large_are_refused(local: Any) -> None:
    with pytest.raises(ContextNotAllowed):
        compiled(local)


def test_a_document_without_context_is_no_context() -> None:
    with pytest.raises(ContextNotAllowed):
        ContextRegistry({"https://x.example/": {"term": "https://x.example/"}})
    with pytest.raises(ContextNotAllowed):
        ContextRegistry({"https://x.example/": []})


def test_a_changed_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    address, name, _ = contexts._BUNDLED[0]
    monkeypatch.setattr(contexts, "_BUNDLED", ((address, name, "0" * 64),))
    with pytest.raises(ContextNotAllowed, match="was changed"):
        bundled_contexts.__wrapped__()


def test_both_texts_of_the_edited_context_are_known() -> None:
    assert len(contexts.bundled_texts(OPEN_BADGES_CONTEXT)) == 2
    assert len(contexts.bundled_texts(CREDENTIALS_CONTEXT)) == 1
    assert contexts.bundled_texts("https://unknown.example/") == ()


def test_contexts_derived_from_a_list_are_remembered_within_bounds() -> None:
    room = contexts.Room(1)
    assert (room.takes_one(), room.takes_one()) == (True, False)
