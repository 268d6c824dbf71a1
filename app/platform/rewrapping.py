"""Seals again, under the current key-encryption key, what older ones sealed: page by page, as the owner.

Every ciphertext carries the version of its key, so what is left to do stands in the rows themselves: stopped
anywhere, killed too, it goes on where it was, and a second run finds nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Table,
    bindparam,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute

from app.platform.context import Context
from app.platform.database import Session
from app.platform.logging import log
from app.platform.vault import DATA_KEY_VERSION, SealBroken, Vault

PAGE_ROWS: Final = 500
# Row-level security lets the owner, and nobody else, see the sealed rows of everybody under this word.
_SWEEP: Final = text("SELECT set_config('app.sweep', 'rewrap', true)")


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column that the vault itself seals; `place` makes from a row's primary key what it is bound to."""

    attribute: InstrumentedAttribute[Any]
    place: Callable[..., str]
    version: InstrumentedAttribute[Any] | None = None

    @property
    def name(self) -> str:
        """Table and column."""
        return f"{self.table.name}.{self.column.name}"

    @property
    def column(self) -> Column[Any]:
        """The column with the ciphertext."""
        column: Column[Any] = self.attribute.property.columns[0]
        return column

    @property
    def table(self) -> Table:
        """The table it stands in."""
        return self.column.table


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """How many ciphertexts of a column are new, and how many no key opens."""

    name: str
    count: int
    broken: int


async def rewrap(context: Context, sealed: SealedColumn, *, page_rows: int = PAGE_ROWS) -> Rewrapped:
    """Seals a whole column under the current key. Each page is a transaction of its own.

    What does not open stays as it is and is counted. Raises RuntimeError without the owner's address.
    """
    count, broken, last = 0, 0, None
    while True:
        async with context.database.owner_transaction() as session:
            rows = await _list_page(session, sealed, context.vault, last, page_rows)
            changes = _seal_again(context.vault, sealed, rows)
            await _write(session, sealed, changes)
        count, broken = count + len(changes), broken + len(rows) - len(changes)
        if len(rows) < page_rows:
            return Rewrapped(sealed.name, count, broken)
        last = rows[-1][:-1]


async def count_older(context: Context, sealed: SealedColumn) -> int:
    """How many ciphertexts of a column are not sealed under the current key. Raises RuntimeError."""
    async with context.database.owner_transaction() as session:
        await session.execute(_SWEEP)
        statement = select(func.count()).select_from(sealed.table).where(_is_older(sealed, context.vault))
        return int((await session.execute(statement)).scalar_one())


def _is_older(sealed: SealedColumn, vault: Vault) -> ColumnElement[bool]:
    version = func.substring(sealed.column, 1, len(DATA_KEY_VERSION), type_=LargeBinary)
    return version.not_in([vault.current.to_bytes(2, "big"), DATA_KEY_VERSION])


async def _list_page(
    session: Session, sealed: SealedColumn, vault: Vault, last: Sequence[Any] | None, page_rows: int
) -> list[tuple[Any, ...]]:
    await session.execute(_SWEEP)
    key = list(sealed.table.primary_key.columns)
    statement = select(*key, sealed.column).where(_is_older(sealed, vault)).order_by(*key).limit(page_rows)
    if last is not None:
        statement = statement.where(tuple_(*key) > tuple_(*last))
    # Not a full lock: rows that only refer to these may be added meanwhile.
    rows = await session.execute(statement.with_for_update(key_share=True))
    return [tuple(row) for row in rows]


def _seal_again(vault: Vault, sealed: SealedColumn, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    changes = []
    for *key, ciphertext in rows:
        place = sealed.place(*key)
        try:
            plaintext = vault.open(ciphertext, context=place)
        except SealBroken:
            log.error("vault.seal_broken", reason=sealed.name)
            continue
        names = [f"at_{column.name}" for column in sealed.table.primary_key.columns]
        changes.append(dict(zip(names, key, strict=True)) | {"fresh": vault.seal(plaintext, context=place)})
    return changes


async def _write(session: Session, sealed: SealedColumn, changes: list[dict[str, Any]]) -> None:
    if not changes:
        return
    statement = update(sealed.table).values({sealed.column: bindparam("fresh")})
    for column in sealed.table.primary_key.columns:
        statement = statement.where(column == bindparam(f"at_{column.name}"))
    if sealed.version is not None:
        current = int.from_bytes(changes[0]["fresh"][:2], "big")
        statement = statement.values({sealed.version.property.columns[0]: current})
    await (await session.connection()).execute(statement, changes)
