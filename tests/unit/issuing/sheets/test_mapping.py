"""Which column is which, recognised or chosen."""

from __future__ import annotations

import pytest

from app.issuing.sheets.mapping import IGNORED, UNKNOWN, ColumnMap, change, find_map_faults, recognise
from app.issuing.sheets.tables import Table, TableRow
from app.platform.errors import InvalidInput

REQUIRED = ("Kenmerk deelnemer", "Vaardigheid", "Niveau", "Datum beoordeling", "Rol beoordelaar")


def table(*header: str, cells: tuple[str, ...] = ("x",)) -> Table:
    return Table("csv", 1, header, (TableRow(2, cells),))


def codes(made: Table, mapping: ColumnMap | None = None) -> list[tuple[str, str]]:
    found = find_map_faults(made.header_row, made.header, mapping or recognise(made))
    return [(item.column, item.code) for item in found]


def test_columns_in_any_order_are_recognised() -> None:
    assert codes(table(*reversed(REQUIRED))) == []


def test_repeated_columns_of_evidence_are_the_next_pieces() -> None:
    columns = recognise(
        table("Soort onderbouwing", "Samenvatting", "Soort onderbouwing", "Samenvatting")
    ).columns
    assert columns == ("evidenceKind", "evidenceSummary", "evidenceKind2", "evidenceSummary2")


def test_a_column_that_is_there_twice_is_told() -> None:
    assert codes(table(*REQUIRED, "Level")) == [("level", "double_column")]


def test_an_unknown_column_is_told_with_what_was_probably_meant() -> None:
    assert codes(table(*REQUIRED, "Schoenmaat", "Nam")) == [
        ("Schoenmaat", "unknown_column"),
        ("Nam", "maybe_column"),
    ]


def test_a_missing_column_is_told() -> None:
    assert codes(table(*REQUIRED[1:])) == [("workerReference", "missing_column")]


def test_a_column_without_a_heading_is_told_only_when_something_stands_in_it() -> None:
    assert codes(table(*REQUIRED, "", cells=("x",))) == []
    assert codes(table(*REQUIRED, cells=("x",) * 6)) == [("F", "no_heading")]


def test_a_choice_takes_the_place_of_what_was_recognised() -> None:
    start = ColumnMap(("level", UNKNOWN, UNKNOWN))
    changed = change(start, {2: "name", 3: None}, "day-first")
    assert changed == ColumnMap(("level", "name", IGNORED), "day-first")
    assert change(changed, {}, None) == changed


def test_a_position_or_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        change(ColumnMap(("level",)), {2: "name", 1: "shoe"}, None)
    assert [error.pointer for error in refused.value.errors] == ["/columns/0/position", "/columns/1/column"]
