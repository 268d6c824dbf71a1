"""The data model of any credential or presentation (VC Data Model 2.0), for documents of no profile of ours.

The shape is judged, not the terms: those are for linked data. Every function raises MalformedCredential, and
ContextNotAllowed or TimeInvalid where one of them says more.
"""

from collections.abc import Mapping
from typing import Any, Final

from app.credentials.errors import ContextNotAllowed, MalformedCredential
from app.credentials.linked_data.iri import is_iri
from app.credentials.model import CREDENTIALS_CONTEXT
from app.credentials.related_resources import ensure_related_resources
from app.credentials.statement import read_period

_LANGUAGE_VALUE: Final = frozenset({"@value", "@language", "@direction"})
_DIRECTIONS: Final = ("ltr", "rtl")
# Members that hold nodes with a type, and whether each node must have an identifier as well.
_TYPED: Final = {
    "credentialStatus": False,
    "credentialSchema": True,
    "refreshService": False,
    "termsOfUse": False,
    "evidence": False,
    "confidenceMethod": False,
    "renderMethod": False,
    "proof": False,
}


def ensure_credential(document: Mapping[str, Any]) -> None:
    """Judge a credential with every member that sections 4.1 to 4.15 and 5 name, with or without proof."""
    _ensure_contexts(document)
    _ensure_identifier(document, "id")
    _ensure_types(document, "VerifiableCredential")
    _ensure_names(document)
    _ensure_party(document, "issuer")
    _ensure_subjects(document)
    read_period(document)
    for name, is_identified in _TYPED.items():
        _ensure_typed_nodes(document, name, is_identified=is_identified)
    ensure_related_resources(document)


def ensure_presentation(document: Mapping[str, Any]) -> None:
    """Judge a presentation (section 4.13) and the credentials in it; the proofs are not judged."""
    _ensure_contexts(document)
    _ensure_identifier(document, "id")
    _ensure_types(document, "VerifiablePresentation")
    if "holder" in document:
        _ensure_party(document, "holder")
    for name in ("termsOfUse", "proof"):
        _ensure_typed_nodes(document, name, is_identified=False)
    for credential in _nodes_of(document, "verifiableCredential"):
        if "EnvelopedVerifiableCredential" in _texts_of(credential.get("type")):
            _ensure_envelope(credential)
        else:
            ensure_credential(credential)


def _ensure_contexts(document: Mapping[str, Any]) -> None:
    contexts = document.get("@context")
    if type(contexts) is not list or contexts[:1] != [CREDENTIALS_CONTEXT]:
        raise ContextNotAllowed("The first context is not that of the VC Data Model 2.0.")
    for context in contexts:
        if not (type(context) is dict or (type(context) is str and is_iri(context))):
            raise ContextNotAllowed("A context is not an address or an object.")


def _ensure_envelope(node: Mapping[str, Any]) -> None:
    # Section 4.13.1: the credential itself stands in the identifier.
    address = node.get("id")
    if "@context" not in node or type(address) is not str or not address.startswith("data:"):
        raise MalformedCredential("An enveloped credential has no context or no data in its id.")


def _ensure_identifier(node: Mapping[str, Any], name: str) -> None:
    if name in node and not (type(node[name]) is str and is_iri(node[name])):
        raise MalformedCredential(f"The member {name} is not one URL.")


def _ensure_types(node: Mapping[str, Any], *required: str) -> None:
    types = _texts_of(node.get("type"))
    if not types or not set(required).issubset(types):
        raise MalformedCredential("The type of a node is missing, is no text, or is not the one it must be.")
    if any(":" in item and not is_iri(item) for item in types):
        raise MalformedCredential("A type is neither a term nor a URL.")


def _texts_of(value: Any) -> list[str]:
    """One text or a list of texts as a list; empty for everything else."""
    if type(value) is str:
        return [value]
    if type(value) is not list or not all(type(item) is str for item in value):
        return []
    return value


def _nodes_of(document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    if name not in document:
        return []
    value = document[name]
    nodes = value if type(value) is list else [value]
    if not all(type(node) is dict for node in nodes):
        raise MalformedCredential(f"The member {name} holds something else than objects.")
    return nodes


def _ensure_typed_nodes(document: Mapping[str, Any], name: str, *, is_identified: bool) -> None:
    for node in _nodes_of(document, name):
        _ensure_types(node)
        _ensure_identifier(node, "id")
        if is_identified and "id" not in node:
            raise MalformedCredential(f"An object of the member {name} has no id.")


def _ensure_subjects(document: Mapping[str, Any]) -> None:
    subjects = _nodes_of(document, "credentialSubject")
    if not subjects or not all(subjects):
        raise MalformedCredential("The member credentialSubject is missing or says nothing.")
    for subject in subjects:
        _ensure_identifier(subject, "id")


def _ensure_party(document: Mapping[str, Any], name: str) -> None:
    """A URL, or an object with one in its id (sections 4.7 and 4.13)."""
    party = document.get(name)
    if type(party) is str:
        party = {"id": party}
    if type(party) is not dict or "id" not in party:
        raise MalformedCredential(f"The member {name} is not a URL or an object with an id.")
    _ensure_identifier(party, "id")
    _ensure_names(party)


def _ensure_names(node: Mapping[str, Any]) -> None:
    """name and description: a text or language values (sections 4.6 and 11.1)."""
    for name in ("name", "description"):
        value = node.get(name, "")
        values = value if type(value) is list else [value]
        if not all(type(item) is str or _is_language_value(item) for item in values):
            raise MalformedCredential(f"The member {name} is not a text or a text with its language.")


def _is_language_value(value: Any) -> bool:
    if type(value) is not dict or type(value.get("@value")) is not str:
        return False
    if not value.keys() <= _LANGUAGE_VALUE or value.get("@direction", "ltr") not in _DIRECTIONS:
        return False
    return type(value.get("@language", "")) is str
