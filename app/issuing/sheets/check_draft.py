"""Checks rows against what the organisation has: its achievements, its mandates, and what it issued before."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import digest
from typing import Final
from uuid import UUID

from app.assessing.reference_keys import load_reference_key
from app.issuing.grounds import Grounds, load_grounds
from app.issuing.issue_requests import IssueRequest
from app.issuing.sheets.check_rows import CheckedRow, add_faults, compare_rows, read_rows
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.mapping import ColumnMap
from app.issuing.sheets.rows import SheetRepository
from app.issuing.sheets.tables import TableRow
from app.platform.context import Context
from app.platform.database import Session

# Said of a row, but no mistake: it is left out and nothing needs mending.
NOTES: Final = frozenset({"already_issued"})


@dataclass(frozen=True, slots=True)
class Checked:
    """Every finding in order of rows, and the key of each row that can be issued, by its number."""

    findings: tuple[Finding, ...]
    keys: Mapping[int, str]
    repeated: frozenset[int]

    @property
    def faulty(self) -> frozenset[int]:
        """The rows that something is wrong with."""
        return frozenset(item.row for item in self.findings if item.code not in NOTES)


@dataclass(frozen=True, slots=True)
class _Known:
    grounds: Grounds
    keys: Mapping[int, str]
    issued: frozenset[str]


async def check_draft(
    context: Context, organisation_id: UUID, rows: Sequence[TableRow], mapping: ColumnMap
) -> Checked:
    """Everything that is wrong with the rows, without issuing anything."""
    now = context.clock.now()
    checked = await asyncio.to_thread(read_rows, rows, mapping, now)
    requests = {row.number: row.request for row in checked}
    async with context.database.transaction(organisation_id=organisation_id) as session:
        known = await _load(context, session, organisation_id, requests)
    return await asyncio.to_thread(_finish, checked, mapping, known, now)


async def _load(
    context: Context, session: Session, organisation_id: UUID, requests: Mapping[int, IssueRequest]
) -> _Known:
    secret = await load_reference_key(context, session, organisation_id)
    keys = {number: row_key(secret, request) for number, request in requests.items()}
    issued = await SheetRepository(session, organisation_id).find_issued(sorted(set(keys.values())))
    grounds = await load_grounds(session, organisation_id, list(requests.values()))
    return _Known(grounds, keys, frozenset(issued))


def row_key(secret: bytes, request: IssueRequest) -> str:
    """The key in the ledger of what a row asks: the same row in another file is the same key.

    Under the organisation's own key (HMAC-SHA256, RFC 2104), so that nobody who reads it can guess the row.
    """
    return f"row/{digest(secret, b'row' + bytes(1) + request.digest, sha256).hex()}"


def _finish(rows: Sequence[CheckedRow], mapping: ColumnMap, known: _Known, now: datetime) -> Checked:
    findings: list[Finding] = []
    keys: dict[int, str] = {}
    repeated = set()
    checked = [add_faults(row, mapping, known.grounds.find_faults(row.request, now)) for row in rows]
    for row in compare_rows(checked, mapping):
        findings += row.findings
        if row.findings:
            continue
        key = known.keys[row.number]
        if key in known.issued:
            repeated.add(row.number)
            findings.append(Finding(row.number, -1, "", "already_issued"))
        else:
            keys[row.number] = key
    return Checked(tuple(findings), keys, frozenset(repeated))
