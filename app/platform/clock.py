"""Time, injected everywhere, so that nobody asks the machine behind our back."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds since some fixed point; never goes back. For durations only."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some fixed point."""
        return time.monotonic()


class FixedClock:
    """A clock that stands still until it is told to move; for tests and rebuilt data."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant the clock was set to."""
        return self.at

    def monotonic(self) -> float:
        """Seconds of the instant the clock was set to."""
        return self.at.timestamp()

    def advance(self, by: timedelta) -> None:
        """Moves the clock forward."""
        self.at += by
