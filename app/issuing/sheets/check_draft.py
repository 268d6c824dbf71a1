"""Checks rows against what the organisation has: its achievements, its mandates, and what it issued before."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from hmac import digest
from typing import Final

from app.accounts.permissions import Issuer, Scope
from app.assessing.reference_keys import hash_reference, load_reference_key
from app.issuing.grounds import Grounds, load_grounds
from app.issuing.issue_requests import IssueRequest
from app.issuing.recipient_rows import RecipientRepository
from app.issuing.sheets.check_rows import CheckedRow, add_faults, compare_rows, identity_of, read_rows
from app.issuing.sheets.findings import Finding
from app.issuing.sheets.mapping import ColumnMap
from app.issuing.sheets.resolve import Answers, load_directory
from app.issuing.sheets.rows import SheetRepository
from app.issuing.sheets.tables import TableRow
from app.issuing.supersede import Replacement, foresee_replacements
from app.platform.context import Context
from app.platform.database import Session

# Said of a row, but no mistake: it is left out and nothing needs mending.
NOTES: Final = frozenset({"already_issued"})
# How the keys of rows begin in the ledger.
ROW_KEYS: Final = "row/"


@dataclass(frozen=True, slots=True)
class Checked:
    """Every finding in order of rows; by its number the key of each row that can be issued, and what its words mean."""

    findings: tuple[Finding, ...]
    keys: Mapping[int, str]
    answers: Mapping[int, Answers]
    repeated: frozenset[int]

    @property
    def faulty(self) -> frozenset[int]:
        """The rows that something is wrong with."""
        return frozenset(item.row for item in self.findings if item.code not in NOTES)


@dataclass(frozen=True, slots=True)
class _Known:
    rows: Sequence[CheckedRow]
    answers: Mapping[int, Answers]
    grounds: Grounds
    keys: Mapping[int, str]
    issued: frozenset[str]


async def check_draft(
    context: Context, issuer: Issuer, rows: Sequence[TableRow], mapping: ColumnMap
) -> Checked:
    """Everything that is wrong with the rows for whoever wants to issue them, without issuing anything."""
    now = context.clock.now()
    read = await asyncio.to_thread(read_rows, rows, mapping, now)
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        known = await _load(context, session, issuer, read, mapping, now)
    return await asyncio.to_thread(_finish, mapping, known, now)


async def _load(
    context: Context,
    session: Session,
    issuer: Issuer,
    rows: Sequence[CheckedRow],
    mapping: ColumnMap,
    now: datetime,
) -> _Known:
    organisation_id = issuer.organisation_id
    secret = await load_reference_key(context, session, organisation_id)
    grounds = await load_grounds(session, organisation_id, [row.request for row in rows])
    answers: dict[int, Answers] = {}
    if any(row.words for row in rows):
        directory = await load_directory(context, session, organisation_id, rows, grounds)
        answered = []
        for row in rows:
            whole, answers[row.number] = directory.answer(row, grounds.choose(row.request), mapping, now)
            answered.append(whole)
        rows = answered
        grounds = await load_grounds(session, organisation_id, [row.request for row in rows])
    rows = await _check_replacements(session, issuer, secret, rows, mapping)
    keys = {row.number: row_key(secret, row.request) for row in rows}
    issued = await SheetRepository(session, organisation_id).find_issued(sorted(set(keys.values())))
    return _Known(rows, answers, grounds, keys, frozenset(issued))


async def _check_replacements(
    session: Session, issuer: Issuer, secret: bytes, rows: Sequence[CheckedRow], mapping: ColumnMap
) -> Sequence[CheckedRow]:
    """The rows with why a credential that one names cannot be replaced by it."""
    replacing = [row for row in rows if row.request.supersedes is not None]
    if not replacing:
        return rows
    hashes = {row.number: hash_reference(secret, row.request.reference) for row in replacing}
    people = RecipientRepository(session, issuer.organisation_id)
    recipients = await people.find_recipients(sorted(set(hashes.values())))
    pairs: dict[int, Replacement] = {}
    for row in replacing:
        if row.request.supersedes is not None:
            recipient = recipients.get(hashes[row.number])
            pairs[row.number] = (row.request.supersedes, recipient.id if recipient else None)
    faults = await foresee_replacements(session, issuer.organisation_id, set(pairs.values()))
    may = Scope.CREDENTIALS_REVOKE in issuer.scopes
    codes = {number: faults.get(pair) if may else "may_not_replace" for number, pair in pairs.items()}
    place = mapping.positions().get("replaces", -1)
    return [
        replace(row, findings=(*row.findings, Finding(row.number, place, "replaces", code)))
        if (code := codes.get(row.number))
        else row
        for row in rows
    ]


def row_key(secret: bytes, request: IssueRequest) -> str:
    """The key in the ledger of what a row asks: the same row in another file is the same key.

    Under the organisation's own key (HMAC-SHA256, RFC 2104), so that nobody who reads it can guess the row.
    """
    return f"{ROW_KEYS}{digest(secret, b'row' + bytes(1) + identity_of(request), sha256).hex()}"


def _finish(mapping: ColumnMap, known: _Known, now: datetime) -> Checked:
    findings: list[Finding] = []
    keys: dict[int, str] = {}
    repeated = set()
    checked = [add_faults(row, mapping, known.grounds.find_faults(row.request, now)) for row in known.rows]
    for row in compare_rows(checked, mapping):
        issued = known.keys[row.number] in known.issued
        # A credential that took the place of another stands between that one and this row, which asks the same.
        faults = [item for item in row.findings if not (issued and item.code == "already_replaced")]
        findings += faults
        if faults:
            continue
        if issued:
            repeated.add(row.number)
            findings.append(Finding(row.number, -1, "", "already_issued"))
        else:
            keys[row.number] = known.keys[row.number]
    return Checked(tuple(findings), keys, known.answers, frozenset(repeated))
