"""JSON in the one canonical form of RFC 8785."""

from typing import Any

import orjson
import rfc8785

from app.credentials.encoding.strict_json import MAX_INTEGER


def canonicalize(value: Any) -> bytes:
    """The canonical UTF-8 form (RFC 8785 section 3.2); raises ValueError on what I-JSON cannot hold."""
    # orjson sorts names by their UTF-8 and writes numbers its own way: the same only for plain values.
    if not _is_plain(value):
        return rfc8785.dumps(value)
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise ValueError("not a JSON value") from error


def _is_plain(value: Any) -> bool:
    waiting = [value]
    for node in waiting:
        kind = type(node)
        if kind is dict:
            for name in node:
                if type(name) is not str or not name.isascii():
                    return False
            waiting.extend(node.values())
        elif kind is list:
            waiting.extend(node)
        elif kind is int:
            if not -MAX_INTEGER <= node <= MAX_INTEGER:
                return False
        elif kind is not str and kind is not bool and node is not None:
            return False
    return True
