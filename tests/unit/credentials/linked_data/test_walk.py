"""JSON-LD straight to quads: each feature by its quads, and everything that would be lost refused."""

from typing import Any

import pytest

from app.credentials.errors import CanonicalizationBudget, ContextNotAllowed, DataLoss
from app.credentials.linked_data import Limits, canonicalize, skolemize, to_quads
from app.credentials.model import CREDENTIALS_CONTEXT

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CONTEXT: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    "val": "@value",
    "x": "https://x.example/",
    "text": "x:text",
    "ref": {"@id": "x:ref", "@type": "@id"},
    "sort": {"@id": "x:sort", "@type": "@vocab"},
    "known": "x:known",
    "date": {"@id": "x:date", "@type": "x:Date"},
    "list": {"@id": "x:list", "@container": "@list"},
    "set": {"@id": "x:set", "@container": "@set"},
    "json": {"@id": "x:json", "@type": "@json"},
    "words": {"@id": "x:words", "@container": "@language"},
    "graph": {"@id": "x:graph", "@container": "@graph"},
    "leftward": {"@id": "x:leftward", "@direction": "rtl"},
    "off": None,
    "Thing": {"@id": "x:Thing", "@context": {"inner": "x:inner"}},
    "Other": "x:Other",
    "holds": {"@id": "x:holds", "@context": {"text": "x:held"}},
    "fixed": {"@id": "x:fixed", "@type": "@json", "@context": {"fixed": "x:other"}},
    "none": "@none",
    "reverse": "@reverse",
}


def lines_of(*, context: Any = CONTEXT, **members: Any) -> list[str]:
    text = canonicalize({"@context": context, "id": "urn:s", **members}).decode()
    return [
        line.removesuffix(" .").replace("https://x.example/", "x:").replace(RDF, "rdf:")
        for line in text.splitlines()
    ]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"text": "a"}, ['<x:text> "a"']),
        ({"text": ["a", "b", "a"]}, ['<x:text> "a"', '<x:text> "b"']),
        ({"text": ["a", ["b"]]}, ['<x:text> "a"', '<x:text> "b"']),
        ({"text": 5}, ['<x:text> "5"^^<http://www.w3.org/2001/XMLSchema#integer>']),
        ({"text": True}, ['<x:text> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>']),
        ({"text": {"@value": "a", "@language": "NL"}}, ['<x:text> "a"@nl']),
        ({"text": {"val": "a", "type": "Other"}}, ['<x:text> "a"^^<x:Other>']),
        ({"text": {"@value": 5, "@type": "Other"}}, ['<x:text> "5"^^<x:Other>']),
        ({"text": {"@value": "a", "@direction": "rtl"}}, ['<x:text> "a"^^<https://www.w3.org/ns/i18n#_rtl>']),
        ({"text": {"@value": [1], "@type": "@json"}}, ['<x:text> "[1]"^^<rdf:JSON>']),
        ({"text": {"@set": ["a", {"@set": "b"}]}}, ['<x:text> "a"', '<x:text> "b"']),
        ({"set": "a"}, ['<x:set> "a"']),
        ({"leftward": "a"}, ['<x:leftward> "a"^^<https://www.w3.org/ns/i18n#_rtl>']),
        ({"date": "2026"}, ['<x:date> "2026"^^<x:Date>']),
        ({"date": 5}, ['<x:date> "5"^^<x:Date>']),
        ({"ref": "urn:o"}, ["<x:ref> <urn:o>"]),
        ({"ref": "x:o"}, ["<x:ref> <x:o>"]),
        ({"ref": "x://o"}, ["<x:ref> <x://o>"]),
        ({"ref": {"id": "urn:o"}}, ["<x:ref> <urn:o>"]),
        ({"ref": {"@id": "urn:o"}}, ["<x:ref> <urn:o>"]),
        ({"sort": "known"}, ["<x:sort> <x:known>"]),
        ({"sort": "urn:o"}, ["<x:sort> <urn:o>"]),
        ({"json": {"b": None, "a": 1}}, [r'<x:json> "{\"a\":1,\"b\":null}"^^<rdf:JSON>']),
        ({"json": None}, ['<x:json> "null"^^<rdf:JSON>']),
        ({"json": "a"}, [r'<x:json> "\"a\""^^<rdf:JSON>']),
        (
            {"words": {"nl": "a", "EN": ["b", "c"]}},
            ['<x:words> "a"@nl', '<x:words> "b"@en', '<x:words> "c"@en'],
        ),
        ({"words": {"none": "a", "@none": "b"}}, ['<x:words> "a"', '<x:words> "b"']),
        (
            {"type": ["Thing", "Other"], "inner": "a"},
            ["<rdf:type> <x:Other>", "<rdf:type> <x:Thing>", '<x:inner> "a"'],
        ),
        ({"type": "urn:Thing"}, ["<rdf:type> <urn:Thing>"]),
        ({"type": "x:Thing"}, ["<rdf:type> <x:Thing>"]),
        ({"x:any": "a"}, ['<x:any> "a"']),
        ({"text": "a", "type": []}, ['<x:text> "a"']),
        ({"list": []}, ["<x:list> <rdf:nil>"]),
    ],
)
def test_members_give_quads(members: dict[str, Any], expected: list[str]) -> None:
    assert lines_of(**members) == [f"<urn:s> {line}" for line in sorted(expected)]


@pytest.mark.parametrize(
    "members",
    [
        {"unknown": "a"},
        {"off": "a"},
        {"text": None},
        {"text": ["a", None]},
        {"text": ("a",)},
        {"text": {"unknown": "a", "text": "b"}},
        {"text": "a\x00"},
        {"text": ["a\ud800"]},
        {"text": {"@value": "a\x00"}},
        {"ref": "relative"},
        {"ref": "https ://x.example/"},
        {"ref": "x:a b"},
        {"ref": None},
        {"sort": "unknown"},
        {"sort": "type"},
        {"id": "relative"},
        {"id": 5},
        {"id": None},
        {"id": ["urn:a", "urn:b"]},
        {"@id": "urn:other"},
        {"type": "Unknown"},
        {"type": "off"},
        {"type": "_:b"},
        {"type": None},
        {"type": [5]},
        {"type": {"Thing": 1}},
        {"type": "Thing", "@type": "Thing"},
        {"type": "@json"},
        {"@index": "a"},
        {"@value": "a"},
        {"@reverse": {"text": "a"}},
        {"reverse": {"text": "a"}},
        {"@included": []},
        {"@unknown": 1},
        {"words": "a"},
        {"words": {"nl": 5}},
        {"words": {"nl": None}},
        {"words": {"no language": "a"}},
        {"words": {"nl": "\x01"}},
        {"json": float("nan")},
        {"text": float("inf")},
        {"list": [None]},
        {"list": {"@list": ["a"], "@index": "b"}},
        {"text": {"@set": ["a"], "text": "b"}},
        {"text": {"@value": None}},
        {"text": {"@value": {}}},
        {"text": {"@value": True, "@language": "nl"}},
        {"text": {"@value": "a", "@index": "b"}},
        {"text": {"@value": "a", "val": "b"}},
        {"text": {"@value": "a", "@language": 5}},
        {"text": {"@value": "a", "@direction": "up"}},
        {"text": {"@value": "a", "@type": "Other", "@language": "nl"}},
        {"text": {"@value": "a", "@type": "unknown"}},
        {"text": {"@value": "a", "@type": 5}},
        {"text": {"@value": "a", "text": "b"}},
        {"graph": "urn:o"},
        {"graph": {"id": "urn:o"}},
        {"graph": {"@value": "a"}},
        {"@graph": ["a"]},
        {"@graph": {"id": "urn:o"}},
        {"fixed": "a"},
    ],
)
@pytest.mark.abuse("A07")
def test_what_would_be_lost_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(DataLoss):
        lines_of(**{"text": "a", **members})


def test_a_document_that_says_nothing_is_refused() -> None:
    for document in ({"@context": CONTEXT, "id": "urn:s"}, {"@context": CONTEXT}, {}):
        with pytest.raises(DataLoss):
            to_quads(document)


def test_a_document_may_be_a_graph() -> None:
    nodes = [{"id": "urn:a", "text": "a"}, {"id": "urn:b", "text": "b"}]
    text = canonicalize({"@context": CONTEXT, "@graph": nodes}).decode()
    assert text == '<urn:a> <https://x.example/text> "a" .\n<urn:b> <https://x.example/text> "b" .\n'


def test_a_node_with_a_graph_names_it() -> None:
    found = lines_of(text="a", **{"@graph": {"id": "urn:o", "text": "b"}})
    assert found == ['<urn:o> <x:text> "b" <urn:s>', '<urn:s> <x:text> "a"']


def test_a_graph_container_makes_a_graph_for_each_value() -> None:
    found = lines_of(graph=[{"id": "urn:a", "text": "a"}, {"text": "b"}])
    assert found == [
        '<urn:a> <x:text> "a" _:c14n1',
        "<urn:s> <x:graph> _:c14n1",
        "<urn:s> <x:graph> _:c14n2",
        '_:c14n0 <x:text> "b" _:c14n2',
    ]


def test_lists_are_chains() -> None:
    expected = [
        "<urn:s> <x:list> _:c14n1",
        '_:c14n0 <rdf:first> "b"',
        "_:c14n0 <rdf:rest> <rdf:nil>",
        '_:c14n1 <rdf:first> "a"',
        "_:c14n1 <rdf:rest> _:c14n0",
    ]
    for value in (["a", "b"], {"@list": ["a", "b"]}):
        assert lines_of(list=value) == expected
    explicit = lines_of(text={"@list": ["a", "b"]})
    assert [line.replace("x:text", "x:list") for line in explicit] == expected
    assert lines_of(list="a") == lines_of(list=["a"])


def test_lists_may_hold_lists_and_nodes() -> None:
    found = lines_of(list=[["a"], {"id": "urn:o", "text": "b"}])
    assert len(found) == 8
    assert any("<rdf:first> <urn:o>" in line for line in found)
    assert any("<rdf:first> _:" in line for line in found)


def test_the_same_label_is_the_same_node() -> None:
    found = lines_of(ref=["_:a", {"id": "_:a", "text": "b"}], sort="_:a")
    assert found == ["<urn:s> <x:ref> _:c14n0", "<urn:s> <x:sort> _:c14n0", '_:c14n0 <x:text> "b"']


def test_the_context_of_a_type_ends_with_its_node() -> None:
    with pytest.raises(DataLoss):
        lines_of(type="Thing", inner="a", ref={"id": "urn:o", "inner": "b"})


def test_a_reference_is_read_in_the_context_of_the_type() -> None:
    context = {**CONTEXT, "Thing": {"@id": "x:Thing", "@context": {"name": "@id"}}}
    found = lines_of(context=context, type="Thing", ref={"name": "urn:o"})
    assert "<urn:s> <x:ref> <urn:o>" in found
    with pytest.raises(DataLoss):
        lines_of(context=context, type="Thing", ref={"name": "urn:o", "text": "a"})


def test_a_context_that_propagates_holds_below() -> None:
    context = {**CONTEXT, "Thing": {"@id": "x:Thing", "@context": {"@propagate": True, "inner": "x:inner"}}}
    found = lines_of(context=context, type="Thing", ref={"id": "urn:o", "inner": "b"})
    assert '<urn:o> <x:inner> "b"' in found


def test_an_inner_context_that_does_not_propagate_ends_with_its_node() -> None:
    inner = {"@context": {"@propagate": False, "inner": "x:inner"}, "id": "urn:o", "inner": "b"}
    assert '<urn:o> <x:inner> "b"' in lines_of(ref=inner)
    with pytest.raises(DataLoss):
        lines_of(ref={**inner, "ref": {"id": "urn:p", "inner": "c"}})


def test_the_context_of_a_property_holds_for_its_values() -> None:
    assert '<urn:o> <x:held> "a"' in lines_of(holds={"id": "urn:o", "text": "a"})


def test_a_text_without_vocabulary_is_named_by_the_vocabulary() -> None:
    context = {**CONTEXT, "@vocab": "https://vocab.example/"}
    assert '<urn:s> <https://vocab.example/anything> "a"' in lines_of(context=context, anything="a")
    assert "<urn:s> <x:sort> <https://vocab.example/any>" in lines_of(context=context, sort="any")
    with pytest.raises(DataLoss):
        lines_of(context=context, sort="any name")


def test_a_whole_context_may_be_switched_off_where_a_property_allows() -> None:
    inner = {"@context": [CREDENTIALS_CONTEXT], "id": "urn:c", "type": ["VerifiableCredential"], "name": "a"}
    presentation = {
        "@context": [CREDENTIALS_CONTEXT],
        "type": "VerifiablePresentation",
        "verifiableCredential": [inner],
    }
    text = canonicalize(presentation).decode()
    assert '<urn:c> <https://schema.org/name> "a" _:c14n' in text
    del inner["@context"]
    with pytest.raises(DataLoss):
        canonicalize(presentation)


def test_too_many_nodes_without_identifier_are_refused() -> None:
    document = {"@context": CONTEXT, "id": "urn:s", "ref": [{"text": str(number)} for number in range(11)]}
    assert canonicalize(document, limits=Limits(blank_nodes=11))
    with pytest.raises(CanonicalizationBudget):
        to_quads(document, limits=Limits(blank_nodes=10))


def test_more_contexts_of_properties_than_are_remembered_still_hold() -> None:
    terms = {f"holds{number}": {"@id": "urn:holds", "@context": {}} for number in range(65)}
    found = canonicalize({"@context": terms, "@id": "urn:s", **{name: f"text of {name}" for name in terms}})
    assert found.count(b"\n") == 65


def test_nodes_of_many_kinds_are_remembered_within_bounds() -> None:
    for number in range(80):
        found = lines_of(type=["Thing", *["Other"] * number], inner="a")
        assert len(found) == (2 if number == 0 else 3)


def test_skolemization_names_every_node_without_identifier() -> None:
    document = {
        "@context": CONTEXT,
        "ref": [{"text": "a"}, {"id": "urn:o"}, {"@set": [{"text": "b"}]}],
        "json": {"text": "untouched"},
        "words": {"nl": "a"},
        "text": {"@value": "a"},
    }
    named = skolemize(document, "urn:bnid:")
    assert named["@id"] == "urn:bnid:0"
    assert [node.get("@id") for node in named["ref"]] == ["urn:bnid:1", None, None]
    assert named["ref"][2]["@set"] == [{"@id": "urn:bnid:2", "text": "b"}]
    assert (named["json"], named["text"]) == (document["json"], document["text"])
    assert "@id" not in document
    assert not to_quads(named).open


def test_contexts_of_others_can_be_added_by_the_caller() -> None:
    with pytest.raises(ContextNotAllowed):
        to_quads({"@context": "https://other.example/", "id": "urn:s", "text": "a"})
