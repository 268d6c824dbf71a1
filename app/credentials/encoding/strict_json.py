"""One strict I-JSON parser (RFC 7493) for every place where JSON from outside is read."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import orjson

from app.credentials.errors import JsonNotStrict, JsonTooDeep, TooLarge

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, Any]

MAX_BYTES: Final = 65_536
MAX_DEPTH: Final = 32
MAX_MEMBERS: Final = 1_000
MAX_INTEGER: Final = 2**53 - 1

_MAX_INTEGER_DIGITS: Final = 17
# Possessive, and a text that never ends is one token too: else each quotation mark in it starts another reading.
_STRING_OR_BRACKET: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


def loads(
    text: bytes | str,
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    max_members: int = MAX_MEMBERS,
) -> Any:
    """Parse UTF-8 I-JSON. `max_members` counts the members of all objects and the items of all arrays.

    Raises JsonNotStrict on duplicate names, NaN, a byte order mark, another encoding than UTF-8, lone
    surrogates or integers beyond 2^53-1; TooLarge and JsonTooDeep on the limits.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > max_bytes:
        raise TooLarge
    value = _parse(raw, max_depth)
    has_float = _ensure_limits(value, max_depth, max_members)
    # A text that is written back byte for byte has no duplicate names, as those would be lost: the second,
    # slower reading is only for texts that were written otherwise, and not even for mere spaces.
    written = _write_safely(value)
    if written != raw and (has_float or not _has_same_texts(raw, written)):
        _ensure_unambiguous(raw, max_depth)
    return value


def load_each(
    texts: Sequence[bytes],
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    max_members: int = MAX_MEMBERS,
) -> list[Any]:
    """Parse many small texts as `loads` does each; the limits hold for all of them together."""
    if sum(map(len, texts)) > max_bytes:
        raise TooLarge
    values = _parse_compact(texts)
    if values is not None:
        _ensure_limits(values, max_depth + 1, max_members + len(values))
        return values
    values = [_parse(raw, max_depth) for raw in texts]
    has_float = _ensure_limits(values, max_depth + 1, max_members + len(values))
    for raw, value in zip(texts, values, strict=True):
        written = _write_safely(value)
        if written != raw and (has_float or not _has_same_texts(raw, written)):
            _ensure_unambiguous(raw, max_depth)
    return values


def load_object(
    text: bytes | str,
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    max_members: int = MAX_MEMBERS,
) -> JsonObject:
    """Parse as `loads`, and refuse everything that is not a JSON object with JsonNotStrict."""
    value = loads(text, max_bytes=max_bytes, max_depth=max_depth, max_members=max_members)
    if type(value) is not dict:
        raise JsonNotStrict("The JSON is not an object.")
    return value


def dumps(value: Any) -> bytes:
    """Write compact UTF-8 JSON with the members in their given order; raises ValueError on what JSON cannot hold."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError as error:
        raise ValueError("not a JSON value") from error


def _parse(raw: bytes, max_depth: int) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        if _nesting(raw) > max_depth:
            raise JsonTooDeep from error
        raise JsonNotStrict(
            f"The text is no JSON in UTF-8, from line {error.lineno}, column {error.colno} on."
        ) from error


def _parse_compact(texts: Sequence[bytes]) -> list[Any] | None:
    """The values of texts read in one go; None unless each of them is what its value is written as, byte for byte."""
    try:
        values: list[Any] = orjson.loads(b"[%b]" % b",".join(texts))
        # Joined, one text might end what another began: only what comes out alike was read alike.
        written = [orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER) for value in values]
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None
    return values if written == list(texts) else None


def _ensure_limits(value: Any, max_depth: int, max_members: int) -> bool:
    """Whether there is a float, which may have been an integer that was too long to be read as one."""
    level = [value] if type(value) is dict or type(value) is list else []
    depth = members = 0
    has_float = type(value) is float
    while level:
        depth += 1
        if depth > max_depth:
            raise JsonTooDeep
        below = []
        for node in level:
            members += len(node)
            for child in node.values() if type(node) is dict else node:
                kind = type(child)
                if kind is str:
                    continue
                if kind is dict or kind is list:
                    below.append(child)
                elif kind is float:
                    has_float = True
        if members > max_members:
            raise TooLarge("The JSON has too many members.")
        level = below
    return has_float


def _has_same_texts(raw: bytes, written: bytes) -> bool:
    # Without escapes each text has two quotes, and a repeated name would have taken at least its own along.
    return b"\\" not in raw and raw.count(b'"') == written.count(b'"')


def _write_safely(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER)
    except orjson.JSONEncodeError as error:
        raise JsonNotStrict("The JSON holds an integer beyond 2^53-1.") from error


def _ensure_unambiguous(raw: bytes, max_depth: int) -> None:
    # A repeated name may have hidden a deeper value from the first reading.
    if raw.count(b"[") + raw.count(b"{") > max_depth and _nesting(raw) > max_depth:
        raise JsonTooDeep
    # Syntax, encoding, constants and infinities were refused by the first reading already.
    json.loads(raw, object_pairs_hook=_unique_pairs, parse_int=_ensure_safe_integer)


def _unique_pairs(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) != len(pairs):
        raise JsonNotStrict("The JSON holds the same name twice.")


def _ensure_safe_integer(text: str) -> None:
    if len(text) > _MAX_INTEGER_DIGITS or abs(int(text)) > MAX_INTEGER:
        raise JsonNotStrict("The JSON holds an integer beyond 2^53-1.")


def _nesting(raw: bytes) -> int:
    depth = deepest = 0
    for match in _STRING_OR_BRACKET.finditer(raw):
        token = match.group()
        if token in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token in b"]}":
            depth -= 1
    return deepest
