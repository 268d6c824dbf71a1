"""The process that does rare work: it is there when asked, it is gone when idle, and nothing it does stops the service."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.platform.workbench import Declined, work
from app.platform.workshops import WorkBroken, Workshop

HERE = ".".join(Path(__file__).relative_to(Path(__file__).parents[3]).with_suffix("").parts)


def answer(request: bytes) -> bytes:
    """What the process under test does: `kind` and, after a space, what with."""
    kind, _, rest = request.partition(b" ")
    match kind:
        case b"echo":
            print("a library that prints")
            return rest
        case b"decline":
            raise Declined(rest.decode())
        case b"fail":
            raise ValueError(rest.decode())
        case b"fill":
            return bytes(1 << 40)
        case b"sleep":
            time.sleep(60)
        case b"modules":
            return str("app.platform.database" in sys.modules).encode()
    sys.exit(3)


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    workshop = Workshop(HERE, seconds=20)
    yield workshop
    workshop.close()


def process_of(workshop: Workshop) -> int | None:
    return workshop._process.pid if workshop._process is not None else None


def test_the_same_process_answers_again_and_nothing_printed_comes_between(workshop: Workshop) -> None:
    assert process_of(workshop) is None
    assert workshop.ask(b"echo one") == b"one"
    first = process_of(workshop)
    large = b"x" * 3_000_000
    assert workshop.ask(b"echo " + large) == large
    assert process_of(workshop) == first
    assert workshop.ask(b"modules") == b"False"


def test_what_cannot_be_done_is_told_and_the_process_goes_on(workshop: Workshop) -> None:
    workshop.ask(b"echo one")
    first = process_of(workshop)
    with pytest.raises(Declined) as told:
        workshop.ask(b"decline too blue")
    assert told.value.reason == "too blue"
    assert process_of(workshop) == first


@pytest.mark.parametrize(
    ("request_", "told"),
    [(b"fail with a name of somebody", "ValueError"), (b"fill", "MemoryError"), (b"end", "EOFError")],
)
def test_an_error_is_told_by_its_type_and_the_next_work_has_a_new_process(
    workshop: Workshop, request_: bytes, told: str
) -> None:
    with pytest.raises(WorkBroken) as broken:
        workshop.ask(request_)
    assert str(broken.value) == told
    assert process_of(workshop) is None
    assert workshop.ask(b"echo still here") == b"still here"


def test_work_that_takes_too_long_is_stopped() -> None:
    workshop = Workshop(HERE, seconds=1)
    began = time.monotonic()
    with pytest.raises(WorkBroken):
        workshop.ask(b"sleep")
    assert time.monotonic() - began < 15
    workshop.close()


def test_an_idle_process_ends_and_the_next_work_starts_another() -> None:
    workshop = Workshop(HERE, seconds=20, idle_seconds=0.05)
    assert workshop.ask(b"echo one") == b"one"
    for _ in range(200):
        if process_of(workshop) is None:
            break
        time.sleep(0.05)
    assert process_of(workshop) is None
    assert workshop.ask(b"echo two") == b"two"
    workshop.close()


if __name__ == "__main__":
    work(answer)
