"""One page of rows, newest first."""

from datetime import datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, tuple_

_Columns = TypeVarTuple("_Columns")


def newest_first(
    query: Select[*_Columns],
    order: tuple[Any, Any],
    *,
    limit: int,
    before: tuple[datetime, UUID] | None,
) -> Select[*_Columns]:
    """At most `limit` rows, older than the row `before`; `order` is a moment and an id."""
    if before is not None:
        query = query.where(tuple_(*order) < before)
    return query.order_by(*(column.desc() for column in order)).limit(limit)
