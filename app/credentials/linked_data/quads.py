"""The quads of a document (RDF 1.1 datasets), as canonical N-Quads writes them."""

from dataclasses import dataclass
from typing import TypeAlias

# Subject, predicate with what follows it, object if it is a blank node, graph with a space before it.
OpenQuad: TypeAlias = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Quads:
    """A dataset. `ground` are whole lines without blank nodes, `open` the quads that have one.

    Both may hold the same quad twice: a dataset is a set, and canonicalization makes it one.
    """

    ground: list[str]
    open: list[OpenQuad]


def write_open_quad(quad: OpenQuad) -> str:
    """The quad as a line of N-Quads."""
    subject, middle, value, graph = quad
    return f"{subject}{middle}{value}{graph} .\n"
