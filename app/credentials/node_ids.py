"""Names for the nodes of a document that have none, so that no signed graph has a blank node."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

_OPAQUE: Final = "@context"


def with_node_ids(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with an id on every object below it: the same document, the same ids.

    The ids follow from the id of the document and the place of the object. Blank nodes make two documents
    with one meaning, and their canonical form can cost without end; a name does neither (RDFC-1.0 section 7.1).
    """
    return _named(document, str(document["id"]), "")


def _named(node: Mapping[str, Any], root: str, place: str) -> dict[str, Any]:
    named = {
        name: value if name == _OPAQUE else _below(value, root, f"{place}/{name}")
        for name, value in node.items()
    }
    if "id" in named:
        return named
    return {"id": uuid5(NAMESPACE_URL, f"{root}#{place}").urn, **named}


def _below(value: Any, root: str, place: str) -> Any:
    if isinstance(value, Mapping):
        return _named(value, root, place)
    if isinstance(value, list):
        return [_below(item, root, f"{place}/{position}") for position, item in enumerate(value)]
    return value
