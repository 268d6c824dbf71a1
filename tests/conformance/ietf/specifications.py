"""Reading the YAML specifications of the SD-JWT vectors, in which the tag `!sd` marks what is to be hidden."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.nodes import MappingNode, SequenceNode

from tests.unit.credentials.cases import VECTORS

FOLDERS = ("sd-jwt-rfc9901-examples", "sd-jwt-testcases", "sd-jwt-vc-examples")


class Hidden:
    """A name or an item with the tag."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return hash(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hidden) and self.value == other.value


class _Constructor(SafeConstructor):
    pass


def _construct_hidden(constructor: Any, node: Any) -> Hidden:
    if isinstance(node, MappingNode):
        return Hidden(constructor.construct_mapping(node, deep=True))
    if isinstance(node, SequenceNode):
        return Hidden(constructor.construct_sequence(node, deep=True))
    is_plain = node.style is None and node.value
    return Hidden(YAML(typ="safe", pure=True).load(node.value) if is_plain else node.value or None)


_Constructor.add_constructor("!sd", _construct_hidden)


def load(path: Path) -> dict[str, Any]:
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = _Constructor
    loaded: dict[str, Any] = reader.load(path.read_text("utf-8"))
    return loaded


def find_specifications() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (VECTORS / folder).rglob("specification.yml"))


def plain(node: Any) -> Any:
    """The claims without the marks."""
    if isinstance(node, Hidden):
        return plain(node.value)
    if isinstance(node, dict):
        return {plain(name): plain(child) for name, child in node.items()}
    return [plain(child) for child in node] if isinstance(node, list) else node


def marks(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where the marks are."""
    found: list[tuple[Any, ...]] = []
    if isinstance(node, Hidden):
        return marks(node.value, path)
    if isinstance(node, dict):
        for name, child in node.items():
            place = (*path, plain(name))
            found += [place] if isinstance(name, Hidden) else []
            found += marks(child, place)
    elif isinstance(node, list):
        for index, child in enumerate(node):
            place = (*path, index)
            found += [place] if isinstance(child, Hidden) else []
            found += marks(child, place)
    return found


def wanted(disclosed: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths that a holder shows."""
    if disclosed is True:
        return [path]
    if isinstance(disclosed, dict):
        return [place for name, child in disclosed.items() for place in wanted(child, (*path, name))]
    if isinstance(disclosed, list):
        return [place for index, child in enumerate(disclosed) for place in wanted(child, (*path, index))]
    return []
