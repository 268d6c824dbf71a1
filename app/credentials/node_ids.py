"""Names for the nodes of a document that have none, so that a signed graph has next to no blank nodes."""

from collections.abc import Mapping
from typing import Any, Final

from app.credentials.errors import DataLoss

# The contexts are no nodes, and the Open Badges schema lets an identifier be nothing but what it identifies.
_AS_THEY_STAND: Final = frozenset({"@context", "identifier", "otherIdentifier"})


def with_node_ids(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with an id on every object in it that may have one: the same document, the same ids.

    The ids are the id of the document and a JSON pointer as its fragment. Blank nodes make two documents with
    one meaning, and their canonical form can cost without end; a name does neither (RDFC-1.0 section 7.1).
    """
    return _named(document, str(document["id"]), "")


def ensure_told_once(document: Mapping[str, Any]) -> None:
    """Raise DataLoss when a list tells of one node twice, so that a reader counts what the graph has only once."""
    for name, value in document.items():
        if type(value) is dict:
            ensure_told_once(value)
        elif type(value) is list and name != "@context":
            nodes = [item for item in value if type(item) is dict]
            names = [node["id"] for node in nodes if "id" in node]
            if len(names) > 1 and len(set(map(str, names))) != len(names):
                raise DataLoss("A list tells of the same thing twice.")
            for node in nodes:
                ensure_told_once(node)


def _named(node: Mapping[str, Any], root: str, place: str) -> dict[str, Any]:
    named = {
        name: value if name in _AS_THEY_STAND else _below(value, root, f"{place}/{name}")
        for name, value in node.items()
    }
    if "id" in named:
        return named
    return {"id": f"{root}#{place}", **named}


def _below(value: Any, root: str, place: str) -> Any:
    if type(value) is dict:
        return _named(value, root, place)
    if type(value) is list:
        return [_below(item, root, f"{place}/{position}") for position, item in enumerate(value)]
    return value
