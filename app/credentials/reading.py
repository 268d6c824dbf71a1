"""Reading members of a JSON object with the type they must have."""

from collections.abc import Mapping
from typing import Any

from app.credentials.errors import MalformedCredential


def read_text(node: Mapping[str, Any], name: str) -> str:
    """The mandatory text member; raises MalformedCredential when absent, empty or of another type."""
    value = node.get(name)
    if type(value) is not str or not value:
        raise MalformedCredential(f"The member {name} must be a text.")
    return value


def read_issuer_id(document: Mapping[str, Any]) -> str:
    """The identifier of the issuer (VCDM 2.0 section 4.7); raises MalformedCredential."""
    if type(document.get("issuer")) is str:
        return read_text(document, "issuer")
    return read_text(read_node(document, "issuer"), "id")


def read_optional_text(node: Mapping[str, Any], name: str) -> str | None:
    """The text member or None when absent; raises MalformedCredential when of another type."""
    value = node.get(name)
    if value is None or type(value) is str:
        return value
    raise MalformedCredential(f"The member {name} must be a text.")


def read_node(node: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The mandatory object member; raises MalformedCredential when absent or of another type."""
    value = node.get(name)
    if type(value) is not dict:
        raise MalformedCredential(f"The member {name} must be one object.")
    return value


def read_nodes(node: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a member that may be absent, one object or a list; raises MalformedCredential."""
    value = node.get(name)
    if value is None:
        return []
    if type(value) is dict:
        return [value]
    if type(value) is not list:
        raise MalformedCredential(f"The member {name} must hold objects.")
    for item in value:
        if type(item) is not dict:
            raise MalformedCredential(f"The member {name} must hold objects.")
    return value
