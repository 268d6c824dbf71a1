"""Paths into claims, with None for every item of an array (OpenID4VP 1.0 section 7, SD-JWT VC section 4.6.1)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

# One step is the name of a member, the index of an item, or None for every item.
Path: TypeAlias = tuple[str | int | None, ...]
# The names in objects and the indexes in arrays, by the identity of what they stand in.
Places: TypeAlias = Mapping[int, Collection[str | int]]


def find_paths(claims: Mapping[str, Any], pattern: Path) -> list[Path]:
    """Every place that the pattern points at, as paths without None; empty when there is none."""
    if len(pattern) == 1 and isinstance(pattern[0], str):
        return [pattern] if pattern[0] in claims else []
    found: list[tuple[Path, Any]] = [((), claims)]
    for step in pattern:
        found = [((*path, key), child) for path, node in found for key, child in _children(node, step)]
    return [path for path, _ in found]


def find_places(claims: Mapping[str, Any], pattern: Path) -> dict[int, set[str | int]]:
    """The same places as `find_paths`, told by what they stand in; the pattern has one step at least."""
    nodes: list[Any] = [claims]
    for step in pattern[:-1]:
        nodes = [child for node in nodes for _, child in _children(node, step)]
    found = {id(node): {key for key, _ in _children(node, pattern[-1])} for node in nodes}
    return {container: keys for container, keys in found.items() if keys}


def _children(node: Any, step: str | int | None) -> Iterable[tuple[str | int, Any]]:
    if type(node) is dict or isinstance(node, Mapping):
        return [(step, node[step])] if isinstance(step, str) and step in node else []
    if type(node) is not list or isinstance(step, str):
        return []
    if step is None:
        return enumerate(node)
    return [(step, node[step])] if 0 <= step < len(node) else []
