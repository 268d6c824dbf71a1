"""What the assessor saw, in summaries (Open Badges 3.0, B.1.8), and the credential whose place another takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from app.credentials.errors import MalformedCredential
from app.credentials.reading import read_nodes, read_optional_text

JsonObject: TypeAlias = dict[str, Any]

# What a piece of evidence is told with; nothing of it leads to a file of a person.
MEMBERS: Final = frozenset({"id", "type", "name", "narrative", "genre"})
_SUPERSEDED: Final = "superseded-credential"
_SUPERSEDED_NAME: Final = "Eerder bewijs"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A summary of what the assessor saw; `genre` is the kind of evidence."""

    id: str
    name: str
    narrative: str | None = None
    genre: str | None = None


def write_evidence(evidence: tuple[Evidence, ...], supersedes: str | None = None) -> list[JsonObject]:
    """The evidence, and behind it the credential that this one takes the place of: it became evidence of the new one."""
    if supersedes is not None:
        evidence = (*evidence, Evidence(supersedes, _SUPERSEDED_NAME, genre=_SUPERSEDED))
    return [_write(item) for item in evidence]


def read_evidence(document: Mapping[str, Any]) -> tuple[tuple[Evidence, ...], str | None]:
    """The evidence, and apart from it the id of the credential that this one takes the place of.

    Raises MalformedCredential, also when it takes the place of two.
    """
    found = [_read(node) for node in read_nodes(document, "evidence")]
    superseded = [item.id for item in found if item.genre == _SUPERSEDED]
    if len(superseded) > 1:
        raise MalformedCredential("A credential takes the place of one other at most.")
    if not superseded:
        return tuple(found), None
    return tuple([item for item in found if item.genre != _SUPERSEDED]), superseded[0]


def _write(evidence: Evidence) -> JsonObject:
    document: JsonObject = {"id": evidence.id, "type": ["Evidence"], "name": evidence.name}
    if evidence.narrative is not None:
        document["narrative"] = evidence.narrative
    if evidence.genre is not None:
        document["genre"] = evidence.genre
    return document


def _read(node: JsonObject) -> Evidence:
    return Evidence(
        read_optional_text(node, "id") or "",
        read_optional_text(node, "name") or "",
        read_optional_text(node, "narrative"),
        read_optional_text(node, "genre"),
    )
