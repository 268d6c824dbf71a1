"""Bulk columns on a real PostgreSQL: what is sent in binary comes back as it was."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.platform.columns import Column
from app.platform.context import Context
from app.platform.database import fetch

CASES = {
    "uuid": [UUID(int=0), uuid4(), None],
    "bytea": [b"", b"\x00\xff\\", bytes(range(256)) * 20, None],
    "text": ["", "null", '{"a, b\\}', "é€😀 ;", None],
    "smallint": [-(2**15), 0, 2**15 - 1, None],
    "integer": [-(2**31), 0, 2**31 - 1, None],
    "timestamptz": [
        datetime(1950, 1, 1, tzinfo=UTC),
        datetime(2026, 9, 1, 12, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=2))),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        None,
    ],
}


async def echo(context: Context, kind: str, values: list[Any]) -> list[Any]:
    sql = f"SELECT value FROM unnest(CAST(:values AS {kind}[])) WITH ORDINALITY AS u(value, n) ORDER BY n"
    async with context.database.transaction() as session:
        rows = await fetch(session, sql, {"values": Column(kind, values)})
    return [row["value"] for row in rows]


@pytest.mark.parametrize("kind", CASES)
async def test_a_column_comes_back_as_it_was_sent(context: Context, kind: str) -> None:
    assert await echo(context, kind, CASES[kind]) == CASES[kind]


@pytest.mark.parametrize("kind", CASES)
async def test_an_empty_column_is_an_empty_array(context: Context, kind: str) -> None:
    assert await echo(context, kind, []) == []


async def test_two_kinds_of_columns_in_one_statement_keep_apart(context: Context) -> None:
    number = uuid4()
    sql = "SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[])) AS u(id, name)"
    async with context.database.transaction() as session:
        values = {"ids": Column("uuid", [number]), "names": Column("text", ["Sanne"])}
        assert await fetch(session, sql, values) == [{"id": number, "name": "Sanne"}]


async def test_each_transaction_of_a_session_has_a_connection_of_its_own(context: Context) -> None:
    # A connection that went back to the pool may belong to somebody else by now.
    async with context.database.transaction() as first:
        await fetch(first, "SELECT set_config('app.holder_id', 'first', true)", {})
        async with context.database.transaction() as second:
            found = await fetch(second, "SELECT current_setting('app.holder_id') AS holder", {})
    assert found == [{"holder": ""}]
    assert await fetch(first, "SELECT current_setting('app.holder_id', true) AS holder", {}) != [
        {"holder": "first"}
    ]
    await first.rollback()


async def test_a_percent_sign_and_a_cast_are_no_parameters(context: Context) -> None:
    async with context.database.transaction() as session:
        rows = await fetch(session, "SELECT :a::text || '%' AS a, 7 % 4 AS b", {"a": "x"})
    assert rows == [{"a": "x%", "b": 3}]
