"""Rows become requests, or everything that is wrong with them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.assessing.assessment import Reference, Standard, Vraak
from app.issuing.issue_requests import find_faults
from app.issuing.sheets.check_rows import CheckedRow, add_faults, compare_rows, identity_of, read_rows
from app.issuing.sheets.columns import columns_by_name
from app.issuing.sheets.mapping import ColumnMap
from app.issuing.sheets.tables import TableRow

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GOOD = {
    "workerReference": "W-1", "name": "Jan", "achievement": "HEFTRUCK", "level": "2", "assessedOn": "15-1-2026",
    "assessorRole": "Praktijkopleider", "evidenceKind": "foto", "evidenceSummary": "Rijdt veilig",
}  # fmt: skip


def check(*rows: dict[str, str], faults: dict[int, str] | None = None) -> list[CheckedRow]:
    names = tuple(columns_by_name())
    made = [
        TableRow(number, tuple(row.get(name, "") for name in names), faults or {})
        for number, row in enumerate(rows, 2)
    ]
    mapping = ColumnMap(names)
    return compare_rows(read_rows(made, mapping, NOW), mapping)


def codes(row: CheckedRow) -> set[tuple[str, str]]:
    return {(item.column, item.code) for item in row.findings}


def test_a_good_row_becomes_a_request_and_says_nothing_about_the_assessment_by_itself() -> None:
    [row] = check(GOOD)
    assert row.findings == ()
    assert (row.request.reference, row.request.level, row.request.assessed_on) == (
        "W-1",
        2,
        date(2026, 1, 15),
    )
    assert row.request.assessment is None


def test_how_somebody_was_assessed_goes_along() -> None:
    mandate = "11111111-1111-4111-8111-111111111111"
    [row] = check(
        GOOD
        | {"assessor": mandate, "method": "Observatie", "standard": "NEN 1", "reasons": "Alles gezien", "variation": "ja",
           "relevance": "nee", "noConflict": "ja", "registerName": "Register", "registerNumber": "007",
           "evidenceKind3": "verklaring", "evidenceSummary3": "Ook goed", "evidenceDate3": "1 maart 2026"}
    )  # fmt: skip
    given = row.request.assessment
    assert row.findings == () and given is not None
    assert str(given.assessor_mandate_id) == mandate
    assert (given.standard, given.reference) == (Standard("NEN 1"), Reference("Register", "007"))
    assert given.checklist == Vraak(variation=True, relevance=False)
    assert given.second_declares_no_conflict
    assert [item.seen_on for item in row.request.evidence] == [None, date(2026, 3, 1)]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    [read] = check(GOOD | {"level": "9", "name": "Jan 123456782", "assessedOn": "", "validUntil": "1-1-2020"})
    faults = find_faults(read.request, mandates={}, scope=None, now=NOW)
    row = add_faults(read, ColumnMap(tuple(columns_by_name())), faults)
    assert codes(row) == {
        ("level", "unknown_level"),
        ("name", "unsafe_content"),
        ("assessedOn", "missing"),
        ("validUntil", "not_after_start"),
    }


def test_a_cell_that_cannot_be_believed_is_told_once() -> None:
    [row] = check(GOOD, faults={0: "formula", -1: "hidden_row"})
    assert codes(row) == {("workerReference", "formula"), ("", "hidden_row")}


def test_a_row_that_asks_the_same_as_an_earlier_one_is_told() -> None:
    rows = check(GOOD, GOOD | {"level": "3"}, GOOD)
    assert [codes(row) for row in rows] == [set(), set(), {("", "double_row")}]
    assert rows[2].findings[0].values == {"other": "2"}


def test_one_reference_with_two_names_is_told_at_the_second() -> None:
    rows = check(GOOD, GOOD | {"name": "Piet", "level": "1"}, GOOD | {"name": "", "level": "0"})
    assert [codes(row) for row in rows] == [set(), {("name", "other_name")}, set()]


def test_a_row_tells_from_which_day_somebody_is_sixteen_and_is_the_same_row_without_it() -> None:
    [young], [other] = check(GOOD | {"sixteenOn": "15-7-2027"}), check(GOOD)
    assert (young.findings, young.request.sixteen_on) == ((), date(2027, 7, 15))
    assert identity_of(young.request) == identity_of(other.request)
