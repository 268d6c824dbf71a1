"""Looks an XLSX archive over before anything reads it: size, shape, and nothing in it that could act.

Office Open XML: ECMA-376 part 2 (packages) and part 1, section 18 (worksheets).
"""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, Any, Final
from xml.parsers import expat

from app.issuing.sheets.tables import MOST_COLUMNS, MOST_ROWS, UnreadableSheet

MOST_MEMBERS: Final = 200
MOST_BYTES: Final = 32 * 1024 * 1024
MOST_RATIO: Final = 100
# Below this a ratio says nothing: a kilobyte of blanks packs well.
SMALL: Final = 64 * 1024
DEEPEST: Final = 64
MOST_CELLS: Final = MOST_ROWS * MOST_COLUMNS
PIECE: Final = 64 * 1024
_ENCRYPTED: Final = 0x1
_ACTIVE: Final = ("vbaproject", "/activex/", "/embeddings/", "/macrosheets/", "/dialogsheets/", "/ctrlprops/")
_OUTSIDE: Final = ("/externallinks/", "connections.xml", "/querytables/")
_XML: Final = (".xml", ".rels", ".vml")
_CELL: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(slots=True)
class SheetFacts:
    """What a worksheet says about itself that a reader of values does not tell."""

    last_row: int = 0
    last_column: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def inspect_archive(file: IO[bytes]) -> dict[str, SheetFacts]:
    """Facts of each worksheet by the name of its member. Raises UnreadableSheet."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(members)
            return _check_xml(archive, members)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
        raise UnreadableSheet("broken_file") from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename.lower().replace("\\", "/") for member in members]
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise UnreadableSheet("too_much_inside")
    if len(set(names)) < len(names) or any(name.startswith("/") or ".." in name for name in names):
        raise UnreadableSheet("broken_file")
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise UnreadableSheet("has_password")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableSheet("broken_file")
        if member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise UnreadableSheet("too_much_inside")
    _check_names(names)


def _check_names(names: list[str]) -> None:
    """What stands in the archive tells what the file is, and whether it could act or reach out."""
    if "mimetype" in names or "content.xml" in names:
        raise UnreadableSheet("is_ods")
    if any(word in f"/{name}" for name in names for word in _ACTIVE):
        raise UnreadableSheet("has_macros")
    if any(word in f"/{name}" for name in names for word in _OUTSIDE):
        raise UnreadableSheet("has_external_links")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnreadableSheet("not_a_sheet")


def _check_xml(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, SheetFacts]:
    facts = {}
    for member in members:
        name = member.filename.lower()
        if not name.endswith(_XML):
            continue
        is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        look = _Look(is_sheet=is_sheet)
        with archive.open(member) as stream:
            look.read(stream)
        if is_sheet:
            facts[member.filename] = look.facts
    return facts


class _Look:
    """One pass over one XML part with expat, in constant memory."""

    def __init__(self, *, is_sheet: bool) -> None:
        self.is_sheet = is_sheet
        self.facts = SheetFacts()
        self._depth = self._cells = self._strings = 0
        self._row = self._column = 0

    def read(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        try:
            while piece := stream.read(PIECE):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise UnreadableSheet("broken_file") from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableSheet("broken_file")
        tag = name.rpartition(" ")[2]
        if self.is_sheet:
            self._see_sheet(tag, attributes)
        elif tag == "si":
            self._strings += 1
            if self._strings > MOST_CELLS:
                raise UnreadableSheet("too_much_inside")
        elif tag == "Relationship":
            _check_relationship(attributes)
        elif tag in ("Default", "Override"):
            _check_type(attributes)

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _see_sheet(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._see_cell(attributes.get("r", ""))
        elif tag in ("v", "is", "f"):
            self.facts.last_row = max(self.facts.last_row, self._row)
            self.facts.last_column = max(self.facts.last_column, self._column)
        elif tag == "row":
            self._row = _number(attributes.get("r", ""), self._row + 1)
            self._column = 0
            if _is_hidden(attributes, "ht") and self._row <= MOST_ROWS + 20:
                self.facts.hidden_rows.add(self._row)
        elif tag == "col" and _is_hidden(attributes, "width"):
            left = _number(attributes.get("min", ""), 1)
            right = min(_number(attributes.get("max", ""), left), MOST_COLUMNS)
            self.facts.hidden_columns.update(range(left, right + 1))
        elif tag == "mergeCell" and len(self.facts.merged) < MOST_ROWS:
            first, _, last = attributes.get("ref", "").partition(":")
            self.facts.merged.append((*_place(first), *_place(last or first)))

    def _see_cell(self, reference: str) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise UnreadableSheet("too_much_inside")
        self._column = _place(reference)[1] if reference else self._column + 1


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    """Hidden, or without any height or width, which looks the same."""
    return attributes.get("hidden") in ("1", "true") or attributes.get(size) in ("0", "0.0")


def _refuse(*_: Any) -> None:
    raise UnreadableSheet("broken_file")


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else default


def _place(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a reference like `B12`. Raises UnreadableSheet."""
    found = _CELL.fullmatch(reference)
    if found is None:
        raise UnreadableSheet("broken_file")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _check_type(attributes: dict[str, str]) -> None:
    kind = attributes.get("ContentType", "").lower()
    if "macroenabled" in kind:
        raise UnreadableSheet("has_macros")
    name = attributes.get("PartName") or f".{attributes.get('Extension', '')}"
    if kind.endswith("xml") and not name.lower().endswith(_XML):
        # XML under another name would be read without having been looked over.
        raise UnreadableSheet("broken_file")


def _check_relationship(attributes: dict[str, str]) -> None:
    # Excel turns a typed mail address into a link by itself; such a link does nothing until somebody clicks.
    kind = attributes.get("Type", "").rpartition("/")[2]
    if attributes.get("TargetMode") == "External" and kind != "hyperlink":
        raise UnreadableSheet("has_external_links")
