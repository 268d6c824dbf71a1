"""RDF Dataset Canonicalization 1.0 (W3C Recommendation, 21 May 2024) with a limit on the work.

Names in comments are those of the algorithms in section 4. A graph in which every blank node is told apart by
its own quads, which is nearly every credential, takes no more than hashing those quads.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Final

from app.credentials.errors import CanonicalizationBudget
from app.credentials.linked_data.limits import DEFAULT_LIMITS, Limits
from app.credentials.linked_data.quads import OpenQuad, Quads, write_open_quad

Digest = Callable[[bytes], Any]
_DIGESTS: Final[dict[str, Digest]] = {"SHA-256": hashlib.sha256, "SHA-384": hashlib.sha384}


@dataclass(frozen=True, slots=True)
class CanonicalQuads:
    """The sorted lines of canonical N-Quads, each with its line end, and the label each blank node got."""

    lines: list[str]
    labels: dict[str, str]

    @property
    def text(self) -> bytes:
        """The canonical form of the dataset in UTF-8."""
        return "".join(self.lines).encode("utf-8")


class _Issuer:
    """Issues labels in the order of asking (section 4.5)."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self._prefix = prefix
        self.issued = {} if issued is None else dict(issued)

    def issue(self, label: str) -> str:
        found = self.issued.get(label)
        if found is None:
            found = self.issued[label] = f"{self._prefix}{len(self.issued)}"
        return found

    def copy(self) -> "_Issuer":
        return _Issuer(self._prefix, self.issued)


def canonicalize_quads(
    quads: Quads, *, limits: Limits = DEFAULT_LIMITS, digest: str = "SHA-256"
) -> CanonicalQuads:
    """The canonical form of a dataset; `digest` is SHA-256 or SHA-384. Raises CanonicalizationBudget."""
    if not quads.open:
        return CanonicalQuads(sorted(set(quads.ground)), {})
    labels = _Canonicalization(quads.open, limits, _DIGESTS[digest]).issue()
    return CanonicalQuads(relabel_quads(quads, labels), labels)


def relabel_quads(quads: Quads, labels: Mapping[str, str]) -> list[str]:
    """The sorted lines of a dataset under other labels for its blank nodes."""
    lines = {write_open_quad(_relabel(quad, labels)) for quad in quads.open}
    lines.update(quads.ground)
    return sorted(lines)


def _relabel(quad: OpenQuad, labels: Mapping[str, str]) -> OpenQuad:
    subject, middle, value, graph = quad
    return (
        labels.get(subject, subject),
        middle,
        labels.get(value, value),
        f" {labels[graph[1:]]}" if graph[1:2] == "_" else graph,
    )


class _Canonicalization:
    """One run over the quads that have blank nodes."""

    def __init__(self, quads: list[OpenQuad], limits: Limits, digest: Digest) -> None:
        self._digest = digest
        self._deep_calls, self._nesting, self._steps = limits.deep_calls, limits.nesting, limits.steps
        self._mentions: dict[str, list[OpenQuad]] = {}
        for quad in dict.fromkeys(quads):
            for label in {name for _, name in _blank_names(quad)}:
                self._mentions.setdefault(label, []).append(quad)
        if len(self._mentions) > limits.blank_nodes:
            raise CanonicalizationBudget
        self._first = {label: self._hash_first(label) for label in self._mentions}
        self._canonical = _Issuer("_:c14n")

    def issue(self) -> dict[str, str]:
        """Section 4.4.3, steps 3 to 5."""
        by_hash: dict[str, list[str]] = {}
        for label, found in self._first.items():
            by_hash.setdefault(found, []).append(label)
        shared = []
        for _, labels in sorted(by_hash.items()):
            if len(labels) == 1:
                self._canonical.issue(labels[0])
            else:
                shared.append(labels)
        for labels in shared:
            for _, issuer in sorted(self._hash_paths(labels), key=lambda found: found[0]):
                for label in issuer.issued:
                    self._canonical.issue(label)
        return self._canonical.issued

    def _hash_paths(self, labels: list[str]) -> Iterator[tuple[str, _Issuer]]:
        for label in labels:
            if label not in self._canonical.issued:
                issuer = _Issuer("_:b")
                issuer.issue(label)
                yield self._hash_deep(label, issuer)

    def _hash(self, text: str) -> str:
        return str(self._digest(text.encode("utf-8")).hexdigest())

    def _hash_first(self, label: str) -> str:
        """Hash First Degree Quads (section 4.6)."""
        lines = []
        for subject, middle, value, graph in self._mentions[label]:
            if subject[0] == "_":
                subject = "_:a" if subject == label else "_:z"
            if value:
                value = "_:a" if value == label else "_:z"
            if graph[1:2] == "_":
                graph = " _:a" if graph[1:] == label else " _:z"
            lines.append(f"{subject}{middle}{value}{graph} .\n")
        lines.sort()
        return self._hash("".join(lines))

    def _hash_related(self, name: str, quad: OpenQuad, issuer: _Issuer, position: str) -> str:
        """Hash Related Blank Node (section 4.7)."""
        label = self._canonical.issued.get(name) or issuer.issued.get(name) or self._first[name]
        middle = quad[1]
        predicate = "" if position == "g" else middle[1 : middle.index(">") + 1]
        return self._hash(f"{position}{predicate}{label}")

    def _hash_deep(self, label: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """Hash N-Degree Quads (section 4.8)."""
        self._deep_calls -= 1
        self._nesting -= 1
        if self._deep_calls < 0 or self._nesting < 0:
            raise CanonicalizationBudget
        related: dict[str, list[str]] = {}
        for quad in self._mentions[label]:
            for position, name in _blank_names(quad):
                if name != label:
                    self._count_step()
                    related.setdefault(self._hash_related(name, quad, issuer, position), []).append(name)
        data = ""
        for found, names in sorted(related.items()):
            path, issuer = self._choose_path(names, issuer)
            data += found + path
        self._nesting += 1
        return self._hash(data), issuer

    def _choose_path(self, names: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        chosen_path, chosen_issuer = "", issuer
        for order in permutations(names):
            self._count_step()
            found = self._follow(order, issuer.copy(), chosen_path)
            if found is not None and (not chosen_path or found[0] < chosen_path):
                chosen_path, chosen_issuer = found
        return chosen_path, chosen_issuer

    def _follow(self, order: tuple[str, ...], issuer: _Issuer, best: str) -> tuple[str, _Issuer] | None:
        """The path for one order of the related nodes (steps 5.4.1 to 5.4.5), None when it cannot win."""
        path, unnamed = "", []
        for name in order:
            known = self._canonical.issued.get(name)
            if known is None:
                if name not in issuer.issued:
                    unnamed.append(name)
                known = issuer.issue(name)
            path += known
            if _cannot_win(path, best):
                return None
        for name in unnamed:
            found, deeper = self._hash_deep(name, issuer)
            path += f"{issuer.issue(name)}<{found}>"
            issuer = deeper
            if _cannot_win(path, best):
                return None
        return path, issuer

    def _count_step(self) -> None:
        self._steps -= 1
        if self._steps < 0:
            raise CanonicalizationBudget


def _cannot_win(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best


def _blank_names(quad: OpenQuad) -> list[tuple[str, str]]:
    subject, _, value, graph = quad
    names = []
    if subject[0] == "_":
        names.append(("s", subject))
    if value:
        names.append(("o", value))
    if graph[1:2] == "_":
        names.append(("g", graph[1:]))
    return names
