"""Absolute IRIs by the grammar of RFC 3987, as strict as the parser of another implementation."""

import time

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credentials.linked_data.iri import is_iri


@pytest.mark.parametrize(
    "value",
    [
        "https://example.org/",
        "https://user:pass@example.org:8080/a/b?q=1/2?3#frag",
        "did:web:vaardig.example:partnerships:zwolle#key-1",
        "urn:uuid:8c8f6c1e-5e7b-4f43-9f6f-0f2d6c7f3b55",
        "xsd:boolean",
        "data:image/png;base64,iVBORw0KGgo+/=",
        "https://[2001:db8::1]/",
        "https://[v1.fe80::a]:443/",
        "https://bücher.example/à?\ue000",
        "a:",
        "file:///etc/hosts",
    ],
)
def test_iris_with_a_scheme_are_taken(value: str) -> None:
    assert is_iri(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "relative",
        "/path",
        "//host/path",
        "https ://not-a-url",
        "1a:b",
        ":b",
        "https://exa mple.org/",
        "https://example.org/<>",
        'https://example.org/"',
        "https://example.org/{a}",
        "https://example.org/\\",
        "https://example.org/%zz",
        "https://example.org/#a#b",
        "https://[::g]/",
        "https://[fe80::1%25eth0]/",
        "https://[v1.]/",
        "https://example.org:80a/",
        "urn:a\n",
        "urn:\ud800",
        "urn:a\ue000",
        "urn:a\ufdd0",
        "_:b0",
    ],
)
def test_what_is_no_absolute_iri_is_refused(value: str) -> None:
    assert not is_iri(value)


def test_a_long_text_that_is_no_iri_is_refused_in_linear_time() -> None:
    started = time.process_time()
    assert not is_iri("a:" + "%41a" * 15_000 + "\n")
    assert time.process_time() - started < 0.1


@given(st.text(st.sampled_from("ab:/?#[]@%41.é-0 "), max_size=14))
def test_another_parser_takes_every_iri_that_is_taken(text: str) -> None:
    if is_iri(f"s:{text}"):
        assert ox.NamedNode(f"s:{text}").value == f"s:{text}"
