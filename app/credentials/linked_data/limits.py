"""How much work one document may cause, in counted steps: this room has no clock."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults refuse every poison graph that we know of in well under half a second.

    `blank_nodes` are the nodes without an identifier. `deep_calls` are the runs of Hash N-Degree Quads
    (RDFC-1.0 section 4.8), `nesting` how many of them may run inside one another, `steps` the quads and
    permutations that they look at. `contexts` are the
    entries of one @context, `inline_terms` the members of the context objects in it.
    """

    blank_nodes: int = 500
    deep_calls: int = 800
    nesting: int = 128
    steps: int = 50_000
    contexts: int = 16
    inline_terms: int = 200


DEFAULT_LIMITS: Final = Limits()
