"""Sheets on the real database: forty mistakes in five thousand rows, drafts, and rows that are issued once."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from app.issuing.batches import Batch, list_batch_errors, load_batch
from app.issuing.errors import BatchHasErrors, BatchNotADraft
from app.issuing.run_batch import run_batch
from app.issuing.sheets.confirm import Rows, confirm_sheet
from app.issuing.sheets.drafts import (
    Draft,
    change_mapping,
    discard_sheet,
    load_draft,
    receive_sheet,
    replace_sheet,
)
from app.issuing.sheets.error_file import write_error_file
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.keep_rows import KEPT_FOR, forget_sheets
from app.issuing.sheets.preview import Preview, load_preview
from app.issuing.sheets.uploads import UnreadableFile
from app.issuing.sheets.words import say
from app.issuing.sheets.write_files import FileFormat
from app.platform.clock import FixedClock
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound, PayloadTooLarge
from app.platform.idempotency import IdempotencyMismatch
from tests.contract.issuing_cases import Desk, open_desk
from tests.contract.sheet_cases import HEADINGS, MISTAKES, Mistake, good_row, pieces, row_of, save, write_book

ROWS = 5_000


@pytest.fixture
async def desk(context: Context) -> Desk:
    return await open_desk(context)


@pytest.fixture
def clock(context: Context) -> FixedClock:
    assert isinstance(context.clock, FixedClock)
    return context.clock


async def upload(context: Context, desk: Desk, content: bytes, key: str = "sheet-one") -> Draft:
    draft, _ = await receive_sheet(context, desk.issuer, key, pieces(content))
    return draft


async def look(context: Context, desk: Desk, draft: Draft, limit: int = 1_000) -> Preview:
    return await load_preview(context, desk.issuer.organisation_id, draft.batch_id, limit=limit, after=0)


async def run_to_end(context: Context, desk: Desk, batch_id: UUID) -> Batch:
    organisation_id = desk.issuer.organisation_id
    while await run_batch(context, organisation_id=organisation_id, batch_id=batch_id):
        pass
    async with context.database.transaction(organisation_id=organisation_id) as session:
        return await load_batch(session, organisation_id, batch_id)


def sheet_csv(*rows: list[Any]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerows([HEADINGS, *rows])
    return text.getvalue().encode()


def test_at_least_forty_different_mistakes_are_tried() -> None:
    assert len({mistake.id for mistake in MISTAKES}) == len(MISTAKES) >= 40
    assert len({(mistake.column, mistake.code) for mistake in MISTAKES}) >= 40
    assert row_of(MISTAKES[-1]) <= ROWS


class TestFiveThousandRows:
    """One workbook with every mistake in a row of its own; each is looked up in one preview."""

    findings: tuple[Finding, ...] = ()
    draft: Draft | None = None

    @pytest.fixture
    async def found(self, context: Context, desk: Desk) -> tuple[Draft, tuple[Finding, ...]]:
        kept = type(self)
        if kept.draft is None:
            kept.draft = await upload(context, desk, write_book(ROWS, MISTAKES))
            kept.findings = (await look(context, desk, kept.draft)).findings
        return kept.draft, kept.findings

    @pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
    async def test_a_mistake_is_reported_at_its_row_and_column_with_what_to_do(
        self, found: tuple[Draft, tuple[Finding, ...]], mistake: Mistake
    ) -> None:
        here = [item for item in found[1] if item.row == row_of(mistake)]
        assert (mistake.column, mistake.code) in {(item.column, item.code) for item in here}
        finding = next(item for item in here if (item.column, item.code) == (mistake.column, mistake.code))
        sentence = say(finding, "nl")
        assert sentence.startswith(f"Rij {row_of(mistake)}")
        assert mistake.advice in sentence
        assert say(finding, "en").startswith(f"Row {row_of(mistake)}")

    async def test_no_other_row_is_reported(self, found: tuple[Draft, tuple[Finding, ...]]) -> None:
        draft, findings = found
        assert {item.row for item in findings} == {row_of(mistake) for mistake in MISTAKES}
        assert (draft.row_count, draft.faulty_count) == (ROWS, len(MISTAKES))
        assert draft.valid_count == ROWS - len(MISTAKES)

    async def test_every_sentence_names_its_place_and_is_short(
        self, found: tuple[Draft, tuple[Finding, ...]]
    ) -> None:
        for finding in found[1]:
            for language in ("nl", "en"):
                _, _, sentence = say(finding, language).partition(": ")
                for part in re.split(r"[.?!] ", re.sub(r"'.*?'", "x", sentence)):
                    assert len(part.split()) <= 15, part


async def test_nothing_is_issued_before_a_draft_is_confirmed(context: Context, desk: Desk) -> None:
    draft = await upload(context, desk, write_book(3))
    assert not await run_batch(context, organisation_id=desk.issuer.organisation_id, batch_id=draft.batch_id)
    preview = await look(context, desk, draft)
    assert (draft.state, draft.valid_count, preview.findings) == ("draft", 3, ())
    assert preview.rows[0].cells["assessedOn"] == "2026-01-15"
    assert [column.column for column in preview.columns][:3] == ["workerReference", "name", "achievement"]


async def test_a_confirmed_draft_is_issued_and_its_rows_are_forgotten(context: Context, desk: Desk) -> None:
    draft = await upload(context, desk, write_book(600))
    confirmed = await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.all)
    assert (confirmed.state, confirmed.row_count) == ("running", 600)
    done = await run_to_end(context, desk, draft.batch_id)
    assert (done.state, done.issued_count, done.failed_count) == ("done", 600, 0)
    assert (await look(context, desk, draft)).rows == ()


async def test_confirming_twice_changes_nothing(context: Context, desk: Desk) -> None:
    draft = await upload(context, desk, write_book(5))
    await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.all)
    again = await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.all)
    assert again.state == "running"
    assert (await run_to_end(context, desk, draft.batch_id)).issued_count == 5
    assert (await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.valid)).issued_count == 5


async def test_all_rows_or_only_the_valid_ones(context: Context, desk: Desk) -> None:
    draft = await upload(context, desk, sheet_csv(good_row(1), [*good_row(2)[:3], 9, *good_row(2)[4:]]))
    with pytest.raises(BatchHasErrors):
        await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.all)
    assert (await load_draft(context, desk.issuer.organisation_id, draft.batch_id)).state == "draft"
    await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.valid)
    done = await run_to_end(context, desk, draft.batch_id)
    assert (done.row_count, done.issued_count, done.failed_count) == (1, 1, 0)


async def test_a_sheet_without_a_good_row_cannot_be_confirmed(context: Context, desk: Desk) -> None:
    draft = await upload(context, desk, sheet_csv([*good_row(2)[:3], 9, *good_row(2)[4:]]))
    with pytest.raises(BatchHasErrors):
        await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.valid)


async def test_the_same_file_is_the_same_draft(context: Context, desk: Desk) -> None:
    content = write_book(4)
    first, was_there = await receive_sheet(context, desk.issuer, "key-one", pieces(content))
    again, is_same = await receive_sheet(context, desk.issuer, "key-one", pieces(content))
    other_key, is_open = await receive_sheet(context, desk.issuer, "key-two", pieces(content))
    assert (was_there, is_same, is_open) == (False, True, True)
    assert first.batch_id == again.batch_id == other_key.batch_id
    with pytest.raises(IdempotencyMismatch):
        await receive_sheet(context, desk.issuer, "key-one", pieces(write_book(5)))


async def test_the_first_upload_is_answered_again_after_its_draft_was_mended_and_confirmed(
    context: Context, desk: Desk
) -> None:
    first, better = write_book(3), write_book(4)
    draft = await upload(context, desk, first, key="retried-one")
    await replace_sheet(context, desk.issuer, draft.batch_id, pieces(better))
    again, was_there = await receive_sheet(context, desk.issuer, "retried-one", pieces(first))
    assert (again.batch_id, again.row_count, was_there) == (draft.batch_id, 4, True)
    same, is_open = await receive_sheet(context, desk.issuer, "another-key", pieces(better))
    assert (same.batch_id, is_open) == (draft.batch_id, True)
    await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.all)
    late, is_replay = await receive_sheet(context, desk.issuer, "retried-one", pieces(first))
    assert (late.batch_id, late.state, is_replay) == (draft.batch_id, "running", True)
    with pytest.raises(IdempotencyMismatch):
        await receive_sheet(context, desk.issuer, "retried-one", pieces(better))


async def test_no_file_of_people_comes_to_lie_on_a_disk(
    context: Context, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was made")

    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", refuse)
    content = sheet_csv(
        [*good_row(1)[:3], 9, *good_row(1)[4:]], [*good_row(2)[:1], "Jan\ufffe", *good_row(2)[2:]]
    )
    draft = await upload(context, desk, content)
    file = await write_error_file(context, desk.issuer.organisation_id, draft.batch_id, FileFormat.xlsx, "nl")
    assert [row[1] for row in rows_of(file.content, FileFormat.xlsx)] == ["Naam", "Werker 1", "Jan\ufffd"]


async def test_rows_that_were_issued_before_are_left_out_of_another_file(
    context: Context, desk: Desk
) -> None:
    first = await upload(context, desk, sheet_csv(good_row(1), good_row(2)))
    await confirm_sheet(context, desk.issuer, first.batch_id, Rows.all)
    await run_to_end(context, desk, first.batch_id)
    more = await upload(context, desk, sheet_csv(good_row(2), good_row(3), good_row(1)), key="sheet-two")
    assert (more.valid_count, more.repeated_count, more.faulty_count) == (1, 2, 0)
    assert [row.state for row in (await look(context, desk, more)).rows] == ["repeated", "valid", "repeated"]
    await confirm_sheet(context, desk.issuer, more.batch_id, Rows.all)
    assert (await run_to_end(context, desk, more.batch_id)).issued_count == 1


async def test_two_drafts_with_the_same_row_issue_it_once(context: Context, desk: Desk) -> None:
    one = await upload(context, desk, sheet_csv(good_row(1), good_row(2)), key="sheet-one")
    two = await upload(context, desk, sheet_csv(good_row(1), good_row(3)), key="sheet-two")
    for draft in (one, two):
        await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.all)
    assert (await run_to_end(context, desk, one.batch_id)).issued_count == 2
    late = await run_to_end(context, desk, two.batch_id)
    assert (late.issued_count, late.failed_count) == (1, 1)
    async with context.database.transaction(organisation_id=desk.issuer.organisation_id) as session:
        [error] = await list_batch_errors(
            session, desk.issuer.organisation_id, two.batch_id, limit=9, after=(0, -1)
        )
    assert (error["row"], error["code"]) == (2, "already_issued")


async def test_a_draft_is_mended_by_another_file(context: Context, desk: Desk) -> None:
    wrong = await upload(context, desk, sheet_csv([*good_row(1)[:3], 9, *good_row(1)[4:]]))
    mended = await replace_sheet(context, desk.issuer, wrong.batch_id, pieces(write_book(2)))
    assert (mended.batch_id, mended.source) == (wrong.batch_id, "xlsx")
    assert (mended.valid_count, mended.faulty_count) == (2, 0)


async def test_a_draft_that_was_thrown_away_holds_no_row_and_cannot_come_back(
    context: Context, desk: Desk
) -> None:
    draft = await upload(context, desk, write_book(2))
    discarded = await discard_sheet(context, desk.issuer, draft.batch_id)
    assert (discarded.state, discarded.header) == ("discarded", ())
    assert (await discard_sheet(context, desk.issuer, draft.batch_id)).state == "discarded"
    assert (await look(context, desk, draft)).rows == ()
    with pytest.raises(BatchNotADraft):
        await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.all)
    with pytest.raises(BatchNotADraft):
        await replace_sheet(context, desk.issuer, draft.batch_id, pieces(write_book(2)))


async def test_what_was_confirmed_cannot_be_thrown_away(context: Context, desk: Desk) -> None:
    draft = await upload(context, desk, write_book(2))
    await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.all)
    with pytest.raises(BatchNotADraft):
        await discard_sheet(context, desk.issuer, draft.batch_id)


async def test_unknown_columns_are_asked_about_and_ignored_only_when_somebody_says_so(
    context: Context, desk: Desk
) -> None:
    headings = ["Schoenmaat", "Nivau", *[heading for heading in HEADINGS if heading != "Niveau"]]
    row = [44, 1, *[cell for heading, cell in zip(HEADINGS, good_row(1), strict=True) if heading != "Niveau"]]
    text = "\n".join(";".join("" if cell is None else str(cell) for cell in line) for line in (headings, row))
    draft = await upload(context, desk, text.encode())
    codes = [(item.row, item.code) for item in (await look(context, desk, draft)).findings]
    assert codes == [(1, "unknown_column"), (1, "maybe_column"), (1, "missing_column")]
    with pytest.raises(BatchHasErrors):
        await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.valid)
    with pytest.raises(InvalidInput):
        await change_mapping(context, desk.issuer, draft.batch_id, {99: None, 1: "shoe"}, None)
    mapped = await change_mapping(context, desk.issuer, draft.batch_id, {1: None, 2: "level"}, None)
    assert (mapped.map_faults, mapped.valid_count) == ([], 1)


async def test_what_is_hidden_is_not_used_and_is_told(context: Context, desk: Desk) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_book(3)))
    sheet = book.worksheets[0]
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("Oude lijst").append(HEADINGS)
    book["Oude lijst"].sheet_state = "veryHidden"
    draft = await upload(context, desk, save(book))
    preview = await look(context, desk, draft)
    assert [(item.row, item.code) for item in preview.findings] == [(3, "hidden_row")]
    assert [column.heading for column in preview.columns if column.is_hidden] == ["Naam"]
    assert (draft.hidden.sheets, preview.columns[1].is_ignored) == (("Oude lijst",), True)
    assert "name" not in preview.rows[0].cells
    chosen = await look(
        context, desk, await change_mapping(context, desk.issuer, draft.batch_id, {2: "name"}, None)
    )
    assert (chosen.rows[0].cells["name"], chosen.columns[1].is_hidden) == ("Werker 2", True)


async def test_a_hidden_column_that_is_needed_is_missed(context: Context, desk: Desk) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_book(1)))
    book.worksheets[0].column_dimensions["D"].hidden = True
    draft = await upload(context, desk, save(book))
    assert [(item.column, item.code) for item in draft.map_faults] == [("level", "missing_column")]


async def test_the_order_of_day_and_month_is_asked_and_then_kept(context: Context, desk: Desk) -> None:
    row = good_row(1)
    draft = await upload(context, desk, sheet_csv([*row[:4], "05/03/26", *row[5:9], "04/03/26", *row[10:]]))
    assert draft.faulty_count == 1
    mapped = await change_mapping(context, desk.issuer, draft.batch_id, {}, "day-first")
    assert mapped.valid_count == 1
    assert (await look(context, desk, mapped)).rows[0].cells["assessedOn"] == "2026-03-05"


@pytest.mark.parametrize("file_format", FileFormat)
async def test_the_rows_with_errors_are_repaired_and_uploaded_again(
    context: Context, desk: Desk, file_format: FileFormat
) -> None:
    bad = [*good_row(2)[:1], "=cmd|' /C calc'!A0", *good_row(2)[2:]]
    draft = await upload(
        context, desk, sheet_csv(good_row(1), bad, ["+31", *good_row(3)[1:3], 7, *good_row(3)[4:]])
    )
    await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.valid)
    await run_to_end(context, desk, draft.batch_id)
    file = await write_error_file(context, desk.issuer.organisation_id, draft.batch_id, file_format, "nl")
    rows = rows_of(file.content, file_format)
    assert rows[0][-2:] == ["Rij in uw bestand", "Wat is er mis"]
    assert [row[-2] for row in rows[1:]] == ["3", "4"]
    assert "Niveau: '7' bestaat niet" in rows[2][-1]
    assert (rows[1][1], rows[2][0]) == ("'=cmd|' /C calc'!A0", "'+31")
    repaired = [rows[0], [rows[1][0], "Jan", *rows[1][2:]], [*rows[2][:3], "1", *rows[2][4:]]]
    again = await upload(context, desk, csv_of(repaired), key="sheet-repaired")
    assert (again.map_faults, again.valid_count, again.faulty_count) == ([], 2, 0)
    assert (await look(context, desk, again)).rows[1].cells["workerReference"] == "+31"


def rows_of(content: bytes, file_format: FileFormat) -> list[list[str]]:
    if file_format is FileFormat.csv:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]


def csv_of(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode()


async def test_a_row_that_is_no_longer_good_when_it_is_issued_is_told_and_kept(
    context: Context, desk: Desk, clock: FixedClock
) -> None:
    end = clock.now().date() + timedelta(days=2)
    draft = await upload(context, desk, sheet_csv(good_row(1), [*good_row(2)[:6], end, *good_row(2)[7:]]))
    await confirm_sheet(context, desk.issuer, draft.batch_id, Rows.all)
    clock.advance(timedelta(days=4))
    done = await run_to_end(context, desk, draft.batch_id)
    assert (done.issued_count, done.failed_count) == (1, 1)
    file = await write_error_file(context, desk.issuer.organisation_id, draft.batch_id, FileFormat.csv, "nl")
    [_, row] = rows_of(file.content, FileFormat.csv)
    assert row[-2:] == [
        "3",
        "Geldig tot en met: deze dag is al voorbij. Kies een latere dag, of maak de cel leeg.",
    ]


async def test_drafts_and_rows_with_errors_are_forgotten_after_thirty_days(
    context: Context, desk: Desk, clock: FixedClock
) -> None:
    draft = await upload(context, desk, write_book(2))
    assert await forget_sheets(context) == 0
    clock.advance(KEPT_FOR + timedelta(minutes=1))
    assert await forget_sheets(context) >= 1
    kept = await load_draft(context, desk.issuer.organisation_id, draft.batch_id)
    assert (kept.state, kept.header) == ("discarded", ())
    assert await forget_sheets(context) == 0


async def test_a_sheet_of_another_organisation_is_not_found(context: Context, desk: Desk) -> None:
    draft = await upload(context, desk, write_book(1))
    other = await open_desk(context)
    with pytest.raises(NotFound):
        await load_draft(context, other.issuer.organisation_id, draft.batch_id)
    with pytest.raises(NotFound):
        await confirm_sheet(context, other.issuer, draft.batch_id, Rows.all)
    with pytest.raises(NotFound):
        await discard_sheet(context, other.issuer, draft.batch_id)


@pytest.mark.abuse("A15")
async def test_a_file_that_does_not_end_is_refused_and_nothing_stays(context: Context, desk: Desk) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"a;b\n" * 65_536

    with pytest.raises(PayloadTooLarge):
        await receive_sheet(context, desk.issuer, "endless-one", endless())
    with pytest.raises(UnreadableFile) as refused:
        await receive_sheet(context, desk.issuer, "endless-one", pieces(b"PK\x03\x04 not a zip"))
    assert refused.value.say("nl") == "Het bestand is beschadigd. Open het in Excel en sla het opnieuw op."
