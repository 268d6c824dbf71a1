"""The journal of erasures: whose data was destroyed, in ids, in a file that no backup of the database rolls back.

A line is written, and on disk, before the database forgets: a backup from before it brings somebody back, and
reading the journal again makes the service forget once more (threats.md, A34). The table keeps which lines this
database carried out.
"""

import fcntl
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

import orjson
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import INSTANT, Base, Session, fetch

Subject = Literal["holder", "recipient", "candidate"]
SUBJECTS: Final[tuple[Subject, ...]] = ("holder", "recipient", "candidate")
_TORN: Final = b" #torn"


class ErasureRecord(Base):
    """A line of the journal that this database carried out."""

    __tablename__ = "erasures"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    done_at: Mapped[datetime] = mapped_column(INSTANT)


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody as one owner knew them; `organisation_id` is None of a holder."""

    id: UUID
    subject: Subject
    subject_id: UUID
    organisation_id: UUID | None
    erased_at: datetime


class JournalBroken(Exception):
    """A line of the journal is none of ours; the message names its number."""


def append_erasures(path: Path, erasures: Sequence[Erasure]) -> None:
    """Write the lines, and wait until they are on disk. Raises OSError, and then nothing may be erased."""
    lines = b"".join(orjson.dumps(erasure) + b"\n" for erasure in erasures)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        _write_all(descriptor, _mended(descriptor) + lines)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_erasures(path: Path) -> list[Erasure]:
    """Every line, the oldest first; one that a crash cut short was never carried out and is left out.

    Raises JournalBroken and OSError.
    """
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")
    whole = ((number, line) for number, line in enumerate(lines[:-1], start=1) if not line.endswith(_TORN))
    return [_read(line, number) for number, line in whole]


async def find_missing(session: Session, erasures: Iterable[Erasure]) -> list[Erasure]:
    """Those that this database did not carry out, or no longer knows that it did."""
    rows = await fetch(session, "SELECT id FROM erasures", {})
    done = {row["id"] for row in rows}
    return [erasure for erasure in erasures if erasure.id not in done]


async def mark_done(session: Session, erasure_id: UUID, *, now: datetime) -> None:
    """In the transaction that carried it out."""
    sql = "INSERT INTO erasures (id, done_at) VALUES (:id, :now) ON CONFLICT DO NOTHING"
    await fetch(session, sql, {"id": erasure_id, "now": now})


def _mended(descriptor: int) -> bytes:
    # What a crash cut short is closed off by a line of its own, which reading passes over.
    size = os.fstat(descriptor).st_size
    return b"" if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n" else _TORN + b"\n"


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _read(line: bytes, number: int) -> Erasure:
    try:
        told = orjson.loads(line)
        organisation = told["organisation_id"]
        return Erasure(
            UUID(told["id"]),
            SUBJECTS[SUBJECTS.index(told["subject"])],
            UUID(told["subject_id"]),
            None if organisation is None else UUID(organisation),
            datetime.fromisoformat(told["erased_at"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise JournalBroken(f"line {number} of the erasure journal cannot be read") from error
