"""What one process remembers of issuing between requests; losing it costs time, never truth."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.database import Database

LIST_SIZE = 131_072
FULL_AT = LIST_SIZE // 2
RECOUNT_AFTER = 1_024
LOOKUP_SECONDS = 1.0
MOST_VERSIONS = 10_000


@dataclass(slots=True)
class OpenList:
    """The list that takes new indexes: what was counted, and what this process took since."""

    list_id: UUID
    counted: int
    taken: int = 0

    @property
    def needs_count(self) -> bool:
        """Other processes take indexes too, so the count is renewed long before the list is half full."""
        return self.taken >= max(RECOUNT_AFTER, (FULL_AT - self.counted) // 8)


@dataclass(slots=True)
class Memory:
    """Open lists by organisation, lanes by organisation and actor, published lists by id and purpose.

    Sheets are read one at a time: a large one takes a tenth of the memory that a process may have.
    """

    open_lists: dict[UUID, OpenList] = field(default_factory=dict)
    lanes: dict[tuple[UUID, str], Any] = field(default_factory=dict)
    highest_versions: dict[UUID, int] = field(default_factory=dict)
    published: dict[tuple[UUID, str], Any] = field(default_factory=dict)
    sheet_desk: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))


_MEMORIES: WeakKeyDictionary[Database, Memory] = WeakKeyDictionary()


def memory_of(context: Context) -> Memory:
    """The memory that belongs to this context's database."""
    return _MEMORIES.setdefault(context.database, Memory())


def versions_of(context: Context) -> TtlCache[UUID, tuple[UUID, int]]:
    """The owner and the version of status lists by id, at most a second old."""
    return context.caches.ttl("issuing.list_versions", ttl=LOOKUP_SECONDS, size=MOST_VERSIONS)
