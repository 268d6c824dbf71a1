"""How rows, findings and orders are written down, sealed: up to 500 rows at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from app.issuing.issue_requests import IssueRequest
from app.issuing.sheets.check_rows import read_row
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.mapping import ColumnMap
from app.issuing.sheets.resolve import Answers, apply_answers
from app.issuing.sheets.tables import NOTHING_HIDDEN, Hidden, Table, TableRow
from app.platform.vault import Vault

PART_ROWS: Final = 500


@dataclass(frozen=True, slots=True)
class Part:
    """Up to 500 rows and what is wrong with them."""

    position: int
    rows: tuple[TableRow, ...]
    findings: tuple[Finding, ...]


def header_context(organisation_id: UUID, batch_id: UUID) -> str:
    """What the sealed headings are bound to."""
    return f"credential_sheets/header_sealed/{organisation_id}/{batch_id}"


def write_header(table: Table) -> bytes:
    """The headings, and what the workbook hides."""
    hidden = {"columns": table.hidden.columns, "sheets": table.hidden.sheets}
    return orjson.dumps({"cells": table.header, "hidden": hidden})


def read_header(content: bytes) -> tuple[tuple[str, ...], Hidden]:
    """What `write_header` wrote; a list is a header of before anything hidden was noted."""
    value = orjson.loads(content)
    if isinstance(value, list):
        return tuple(value), NOTHING_HIDDEN
    hidden = value["hidden"]
    return tuple(value["cells"]), Hidden(tuple(hidden["columns"]), tuple(hidden["sheets"]))


def part_rows_context(organisation_id: UUID, batch_id: UUID, position: int) -> str:
    """What the sealed rows of a part are bound to."""
    return f"credential_sheet_parts/rows_sealed/{organisation_id}/{batch_id}/{position}"


def part_findings_context(organisation_id: UUID, batch_id: UUID, position: int) -> str:
    """What the sealed findings of a part are bound to."""
    return f"credential_sheet_parts/findings_sealed/{organisation_id}/{batch_id}/{position}"


def divide(rows: Sequence[TableRow], findings: Iterable[Finding]) -> Iterator[Part]:
    """The rows in parts, each with its own findings."""
    by_row: dict[int, list[Finding]] = {}
    for finding in findings:
        by_row.setdefault(finding.row, []).append(finding)
    for position, start in enumerate(range(0, len(rows), PART_ROWS)):
        piece = tuple(rows[start : start + PART_ROWS])
        yield Part(position, piece, tuple(item for row in piece for item in by_row.get(row.number, ())))


def seal_part(vault: Vault, organisation_id: UUID, batch_id: UUID, part: Part) -> tuple[int, bytes, bytes]:
    """Position, sealed rows and sealed findings."""
    findings = [[item.row, item.position, item.column, item.code, item.values] for item in part.findings]
    context = part_findings_context(organisation_id, batch_id, part.position)
    return (
        part.position,
        seal_rows(vault, organisation_id, batch_id, part.position, part.rows),
        vault.seal(orjson.dumps(findings), context=context),
    )


def seal_rows(
    vault: Vault, organisation_id: UUID, batch_id: UUID, position: int, rows: Iterable[TableRow]
) -> bytes:
    """The rows of a part as they are kept."""
    plain = orjson.dumps([[row.number, row.cells, list(row.faults.items())] for row in rows])
    return vault.seal(plain, context=part_rows_context(organisation_id, batch_id, position))


def open_part(vault: Vault, organisation_id: UUID, batch_id: UUID, stored: dict[str, Any]) -> Part:
    """A part as it was sealed. Raises SealBroken."""
    position = stored["position"]
    rows = vault.open(stored["rows_sealed"], context=part_rows_context(organisation_id, batch_id, position))
    findings = vault.open(
        stored["findings_sealed"], context=part_findings_context(organisation_id, batch_id, position)
    )
    return Part(
        position,
        tuple(TableRow(number, tuple(cells), dict(faults)) for number, cells, faults in orjson.loads(rows)),
        tuple(Finding(*item) for item in orjson.loads(findings)),
    )


def write_order(mapping: ColumnMap, rows: Iterable[tuple[TableRow, str, Answers]]) -> bytes:
    """Rows to issue, each with the key under which that happens once, and what its words stand for."""
    return orjson.dumps(
        {
            "columns": mapping.columns,
            "dateOrder": mapping.date_order,
            "rows": [[row.number, row.cells, key, answers] for row, key, answers in rows],
        }
    )


def read_order(
    order: dict[str, Any], batch_id: UUID, now: datetime
) -> Iterator[tuple[int, IssueRequest | None, tuple[Finding, ...]]]:
    """What `write_order` wrote: the number of a row and its request, or what could not be read in it."""
    mapping = ColumnMap(tuple(order["columns"]), order["dateOrder"])
    for number, cells, key, *answers in order["rows"]:
        checked = read_row(TableRow(number, tuple(cells)), mapping, now)
        # Orders of before had no words.
        checked = apply_answers(checked, answers[0] if answers else {})
        request = replace(checked.request, key=key, batch_id=batch_id)
        yield number, None if checked.findings else request, checked.findings
