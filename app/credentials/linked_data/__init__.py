"""JSON-LD documents as canonical N-Quads: contexts compiled once, JSON walked to quads, RDFC-1.0 with a limit."""

from collections.abc import Mapping
from typing import Any

from app.credentials.linked_data.canonicalization import CanonicalQuads, canonicalize_quads, relabel_quads
from app.credentials.linked_data.contexts import ContextRegistry, bundled_contexts
from app.credentials.linked_data.limits import DEFAULT_LIMITS, Limits
from app.credentials.linked_data.quads import OpenQuad, Quads
from app.credentials.linked_data.walk import Walker

__all__ = [
    "DEFAULT_LIMITS",
    "CanonicalQuads",
    "ContextRegistry",
    "Limits",
    "OpenQuad",
    "Quads",
    "bundled_contexts",
    "canonicalize",
    "canonicalize_quads",
    "relabel_quads",
    "skolemize",
    "to_quads",
]


def to_quads(
    document: Mapping[str, Any],
    *,
    limits: Limits = DEFAULT_LIMITS,
    contexts: ContextRegistry | None = None,
    is_credential: bool = False,
) -> Quads:
    """The quads of a JSON-LD 1.1 document (base null, rdfDirection i18n-datatype).

    Raises DataLoss on whatever a processor would drop, ContextNotAllowed on a context that is not bundled or
    not sound, and CanonicalizationBudget on too many nodes without identifier. Of a credential also DataLoss when it
    tells of its validity anywhere but in its outermost object, where readers of the JSON look.
    """
    walker = Walker(contexts or bundled_contexts(), limits, is_credential=is_credential)
    return walker.walk(dict(document))


def canonicalize(
    document: Mapping[str, Any],
    *,
    limits: Limits = DEFAULT_LIMITS,
    contexts: ContextRegistry | None = None,
    digest: str = "SHA-256",
    is_credential: bool = False,
) -> bytes:
    """The canonical N-Quads of a document (RDFC-1.0), in UTF-8; raises as `to_quads`.

    `digest` is the hash inside the algorithm: SHA-256, or SHA-384 for suites with P-384 keys.
    """
    quads = to_quads(document, limits=limits, contexts=contexts, is_credential=is_credential)
    return canonicalize_quads(quads, limits=limits, digest=digest).text


def skolemize(
    document: Mapping[str, Any],
    prefix: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    contexts: ContextRegistry | None = None,
) -> dict[str, Any]:
    """A copy in which every node without identifier has the @id `prefix` and a number; raises as `to_quads`."""
    found: dict[int, str] = {}

    def remember(node: dict[str, Any], label: str) -> None:
        found[id(node)] = prefix + label.removeprefix("_:b")

    whole = dict(document)
    Walker(contexts or bundled_contexts(), limits, remember).walk(whole)
    return dict(_with_identifiers(whole, found))


def _with_identifiers(value: Any, found: dict[int, str]) -> Any:
    if type(value) is list:
        return [_with_identifiers(item, found) for item in value]
    if type(value) is not dict:
        return value
    copy = {name: _with_identifiers(item, found) for name, item in value.items()}
    return copy if id(value) not in found else {"@id": found[id(value)], **copy}
