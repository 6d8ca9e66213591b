"""Where the simulator's time comes from: the machine's clock, or one that a test moves by hand."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Says what time it is on the machine that runs QuickBooks."""

    def now(self) -> datetime:
        """This moment, aware, in UTC; QuickBooks keeps whole seconds of it."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """This moment in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        """Start at an aware moment."""
        assert start.tzinfo is not None, "a clock without a time zone tells no time"
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The moment the clock was last moved to."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds (or back, when negative)."""
        self._now += timedelta(seconds=seconds)

    def set(self, moment: datetime) -> None:
        """Jump to an aware moment."""
        assert moment.tzinfo is not None, "a clock without a time zone tells no time"
        self._now = moment.astimezone(UTC)
