"""RDFC-1.0: graphs that look alike, and graphs that are made to hurt."""

import random
import time
from typing import Any

import pytest

from app.credentials.errors import CanonicalizationBudget
from app.credentials.linked_data import Limits, OpenQuad, Quads, canonicalize, canonicalize_quads

K = " <https://k.example/k> "


def quads(*links: tuple[str, str], graph: str = "") -> Quads:
    return Quads([], [(f"_:{a}", K, f"_:{b}", graph) for a, b in links])


def clique(size: int) -> Quads:
    return quads(*[(f"n{a}", f"n{b}") for a in range(size) for b in range(size) if a != b])


def cycle(size: int) -> Quads:
    return quads(*[(f"n{a}", f"n{(a + 1) % size}") for a in range(size)])


def stars(count: int, size: int) -> Quads:
    return quads(*[(f"hub{a}", f"leaf{a}x{b}") for a in range(count) for b in range(size)])


def forked() -> Quads:
    """Two hubs with branches that differ only at their far end."""
    links = [(f"hub{a}", f"near{a}x{b}") for a in range(2) for b in range(3)]
    links += [(f"near{a}x{b}", f"far{a}x{b}") for a in range(2) for b in range(3)]
    ends = [(f"_:far{a}x{b}", f'{K}"{b}"', "", "") for a in range(2) for b in range(3)]
    return Quads([], [*quads(*links).open, *ends])


def renamed(found: Quads, seed: int) -> Quads:
    names = sorted(
        {name for subject, _, value, _ in found.open for name in (subject, value) if name[:1] == "_"}
    )
    shuffled = [f"_:r{number}" for number in range(len(names))]
    chance = random.Random(seed)
    chance.shuffle(shuffled)
    other = dict(zip(names, shuffled, strict=True))
    changed: list[OpenQuad] = [(other.get(s, s), m, other.get(o, o), g) for s, m, o, g in found.open]
    chance.shuffle(changed)
    return Quads(found.ground, changed)


@pytest.mark.parametrize("shape", [clique(4), cycle(9), stars(2, 3), stars(1, 9), forked()])
def test_labels_of_the_input_do_not_matter(shape: Quads) -> None:
    forms = {canonicalize_quads(renamed(shape, seed)).text for seed in range(5)}
    assert len(forms) == 1


def test_a_quad_twice_is_a_quad_once() -> None:
    once = Quads(["<a:a> <a:b> <a:c> .\n"], quads(("a", "b")).open)
    twice = Quads(once.ground * 2, once.open * 2)
    assert canonicalize_quads(twice) == canonicalize_quads(once)
    assert canonicalize_quads(Quads(once.ground * 2, [])).lines == once.ground


def test_the_hash_inside_may_be_sha_384() -> None:
    links = [("a", "b"), ("b", "c"), ("c", "d"), ("x", "y")]
    assert (
        canonicalize_quads(quads(*links)).labels != canonicalize_quads(quads(*links), digest="SHA-384").labels
    )


@pytest.mark.abuse("A16")
@pytest.mark.parametrize(
    "shape",
    [clique(8), clique(10), clique(30), cycle(60), cycle(200), cycle(400), stars(2, 10), stars(25, 18)],
    ids=["clique8", "clique10", "clique30", "cycle60", "cycle200", "cycle400", "stars2", "stars25"],
)
def test_graphs_made_to_hurt_are_refused_at_once(shape: Quads) -> None:
    started = time.process_time()
    with pytest.raises(CanonicalizationBudget):
        canonicalize_quads(shape)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "limits",
    [Limits(deep_calls=3), Limits(nesting=2), Limits(steps=3), Limits(blank_nodes=3)],
    ids=["deep calls", "nesting", "steps", "nodes"],
)
def test_each_limit_holds_by_itself(limits: Limits) -> None:
    assert canonicalize_quads(cycle(5))
    with pytest.raises(CanonicalizationBudget):
        canonicalize_quads(cycle(5), limits=limits)


def test_a_graph_may_be_named_by_a_node() -> None:
    found = canonicalize_quads(Quads([], [("<a:a>", f"{K}<a:b>", "", " _:g"), ("_:g", K, "_:g", " _:g")]))
    assert found.labels == {"_:g": "_:c14n0"}
    assert found.lines[0] == "<a:a> <https://k.example/k> <a:b> _:c14n0 .\n"


@pytest.mark.abuse("A16")
def test_a_document_made_to_hurt_is_refused_at_once() -> None:
    context: Any = {"k": {"@id": "https://k.example/k", "@type": "@id"}}
    nodes = [{"@id": f"_:n{a}", "k": [f"_:n{b}" for b in range(12) if b != a]} for a in range(12)]
    started = time.process_time()
    with pytest.raises(CanonicalizationBudget):
        canonicalize({"@context": context, "@graph": nodes})
    assert time.process_time() - started < 0.5
