"""Calls that arrive while others are being issued share the next two commits, so that one path serves all."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from app.platform.errors import Overloaded

WIDTH = 64
LONGEST_QUEUE = 1_024
PAUSE_SECONDS = 0.003

Q = TypeVar("Q")
A = TypeVar("A")


class Lane(Generic[Q, A]):
    """Works off requests in groups, one group at a time; an idle lane starts at once, without waiting.

    The work must be safe to repeat: a group that fails as a whole is tried again one by one.
    """

    def __init__(self, work: Callable[[Sequence[Q]], Awaitable[Sequence[A]]]) -> None:
        self._work = work
        self._queue: deque[tuple[Q, asyncio.Future[A]]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._width = 0

    async def enter(self, request: Q) -> A:
        """The answer to the request. Raises Overloaded when the queue is full, or what the work raises."""
        if len(self._queue) >= LONGEST_QUEUE:
            raise Overloaded(retry_after=1)
        future: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._queue.append((request, future))
        if self._task is None or self._task.done():
            # It works for many callers, so its log lines name none of them.
            self._task = asyncio.create_task(self._drain(), context=Context())
        return await future

    async def _drain(self) -> None:
        while self._queue:
            if self._width > 1:
                # Those answered together ask again together: one moment's wait spares a group of one.
                await asyncio.sleep(PAUSE_SECONDS)
            group = [self._queue.popleft() for _ in range(min(WIDTH, len(self._queue)))]
            self._width = len(group)
            try:
                await self._serve(group)
            except Exception as error:
                await self._serve_singly(group, error)

    async def _serve(self, group: Sequence[tuple[Q, asyncio.Future[A]]]) -> None:
        answers = await self._work([request for request, _ in group])
        for (_, future), answer in zip(group, answers, strict=True):
            if not future.done():
                future.set_result(answer)

    async def _serve_singly(self, group: Sequence[tuple[Q, asyncio.Future[A]]], error: Exception) -> None:
        for member in group:
            future = member[1]
            try:
                if len(group) == 1:
                    raise error
                await self._serve([member])
            except Exception as failure:
                if not future.done():
                    future.set_exception(failure)
