"""N-Triples are read like the reference implementation reads them, and nothing else is."""

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ontologies.errors import UnreadableFramework
from app.ontologies.ntriples import Triple, read_triples

S, P, OBJECT = "http://example.org/s", "http://example.org/p", "http://example.org/o"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def read(text: str) -> list[Triple]:
    return list(read_triples(text.splitlines(keepends=True), "x.nt"))


@pytest.mark.parametrize(
    ("line", "triple"),
    [
        (f"<{S}> <{P}> <{OBJECT}> .", Triple(S, P, OBJECT, "", "")),
        (f"<{S}><{P}><{OBJECT}>.# said", Triple(S, P, OBJECT, "", "")),
        (f'_:a <{P}> "x" .', Triple("_:a", P, None, "x", "")),
        (f"<{S}> <{P}> _:b0 .\r\n", Triple(S, P, "_:b0", "", "")),
        (
            f'<{S}> <{P}> "las\\"sen\\n\\u00e9\\U0001F600"@NL-be .',
            Triple(S, P, None, 'las"sen\né😀', "nl-be"),
        ),
        (f'<{S}> <{P}> "3"^^<http://www.w3.org/2001/XMLSchema#int> .', Triple(S, P, None, "3", "")),
    ],
)
def test_a_statement_is_read(line: str, triple: Triple) -> None:
    assert read(line) == [triple]


def test_empty_lines_and_remarks_say_nothing() -> None:
    assert read("\n  \n# nothing\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "<a> <b>",
        f'"x" <{P}> <{OBJECT}> .',
        f"<{S}> _:p <{OBJECT}> .",
        f"<{S} > <{P}> <{OBJECT}> .",
        f'<{S}> <{P}> "open .',
        f'<{S}> <{P}> "\\q" .',
        f'<{S}> <{P}> "\\uD800" .',
        f'<{S}> <{P}> "\\U00110000" .',
        f"<{S}> <{P}> <{OBJECT}>",
        f"<{S}> <{P}> <{OBJECT}> . <{S}>",
        "{}",
    ],
)
def test_anything_else_is_refused_at_its_line(line: str) -> None:
    with pytest.raises(UnreadableFramework, match=r"x\.nt, line 2"):
        read(f"# first\n{line}")


def test_a_line_that_is_made_to_take_long_takes_no_time() -> None:
    with pytest.raises(UnreadableFramework):
        read(f'<{S}> <{P}> "' + '\\"' * 200_000)


@given(TEXTS)
def test_every_text_that_the_reference_writes_is_read_back(text: str) -> None:
    quad = pyoxigraph.Quad(
        pyoxigraph.NamedNode(S), pyoxigraph.NamedNode(P), pyoxigraph.Literal(text, language="nl")
    )
    written = pyoxigraph.serialize([quad.triple], format=pyoxigraph.RdfFormat.N_TRIPLES).decode()
    [found] = read_triples([written], "x.nt")
    assert found == Triple(S, P, None, text, "nl")
