"""Selecting parts of a JSON-LD document with JSON pointers (VC-DI-ECDSA section 3.4.9 to 3.4.13)."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, Final

from app.credentials.errors import ProofGenerationFailed

# What stays with a node of which anything is disclosed: who it is, what it is, and how it is read.
_KEPT: Final = ("@context", "id", "@id", "type", "@type")
# In the tree of chosen steps: this value with all that is below it.
_WHOLE: Final = object()


def parse_pointer(pointer: str) -> tuple[str, ...]:
    """The steps of a JSON pointer (RFC 6901); raises ProofGenerationFailed."""
    steps = pointer.split("/")
    if steps[0] != "" or any("~" in step.replace("~0", "").replace("~1", "") for step in steps):
        raise ProofGenerationFailed("A pointer into the document is malformed.")
    return tuple([step.replace("~1", "/").replace("~0", "~") for step in steps[1:]])


def select(document: Mapping[str, Any], pointers: Iterable[str]) -> dict[str, Any] | None:
    """The part of the document at the pointers, with what its nodes need to keep their meaning.

    None without pointers. Raises ProofGenerationFailed for a pointer to what is not there.
    """
    chosen: dict[Any, Any] = {}
    steps = [parse_pointer(pointer) for pointer in pointers]
    for path in steps:
        _choose(document, path, chosen)
    return _build(document, chosen) if steps else None


def _choose(value: Any, path: tuple[str, ...], chosen: dict[Any, Any]) -> None:
    for step in path:
        value, name = _enter(value, step)
        chosen = chosen.setdefault(name, {})
    chosen[_WHOLE] = {}


def _enter(value: Any, step: str) -> tuple[Any, str | int]:
    if isinstance(value, list) and step.isascii() and step.isdigit() and str(int(step)) == step:
        position = int(step)
        if position < len(value):
            return value[position], position
    elif isinstance(value, Mapping) and step in value:
        return value[step], step
    raise ProofGenerationFailed("A pointer leads to something that is not in the document.")


def _build(value: Any, chosen: dict[Any, Any]) -> Any:
    if _WHOLE in chosen or not isinstance(value, Mapping | list):
        return deepcopy(value)
    if isinstance(value, list):
        return [_build(item, chosen[place]) for place, item in enumerate(value) if place in chosen]
    return {
        name: deepcopy(item) if name in _KEPT else _build(item, chosen[name])
        for name, item in value.items()
        if name in _KEPT or name in chosen
    }
