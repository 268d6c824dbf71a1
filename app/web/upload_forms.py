"""Forms with a file, read as they come: the fields before it, then its bytes; nothing of it is written to disk."""

from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.platform.errors import InvalidInput, UnsupportedMediaType

_MOST_FIELDS: Final = 20
_MOST_FIELD_BYTES: Final = 8_192


@dataclass
class UploadForm:
    """The fields that stood before the file, the name it was given, and its bytes; None and nothing without one."""

    fields: dict[str, str] = field(default_factory=dict)
    name: str | None = None
    content: AsyncIterator[bytes] | None = None


class _Reader:
    def __init__(self, boundary: bytes) -> None:
        self.form, self.pieces, self.has_file, self.is_over = UploadForm(), deque[bytes](), False, False
        self._header, self._value, self._headers, self._field = b"", b"", dict[str, bytes](), b""
        self.parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._name,
                "on_header_value": self._text,
                "on_header_end": self._keep_header,
                "on_headers_finished": self._open,
                "on_part_data": self._data,
                "on_part_end": self._end,
            },
        )

    def _begin(self) -> None:
        self._headers, self._field = {}, b""

    def _name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _text(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _keep_header(self) -> None:
        self._headers[self._header.decode("latin-1").lower()] = self._value
        self._header = self._value = b""

    def _open(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._key = options.get(b"name", b"").decode(errors="replace")
        if b"filename" in options and not self.is_over:
            self.has_file = True
            self.form.name = options[b"filename"].decode(errors="replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self.has_file and not self.is_over:
            self.pieces.append(data[start:end])
        elif not self.has_file:
            self._field += data[start:end]
            if len(self._field) > _MOST_FIELD_BYTES:
                raise InvalidInput("A field of the form is too long.")

    def _end(self) -> None:
        if self.has_file:
            self.is_over = True
            return
        self.form.fields[self._key] = self._field.decode(errors="replace")
        if len(self.form.fields) > _MOST_FIELDS:
            raise InvalidInput("The form has too many fields.")

    def write(self, data: bytes) -> None:
        try:
            self.parser.write(data)
        except MultipartParseError as error:
            raise InvalidInput("The form is broken.") from error


async def read_upload_form(stream: AsyncIterator[bytes], content_type: str) -> UploadForm:
    """Reads up to the file; its bytes follow while `content` is read. What stands behind it is left out.

    Raises UnsupportedMediaType, InvalidInput, also while `content` is read.
    """
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise UnsupportedMediaType("Send multipart/form-data.")
    reader = _Reader(options[b"boundary"])
    async for data in stream:
        reader.write(data)
        if reader.has_file:
            reader.form.content = _read_file(reader, stream)
            break
    return reader.form


async def _read_file(reader: _Reader, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    while reader.pieces:
        yield reader.pieces.popleft()
    async for data in stream:
        reader.write(data)
        while reader.pieces:
            yield reader.pieces.popleft()
    if not reader.is_over:
        raise InvalidInput("The form broke off.")


def announced_bytes(headers: Mapping[str, str]) -> int | None:
    """How large a form with its file is at most; None where its sender does not tell."""
    announced = headers.get("content-length", "")
    return int(announced) if announced.isascii() and announced.isdecimal() and len(announced) < 12 else None
