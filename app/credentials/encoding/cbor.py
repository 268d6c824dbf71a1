"""CBOR (RFC 8949) as far as the values of selective disclosure proofs need it, in its one deterministic form.

Integers from 0 on, byte strings, texts, arrays, and maps with integer names. Anything else is refused.
"""

from typing import Any, Final

_UNSIGNED, _BYTES, _TEXT, _ARRAY, _MAP = 0, 2, 3, 4, 5
_MAX_DEPTH: Final = 4
_MAX_WIDTH: Final = 4


def encode(value: Any) -> bytes:
    """The deterministic encoding (RFC 8949 section 4.2.1); raises ValueError for another kind of value."""
    match value:
        case bool():
            raise ValueError("no CBOR is written for this kind of value")
        case int() if value >= 0:
            return _head(_UNSIGNED, value)
        case bytes():
            return _head(_BYTES, len(value)) + value
        case str():
            text = value.encode("utf-8")
            return _head(_TEXT, len(text)) + text
        case list() | tuple():
            return _head(_ARRAY, len(value)) + b"".join([encode(item) for item in value])
        case dict():
            pairs = sorted((encode(name), encode(item)) for name, item in value.items())
            return _head(_MAP, len(pairs)) + b"".join([name + item for name, item in pairs])
        case _:
            raise ValueError("no CBOR is written for this kind of value")


def decode(content: bytes) -> Any:
    """The value of exactly these bytes.

    Raises ValueError on other kinds, on lengths or integers not in their shortest form, on names that are
    twice there or out of order, and on bytes that are missing or left over.
    """
    value, end = _decode(content, 0, _MAX_DEPTH)
    if end != len(content):
        raise ValueError("CBOR with something behind it")
    return value


def _head(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind << 5 | size])
    for width in range(3):
        if size < 1 << (8 << width):
            return bytes([kind << 5 | (24 + width)]) + size.to_bytes(1 << width, "big")
    raise ValueError("too large for this CBOR")


def _decode(content: bytes, start: int, depth: int) -> tuple[Any, int]:
    kind, size, start = _read_head(content, start)
    if kind == _UNSIGNED:
        return size, start
    if kind in (_BYTES, _TEXT):
        end = start + size
        if end > len(content):
            raise ValueError("CBOR that was cut off")
        raw = content[start:end]
        return (raw if kind == _BYTES else raw.decode("utf-8")), end
    # Every member takes a byte, so a size beyond the rest is a lie, told to make us work.
    if depth == 0 or kind not in (_ARRAY, _MAP) or size > len(content) - start:
        raise ValueError("CBOR of another kind")
    return _decode_members(content, start, size, depth, is_map=kind == _MAP)


def _decode_members(content: bytes, start: int, size: int, depth: int, *, is_map: bool) -> tuple[Any, int]:
    items: list[Any] = []
    pairs: dict[int, Any] = {}
    for _ in range(size):
        if is_map:
            kind, name, start = _read_head(content, start)
            if kind != _UNSIGNED or (pairs and name <= next(reversed(pairs))):
                raise ValueError("CBOR with names out of order")
            pairs[name], start = _decode(content, start, depth - 1)
        else:
            item, start = _decode(content, start, depth - 1)
            items.append(item)
    return (pairs if is_map else items), start


def _read_head(content: bytes, start: int) -> tuple[int, int, int]:
    if start >= len(content):
        raise ValueError("CBOR that was cut off")
    kind, size = content[start] >> 5, content[start] & 31
    start += 1
    if size < 24:
        return kind, size, start
    width = 1 << (size - 24)
    number = int.from_bytes(content[start : start + width], "big")
    if width > _MAX_WIDTH or len(content) < start + width or len(_head(kind, number)) != 1 + width:
        raise ValueError("CBOR that is not in its shortest form")
    return kind, number, start + width
