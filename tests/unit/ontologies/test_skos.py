"""Own terms as SKOS: the two forms say the same, and other software reads them."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

from app.ontologies.map_term import TermMapping
from app.ontologies.own_terms import Layer, OwnTerm, TermTexts
from app.ontologies.skills import MatchType
from app.ontologies.skos import SKOS, scheme_uri, write_json_ld, write_ntriples

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TERM_ID = UUID("00000000-0000-4000-8000-000000000001")
SCHEME = scheme_uri("https://passport.example", UUID(int=5))
WELD = "http://data.europa.eu/esco/skill/weld"
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


def make_term(label: str = "Beton boren", retired_at: datetime | None = None) -> OwnTerm:
    texts = TermTexts(Layer.specific, label, 'Boort "75 cm"\nin beton.', "Drill concrete", "Drills.")
    return OwnTerm(TERM_ID, texts, True, NOW, retired_at)


def make_mapping(state: str) -> TermMapping:
    return TermMapping(
        id=UUID(int=9), term_id=TERM_ID, match_type=MatchType.broad, concept_uri=WELD, framework_id="esco",
        framework_version="1.2.0", concept_label="weld", language="en", state=state, proposed_by="a",
        proposed_at=NOW, reviewed_by="b", reviewed_at=NOW,
    )  # fmt: skip


def parse(text: str, form: pyoxigraph.RdfFormat) -> set[str]:
    return {str(quad.triple) for quad in pyoxigraph.parse(text.encode(), format=form)}


@given(TEXTS)
def test_both_forms_say_the_same(label: str) -> None:
    terms = [(make_term(label, NOW), [make_mapping("approved")])]
    lines = write_ntriples(SCHEME, "Boorders", terms)
    said = parse(lines, pyoxigraph.RdfFormat.N_TRIPLES)
    assert said == parse(lines, pyoxigraph.RdfFormat.TURTLE)
    document = orjson.loads(orjson.dumps(write_json_ld(SCHEME, "Boorders", terms)))
    expanded = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert parse(expanded, pyoxigraph.RdfFormat.N_QUADS) == said


def test_only_an_approved_mapping_is_told() -> None:
    for state, is_told in (("approved", True), ("proposed", False), ("rejected", False)):
        text = write_ntriples(SCHEME, "Boorders", [(make_term(), [make_mapping(state)])])
        assert (f"<{SCHEME}/{TERM_ID}> <{SKOS}broadMatch> <{WELD}> .\n" in text) is is_told


def test_a_list_without_terms_is_a_scheme_all_the_same() -> None:
    assert f"<{SCHEME}>" in write_ntriples(SCHEME, "Boorders", [])
    assert write_json_ld(SCHEME, "Boorders", [])["@graph"][0]["type"] == "skos:ConceptScheme"
