"""N-Triples (RDF 1.1 N-Triples, W3C Recommendation 2014), line by line: a triple is all that is held."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from app.ontologies.errors import UnreadableFramework

_IRI: Final = r'<((?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*)>'
_NODE: Final = r"(_:[A-Za-z0-9_:][\w.:-]{0,200})"
_LITERAL: Final = r'"((?:[^"\\\r\n]|\\.)*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^' + _IRI + ")?"
_TRIPLE: Final = re.compile(
    rf"[ \t]*(?:{_IRI}|{_NODE})[ \t]*{_IRI}[ \t]*(?:{_IRI}|{_NODE}|{_LITERAL})[ \t]*\.[ \t]*(?:#.*)?[\r\n]*"
)
_NOTHING: Final = re.compile(r"[ \t]*(?:#.*)?[\r\n]*")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_SURROGATES: Final = range(0xD800, 0xE000)
_MOST_CHARACTER: Final = 0x10FFFF


class Triple(NamedTuple):
    """One statement. The object is `target`, an IRI or a blank node, or else `text` with its language (or "")."""

    subject: str
    predicate: str
    target: str | None
    text: str
    language: str


def read_triples(lines: Iterable[str], name: str) -> Iterator[Triple]:
    """The statements of a text, in order. Raises UnreadableFramework with the line that is none."""
    for number, line in enumerate(lines, 1):
        found = _TRIPLE.fullmatch(line)
        if found is None:
            if _NOTHING.fullmatch(line) is None:
                raise UnreadableFramework(f"{name}, line {number}: this is no statement in N-Triples.")
            continue
        try:
            yield _triple(found)
        except ValueError as error:
            raise UnreadableFramework(f"{name}, line {number}: {error}.") from error


def _triple(found: re.Match[str]) -> Triple:
    subject, subject_node, predicate, target, target_node, text, language, _ = found.groups()
    named = target if target is not None else target_node
    return Triple(
        _unescape(subject if subject is not None else subject_node),
        _unescape(predicate),
        None if named is None else _unescape(named),
        _unescape(text or ""),
        (language or "").lower(),
    )


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    if found[3] is not None:
        if found[3] not in _SHORT:
            raise ValueError("this escape is unknown")
        return _SHORT[found[3]]
    number = int(found[1] or found[2], 16)
    if number in _SURROGATES or number > _MOST_CHARACTER:
        raise ValueError("this escape is no character")
    return chr(number)
