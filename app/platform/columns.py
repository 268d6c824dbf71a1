"""Arrays as PostgreSQL reads them in binary: the columns of a bulk statement need no escaping and no parsing.

The form is that of array_recv in PostgreSQL: dimensions, whether there are NULLs, type of the elements, length,
lower bound; then each element after its length in bytes, -1 for NULL.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from struct import Struct
from types import NoneType
from typing import Any, Final, Self

from psycopg import adapters, postgres
from psycopg.abc import PyFormat
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEADER: Final = Struct("!iiI")
_DIMENSION: Final = Struct("!ii")
_LENGTH: Final = Struct("!i")
_SMALL: Final = Struct("!h")
_INTEGER: Final = Struct("!i")
_INSTANT: Final = Struct("!q")
_NULL: Final = _LENGTH.pack(-1)
# Binary instants count microseconds from here.
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def _write_bytes(value: bytes) -> bytes:
    return value


def _write_instant(value: datetime) -> bytes:
    return _INSTANT.pack((value - _EPOCH) // _MICROSECOND)


_WRITERS: Final[dict[str, Callable[[Any], bytes]]] = {
    "uuid": attrgetter("bytes"),
    "bytea": _write_bytes,
    "text": str.encode,
    "smallint": _SMALL.pack,
    "integer": _INTEGER.pack,
    "timestamptz": _write_instant,
}


# In bytes, of the types whose values all take as many.
_SIZES: Final = {"uuid": 16, "smallint": _SMALL.size, "integer": _INTEGER.size, "timestamptz": _INSTANT.size}


@dataclass(frozen=True, slots=True)
class Column:
    """One array parameter: a PostgreSQL type (uuid, bytea, text, smallint, integer, timestamptz) and its values.

    None stands for NULL; instants are aware.
    """

    kind: str
    values: Sequence[Any]


class _ColumnDumper(Dumper):
    format = Format.BINARY

    def __init__(self, cls: type, context: Any = None, kind: str = "text") -> None:
        super().__init__(cls, context)
        info = postgres.types[kind]
        self.oid = info.array_oid
        self._element = info.oid
        self._write = _WRITERS[kind]
        self._size = _SIZES.get(kind)

    def get_key(self, obj: Column, format: PyFormat) -> Any:
        return (Column, obj.kind)

    def upgrade(self, obj: Column, format: PyFormat) -> Self:
        return type(self)(Column, None, obj.kind)

    def dump(self, obj: Column) -> bytes:
        values = obj.values
        if not values:
            return _HEADER.pack(0, 0, self._element)
        # By type, as asking each value whether it equals None calls into Python.
        has_null = NoneType in map(type, values)
        head = _HEADER.pack(1, has_null, self._element) + _DIMENSION.pack(len(values), 1)
        if self._size is not None and not has_null:
            length = _LENGTH.pack(self._size)
            return head + length + length.join(map(self._write, values))
        return self._measured(head, values)

    def _measured(self, head: bytes, values: Sequence[Any]) -> bytes:
        write, length = self._write, _LENGTH.pack
        parts = [head]
        for value in values:
            if value is None:
                parts.append(_NULL)
                continue
            written = write(value)
            parts.append(length(len(written)))
            parts.append(written)
        return b"".join(parts)


adapters.register_dumper(Column, _ColumnDumper)
