"""Arrays as PostgreSQL reads them in binary: the columns of a bulk statement need no escaping and no parsing.

The form is that of array_recv in PostgreSQL: dimensions, whether there are NULLs, type of the elements, length,
lower bound; then each element after its length in bytes, -1 for NULL.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any, Final, Self
from uuid import UUID

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


def _write_uuid(value: UUID) -> bytes:
    return value.bytes


def _write_bytes(value: bytes) -> bytes:
    return value


def _write_instant(value: datetime) -> bytes:
    return _INSTANT.pack((value - _EPOCH) // _MICROSECOND)


_WRITERS: Final[dict[str, Callable[[Any], bytes]]] = {
    "uuid": _write_uuid,
    "bytea": _write_bytes,
    "text": str.encode,
    "smallint": _SMALL.pack,
    "integer": _INTEGER.pack,
    "timestamptz": _write_instant,
}


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

    def get_key(self, obj: Column, format: PyFormat) -> Any:
        return (Column, obj.kind)

    def upgrade(self, obj: Column, format: PyFormat) -> Self:
        return type(self)(Column, None, obj.kind)

    def dump(self, obj: Column) -> bytes:
        write, length = self._write, _LENGTH.pack
        has_null = None in obj.values
        parts = [_HEADER.pack(1 if obj.values else 0, has_null, self._element)]
        if obj.values:
            parts.append(_DIMENSION.pack(len(obj.values), 1))
        for value in obj.values:
            if value is None:
                parts.append(_NULL)
                continue
            written = write(value)
            parts.append(length(len(written)))
            parts.append(written)
        return b"".join(parts)


adapters.register_dumper(Column, _ColumnDumper)
