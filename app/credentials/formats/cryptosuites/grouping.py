"""Canonical quads in groups: which lines of a document belong to which pointers (VC-DI-ECDSA 3.4.14 to 3.4.17)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.credentials.errors import ProofGenerationFailed
from app.credentials.formats.cryptosuites.selection import select
from app.credentials.linked_data import (
    ContextRegistry,
    OpenQuad,
    Quads,
    canonicalize_quads,
    relabel_quads,
    skolemize,
    to_quads,
)

Labels: TypeAlias = Mapping[str, str]
LabelFactory: TypeAlias = Callable[[Iterable[str]], Labels]


@dataclass(frozen=True, slots=True)
class Grouped:
    """A document as sorted lines under new labels. `labels` maps the labels in its quads to the new ones."""

    lines: list[str]
    labels: Labels
    groups: dict[str, "Group"]


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one group by their place in the whole, and the quads they were written from."""

    matching: dict[int, str]
    quads: Quads


def group_quads(
    document: Mapping[str, Any],
    pointers: Mapping[str, tuple[str, ...]],
    relabel: LabelFactory,
    contexts: ContextRegistry | None,
) -> Grouped:
    """Canonicalise the document, give its blank nodes new labels, and find the lines of each set of pointers.

    `relabel` gets the canonical labels and answers their replacements. Raises CredentialError.
    """
    named = _name_blank_nodes(document, contexts)
    whole = named.quads(named.document)
    canonical = canonicalize_quads(whole).labels
    factory = relabel(canonical.values())
    labels = {label: factory[name] for label, name in canonical.items()}
    lines = relabel_quads(whole, labels)
    places = {line: place for place, line in enumerate(lines)}
    groups = {}
    for name, chosen in pointers.items():
        selected = select(named.document, chosen)
        quads = Quads([], []) if selected is None else named.quads(selected)
        matching = sorted(places[line] for line in relabel_quads(quads, labels))
        groups[name] = Group({place: lines[place] for place in matching}, quads)
    return Grouped(lines, labels, groups)


@dataclass(frozen=True, slots=True)
class _Named:
    """A document whose blank nodes have names for the time being, so that its parts keep them apart."""

    document: dict[str, Any]
    prefix: str
    contexts: ContextRegistry | None

    def quads(self, document: Mapping[str, Any]) -> Quads:
        """The quads of the document or a part of it, with blank nodes again where the names were."""
        found = to_quads(document, contexts=self.contexts)
        if found.open:
            raise ProofGenerationFailed("Lists and labelled nodes cannot be disclosed selectively.")
        mark = f"<{self.prefix}"
        quads = Quads([line for line in found.ground if mark not in line], [])
        quads.open.extend([self._open(line) for line in found.ground if mark in line])
        return quads

    def _open(self, line: str) -> OpenQuad:
        subject, predicate, rest = line.removesuffix(" .\n").split(" ", 2)
        # A literal ends with its last quotation mark, and nothing after that holds a space but the graph.
        end = rest.find(" ", rest.rfind('"') + 1)
        value, graph = (rest, "") if end < 0 else (rest[:end], " " + self._label(rest[end + 1 :]))
        subject, value = self._label(subject), self._label(value)
        if value[0] == "_":
            return subject, f" {predicate} ", value, graph
        return subject, f" {predicate} {value}", "", graph

    def _label(self, term: str) -> str:
        mark = f"<{self.prefix}"
        return f"_:b{term[len(mark) : -1]}" if term.startswith(mark) else term


def _name_blank_nodes(document: Mapping[str, Any], contexts: ContextRegistry | None) -> _Named:
    prefix = "urn:bnid:"
    text = str(document)
    while prefix in text:
        prefix += "x:"
    return _Named(skolemize(document, prefix, contexts=contexts), prefix, contexts)
