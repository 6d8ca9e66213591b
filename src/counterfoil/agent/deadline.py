"""How long a request may still be started: a late write must never run (docs/sync.md, exactly-once writes)."""

import time
from collections.abc import Callable
from dataclasses import dataclass

LARGEST_DRIFT = 5.0
"""Seconds by which the wall clock and the monotonic one may disagree before the machine is taken to have slept."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """This machine's two clocks, in seconds; tests hand in their own."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


@dataclass(frozen=True, slots=True)
class Deadline:
    """From when a request's seconds are counted, and for how many it may be started.

    They are counted from the moment at which the server was asked, for it cannot have handed the request out before:
    its answer may have lain in this machine's network card while the machine slept.
    """

    clocks: Clocks
    asked_monotonic: float
    asked_wall: float
    seconds: float

    @classmethod
    def starting_now(cls, clocks: Clocks, seconds: float) -> "Deadline":
        """A deadline that many seconds from now."""
        return cls(clocks, clocks.monotonic(), clocks.wall(), seconds)

    def objection(self) -> str:
        """Why the request must not be started any more, "" when it may."""
        monotonic = self.clocks.monotonic() - self.asked_monotonic
        wall = self.clocks.wall() - self.asked_wall
        if abs(wall - monotonic) > LARGEST_DRIFT:
            return "This machine slept or its clock was set since it asked for the request; it was not started."
        if monotonic > self.seconds:
            return f"The request was asked for {monotonic:.0f} seconds ago and may no longer be started."
        return ""
