"""A lane groups what arrives together, keeps failures apart and turns away what it cannot hold."""

import asyncio
from collections.abc import Sequence

import pytest

from app.issuing import lanes
from app.issuing.lanes import Lane
from app.platform.errors import Overloaded


async def test_calls_that_arrive_together_share_a_group() -> None:
    groups: list[int] = []

    async def work(requests: Sequence[int]) -> list[int]:
        groups.append(len(requests))
        await asyncio.sleep(0)
        return [request * 2 for request in requests]

    lane = Lane(work)
    assert await asyncio.gather(*[lane.enter(number) for number in range(200)]) == [
        number * 2 for number in range(200)
    ]
    assert max(groups) == lanes.WIDTH
    assert sum(groups) == 200


async def test_one_bad_request_does_not_fail_its_neighbours() -> None:
    async def work(requests: Sequence[int]) -> list[int]:
        await asyncio.sleep(0)
        if 3 in requests:
            raise ValueError("three")
        return list(requests)

    lane = Lane(work)
    answers = await asyncio.gather(*[lane.enter(number) for number in range(6)], return_exceptions=True)
    assert [answer for answer in answers if not isinstance(answer, ValueError)] == [0, 1, 2, 4, 5]


async def test_a_lone_failure_is_not_tried_twice() -> None:
    calls: list[int] = []

    async def work(requests: Sequence[int]) -> list[int]:
        calls.append(len(requests))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await Lane(work).enter(1)
    assert calls == [1]


async def test_a_full_lane_turns_callers_away_at_once() -> None:
    release = asyncio.Event()

    async def work(requests: Sequence[int]) -> list[int]:
        await release.wait()
        return list(requests)

    lane = Lane(work)
    first = asyncio.create_task(lane.enter(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting = [asyncio.create_task(lane.enter(number)) for number in range(lanes.LONGEST_QUEUE)]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded):
        await lane.enter(-1)
    release.set()
    await asyncio.gather(first, *waiting)


async def test_a_caller_that_left_does_not_stop_the_lane() -> None:
    async def work(requests: Sequence[int]) -> list[int]:
        await asyncio.sleep(0.01)
        return list(requests)

    lane = Lane(work)
    gone = asyncio.create_task(lane.enter(1))
    await asyncio.sleep(0)
    gone.cancel()
    assert await lane.enter(2) == 2
