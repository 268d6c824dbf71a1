"""Contexts in a document: what they may say, and what is refused."""

from typing import Any

import pytest

from app.credentials.errors import ContextNotAllowed, CredentialError
from app.credentials.linked_data import canonicalize

X = "https://x.example/"


def quads_of(context: Any, **members: Any) -> str:
    return canonicalize({"@context": context, "@id": "urn:s", **members}).decode()


@pytest.mark.parametrize(
    ("context", "name", "iri"),
    [
        ({"term": X}, "term", X),
        ({"term": {"@id": X}}, "term", X),
        ({"x": X, "term": "x:a"}, "term", f"{X}a"),
        ({"term": "x:a", "x": X}, "term", f"{X}a"),
        ({"x": {"@id": "urn:x", "@prefix": True}, "term": "x:a"}, "term", "urn:xa"),
        ({"x": {"@id": X, "@prefix": False}, "term": "x:a"}, "term", "x:a"),
        ({"x": X}, "x:b", f"{X}b"),
        ({"x": X, "x:b": {"@id": "x:b"}}, "x:b", f"{X}b"),
        ({"x": X, "x:b": {"@type": "@id"}}, "x:b", f"{X}b"),
        ({"urn:whole": {"@id": "urn:whole"}}, "urn:whole", "urn:whole"),
        ({"https://x.example/a": {}}, "https://x.example/a", f"{X}a"),
        ({"other": "term", "term": X}, "other", X),
        ({"@vocab": X}, "term", f"{X}term"),
        ({"@vocab": X, "term": {}}, "term", f"{X}term"),
        ({"@vocab": X, "term": "other"}, "term", f"{X}other"),
        ([{"term": "urn:a"}, {"term": X}], "term", X),
        ([{"term": "urn:a"}, None, {"term": X}], "term", X),
        ({"@version": 1.1, "term": X}, "term", X),
        ([{"@protected": True, "term": X}, {"term": X}], "term", X),
        ([{"@protected": True, "term": X}, {"@protected": False, "term": X}], "term", X),
        ({"@protected": True, "term": X, "free": {"@id": X, "@protected": False}}, "free", X),
        ({"@base": None, "@direction": None, "@language": None, "term": X}, "term", X),
        ({"@vocab": "urn:a", "term": X}, "term", X),
        ([{"@vocab": "urn:a"}, {"@vocab": None, "term": X}], "term", X),
        ({"@propagate": True, "term": X}, "term", X),
    ],
)
def test_a_term_stands_for_an_address(context: Any, name: str, iri: str) -> None:
    value = quads_of(context, **{name: "urn:o"})
    assert value.startswith(f"<urn:s> <{iri}> ")


@pytest.mark.parametrize(
    "context",
    [
        {"term": "relative"},
        {"term": "https ://not-a-url"},
        {"term": "_:b"},
        {"term": 5},
        {"term": {"@id": 5}},
        {"term": "@context"},
        {"term": {}},
        {"a/b": {}},
        {"": X},
        {"@unknown": X},
        {"@id": X},
        {"@type": {"@container": "@set"}},
        {"@import": X},
        {"@version": 1.0},
        {"@base": X},
        {"@vocab": ""},
        {"@vocab": 5},
        {"@direction": "ltr"},
        {"@protected": "yes"},
        {"@propagate": "yes"},
        {"a": "b", "b": "a"},
        {"a": "a"},
        {"x": X, "term": {"@id": "none"}, "none": None},
        {"x": X, "x:b": "urn:other"},
        {"term": {"@id": X, "@unknown": 1}},
        {"term": {"@id": X, "@reverse": X}},
        {"term": {"@id": X, "@nest": "@nest"}},
        {"term": {"@id": X, "@index": "x"}},
        {"term": {"@id": X, "@protected": 1}},
        {"term": {"@id": X, "@prefix": 1}},
        {"x:y": {"@id": "x:y", "@prefix": True}},
        {"a": {"@id": "@id", "@prefix": True}},
        {"term": {"@id": X, "@type": 5}},
        {"term": {"@id": X, "@type": "relative"}},
        {"term": {"@id": X, "@type": "@list"}},
        {"term": {"@id": X, "@container": "@index"}},
        {"term": {"@id": X, "@container": "@id"}},
        {"term": {"@id": X, "@container": "@type"}},
        {"term": {"@id": X, "@container": ["@list", "@set"]}},
        {"term": {"@id": X, "@container": [5]}},
        {"a": {"@id": "@id", "@container": "@set"}},
        {"a": {"@id": "@type", "@container": "@list"}},
        {"term": {"@id": X, "@direction": "up"}},
        {"term": {"@id": X, "@context": {"inner": "relative"}}},
        {"term": {"@id": X, "@context": {"inner": {"@id": X, "@context": 5}}}, "@unused": 0},
        [{"@protected": True, "term": X}, {"term": "urn:other"}],
        [{"@protected": True, "term": X}, {"term": {"@id": X, "@type": "@id"}}],
        [{"@protected": True, "term": X}, {"term": None}],
        [{"@protected": True, "term": X}, None],
    ],
)
def test_contexts_that_are_not_sound_are_refused(context: Any) -> None:
    with pytest.raises(ContextNotAllowed):
        quads_of(context)


@pytest.mark.parametrize("context", [{"@language": 5}, {"term": {"@id": X, "@language": "n l"}}])
def test_languages_of_a_context_must_be_tags(context: Any) -> None:
    with pytest.raises(CredentialError):
        quads_of(context)


def test_a_keyword_may_have_another_name() -> None:
    context = {"id": "@id", "kind": {"@id": "@type", "@container": "@set"}, "Thing": X}
    assert quads_of(context, kind=["Thing"]) == (
        f"<urn:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{X}> .\n"
    )


def test_the_context_of_a_property_may_define_protected_terms_anew() -> None:
    context = {
        "@protected": True,
        "term": "urn:first",
        "below": {"@id": "urn:below", "@context": {"term": "urn:second"}},
    }
    assert "<urn:second>" in quads_of(context, below={"@id": "urn:o", "term": "x"})


def test_the_context_of_a_type_may_not() -> None:
    context = {
        "@protected": True,
        "term": "urn:first",
        "Thing": {"@id": "urn:Thing", "@context": {"term": "urn:second"}},
    }
    with pytest.raises(ContextNotAllowed):
        quads_of(context, **{"@type": "Thing"})
