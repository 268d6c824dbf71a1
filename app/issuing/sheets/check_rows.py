"""Turns rows of a sheet into requests, or into everything that is wrong with them; nothing is issued here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Final, TypeVar
from uuid import UUID

from app.assessing.assessment import NO_ASSESSMENT, Assessment, Reference, Standard, Vraak
from app.issuing.issue_requests import EvidenceSummary, IssueRequest
from app.issuing.rosters import end_of_day
from app.issuing.sheets.cells import (
    PLACEHOLDERS,
    Wrong,
    read_answer,
    read_credential_id,
    read_date,
    read_language,
    read_level,
    read_mandate,
    read_reference,
    read_text,
)
from app.issuing.sheets.columns import COLUMNS, EVIDENCE, MOST_EVIDENCE, columns_by_name
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.mapping import ColumnMap
from app.issuing.sheets.tables import TableRow
from app.platform.errors import FieldError

T = TypeVar("T")
REQUIRED: Final = tuple(column.name for column in COLUMNS if column.is_required)
POINTS: Final = tuple(point.name for point in fields(Vraak))
POINTERS: Final[Mapping[str, str]] = {
    "/recipient/reference": "workerReference",
    "/recipient/name": "name",
    "/recipient/email": "email",
    "/recipient/language": "language",
    "/recipient/sixteenOn": "sixteenOn",
    "/achievementCode": "achievement",
    "/level": "level",
    "/assessedOn": "assessedOn",
    "/assessorRole": "assessorRole",
    "/evidence": "evidenceSummary",
    "/validFrom": "assessedOn",
    "/validUntil": "validUntil",
    "/assessment/mandateId": "assessor",
    "/assessment/secondMandateId": "secondAssessor",
    "/assessment/secondDeclaresNoConflict": "noConflict",
    "/assessment/standard/name": "standard",
    "/assessment/reference": "registerName",
    "/assessment/reference/name": "registerName",
    "/assessment/reference/number": "registerNumber",
    **{f"/assessment/checklist/{point}": point for point in POINTS},
    **{
        f"/assessment/{name}": name
        for name in ("method", "reasons", "secondRole", "qualityScheme", "confirmerRelation")
    },
}


# Two rows of one person say the same here.
SAME: Final[Mapping[str, Callable[[IssueRequest], str | None]]] = {
    "name": lambda request: request.recipient_name,
    "email": lambda request: request.recipient_email,
}


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row with its findings, and its request, in which what cannot be read is left out.

    `words` are the cells by column that only the organisation can tell the meaning of (`resolve.py`).
    """

    number: int
    request: IssueRequest
    findings: tuple[Finding, ...]
    words: Mapping[str, str] = field(default_factory=dict)


def read_rows(rows: Iterable[TableRow], mapping: ColumnMap, now: datetime) -> list[CheckedRow]:
    """Every row as far as its own cells tell."""
    return [read_row(row, mapping, now) for row in rows]


def read_row(row: TableRow, mapping: ColumnMap, now: datetime) -> CheckedRow:
    """One row as far as its own cells tell."""
    reader = _Reader(row, mapping)
    request = reader.read_request(now)
    return CheckedRow(row.number, request, tuple(reader.findings), reader.words)


def add_faults(row: CheckedRow, mapping: ColumnMap, faults: Iterable[FieldError]) -> CheckedRow:
    """The row with the faults of its request too, each at the column it came from.

    A cell that could not be read is told once; what its harmless stand-in lacks is not.
    """
    positions = mapping.positions()
    told = {finding.column for finding in row.findings} | row.words.keys()
    placed = [_place_fault(row.number, positions, fault) for fault in faults]
    found = [item for item in placed if item.column not in told and not _is_of_stand_in(item)]
    return replace(row, findings=(*row.findings, *found))


def _is_of_stand_in(finding: Finding) -> bool:
    """Without its column every row has the same unknown achievement; the headings say so already."""
    return finding.code == "unknown_achievement" and finding.position < 0


def _place_fault(number: int, positions: Mapping[str, int], fault: FieldError) -> Finding:
    column = POINTERS.get(fault.pointer) or _evidence_column(fault.pointer)
    return Finding(number, positions.get(column, -1), column, fault.code, {"detail": fault.detail})


class _Reader:
    """Reads the cells of one row and writes down what is wrong with them."""

    def __init__(self, row: TableRow, mapping: ColumnMap) -> None:
        self._row = row
        self._positions = mapping.positions()
        self._date_order = mapping.date_order
        self.findings: list[Finding] = []
        self.words: dict[str, str] = {}
        if -1 in row.faults:
            self.findings.append(Finding(row.number, -1, "", row.faults[-1]))
        self._texts = {name: self._read_text(name) for name in self._positions}
        self._set_aside("mastery")

    def read_request(self, now: datetime) -> IssueRequest:
        """The request. What cannot be read is among the findings, and stands here as something harmless.

        So whatever else is wrong with the row is found in the same pass.
        """
        for name in REQUIRED:
            if name in self._positions:
                self._want(name)
        level = self._parse("level", read_level)
        assessed_on = self._parse("assessedOn", self._read_date)
        until = self._parse("validUntil", self._read_date)
        reference = self._parse("workerReference", read_reference)
        evidence = tuple(self._read_evidence())
        return IssueRequest(
            key="",
            reference=reference or "",
            recipient_name=self._texts.get("name") or None,
            achievement_code=self._texts.get("achievement") or "",
            level=level or 0,
            assessed_on=assessed_on or now.date(),
            assessor_role=self._texts.get("assessorRole") or "",
            evidence=evidence,
            valid_until=end_of_day(until) if until else None,
            assessment=self._read_assessment(),
            supersedes=self._parse("replaces", read_credential_id),
            recipient_email=self._texts.get("email") or None,
            recipient_language=self._parse("language", read_language),
            sixteen_on=self._parse("sixteenOn", self._read_date),
        )

    def _read_assessment(self) -> Assessment | None:
        """How somebody was assessed; None where the sheet says nothing about it."""
        text = self._texts.get
        standard, register = text("standard"), text("registerName")
        given = Assessment(
            method=text("method") or None,
            standard=Standard(standard) if standard else None,
            reasons=text("reasons") or None,
            checklist=Vraak(**{point: self._parse(point, read_answer) for point in POINTS}),
            assessor_mandate_id=self._read_mandate("assessor"),
            second_mandate_id=self._read_mandate("secondAssessor"),
            second_declares_no_conflict=self._parse("noConflict", read_answer) or False,
            second_role=text("secondRole") or None,
            quality_scheme=text("qualityScheme") or None,
            confirmer_relation=text("confirmerRelation") or None,
            reference=Reference(register, text("registerNumber") or None) if register else None,
        )
        return None if given == NO_ASSESSMENT else given

    def _read_mandate(self, name: str) -> UUID | None:
        """The number of a mandate; a mail address is set aside."""
        if "@" in (self._texts.get(name) or ""):
            self._set_aside(name)
            return None
        return self._parse(name, read_mandate)

    def _set_aside(self, name: str) -> None:
        text = self._texts.get(name)
        if text:
            self.words[name] = text

    def _add(self, column: str, code: str, values: Mapping[str, str] | None = None) -> None:
        position = self._positions.get(column, -1)
        self.findings.append(Finding(self._row.number, position, column, code, values or {}))

    def _read_text(self, name: str) -> str | None:
        """The text of a column; None when something is wrong with it, which is then written down."""
        position = self._positions[name]
        fault = self._row.faults.get(position)
        if fault is not None:
            self._add(name, fault)
            return None
        try:
            return read_text(self._row.cell(position), columns_by_name()[name].longest)
        except Wrong as wrong:
            self._add(name, wrong.code, wrong.values)
            return None

    def _want(self, name: str) -> None:
        text = self._texts.get(name, "")
        if text == "":
            self._add(name, "missing")
        elif text is not None and text.lower() in PLACEHOLDERS:
            self._add(name, "placeholder", {"value": text})
            self._texts[name] = None

    def _parse(self, name: str, parse: Callable[[str], T]) -> T | None:
        text = self._texts.get(name)
        if not text:
            return None
        try:
            return parse(text)
        except Wrong as wrong:
            self._add(name, wrong.code, wrong.values)
            return None

    def _read_date(self, text: str) -> date:
        return read_date(text, self._date_order)

    def _read_evidence(self) -> Iterator[EvidenceSummary]:
        for number in range(1, MOST_EVIDENCE + 1):
            kind, summary, seen_on = (f"{name}{number}" if number > 1 else name for name in EVIDENCE)
            texts = [self._texts.get(name, "") for name in (kind, summary, seen_on)]
            day = self._parse(seen_on, self._read_date)
            if texts[0] and texts[1]:
                yield EvidenceSummary(texts[0], texts[1], day)
            elif any(texts):
                for name, text in ((kind, texts[0]), (summary, texts[1])):
                    if text == "":
                        self._add(name, "evidence_incomplete")


def _evidence_column(pointer: str) -> str:
    """`/evidence/1/summary` is the column evidenceSummary2; without evidence in between, which is refused before."""
    _, _, rest = pointer.partition("/evidence/")
    index, _, member = rest.partition("/")
    name = {"kind": "evidenceKind", "summary": "evidenceSummary", "date": "evidenceDate"}.get(member, "")
    if not name or not index.isdecimal():
        return ""
    return name if index == "0" else f"{name}{int(index) + 1}"


def identity_of(request: IssueRequest) -> bytes:
    """What makes a row the same row: all that was filled in, but not where or in which language mail goes.

    Of a level of mastery its code counts, as its words may change.
    """
    assessment = request.assessment
    if assessment is not None and assessment.mastery is not None:
        assessment = replace(assessment, mastery=replace(assessment.mastery, name="", descriptor=""))
    return replace(
        request, assessment=assessment, recipient_email=None, recipient_language=None, sixteen_on=None
    ).digest


def compare_rows(checked: Sequence[CheckedRow], mapping: ColumnMap) -> list[CheckedRow]:
    """Finds rows that ask the same as an earlier one, or replace the same, and people who are called differently."""
    positions = mapping.positions()
    first: dict[bytes, int] = {}
    replaced: dict[UUID, int] = {}
    said: dict[tuple[str, str], tuple[str, int]] = {}
    answer = []
    for row in checked:
        found = list(_find_others(row, positions, said))
        if not row.findings:
            other = first.setdefault(identity_of(row.request), row.number)
            if other != row.number:
                found.append(Finding(row.number, -1, "", "double_row", {"other": str(other)}))
            elif row.request.supersedes is not None:
                other = replaced.setdefault(row.request.supersedes, row.number)
                if other != row.number:
                    place = positions.get("replaces", -1)
                    values = {"other": str(other)}
                    found.append(Finding(row.number, place, "replaces", "replaced_in_row", values))
        answer.append(replace(row, findings=(*row.findings, *found)) if found else row)
    return answer


def _find_others(
    row: CheckedRow, positions: Mapping[str, int], said: dict[tuple[str, str], tuple[str, int]]
) -> Iterator[Finding]:
    """Where an earlier row of this person says something else; `said` remembers what rows say."""
    reference = row.request.reference
    for column, read in SAME.items():
        text = read(row.request)
        if reference and text:
            known, at = said.setdefault((column, reference), (text, row.number))
            if known != text:
                place = positions.get(column, -1)
                yield Finding(row.number, place, column, f"other_{column}", {"other": str(at)})
