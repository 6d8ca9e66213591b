"""A write whose time has passed is never started."""

from dataclasses import dataclass

import pytest

from counterfoil.agent.deadline import Clocks, Deadline


@dataclass
class Hands:
    monotonic: float = 1000.0
    wall: float = 50_000.0

    def clocks(self) -> Clocks:
        return Clocks(lambda: self.monotonic, lambda: self.wall)


@pytest.mark.parametrize(
    ("monotonic_moves", "wall_moves", "objection"),
    [
        (59, 59, ""),
        (61, 61, "61 seconds ago"),
        (2, 3600, "slept"),  # the monotonic clock stands still while a machine sleeps
        (2, -3600, "was set"),
        (4, 7, ""),  # the two drift a little
    ],
)
def test_a_request_may_be_started_only_within_its_seconds_and_on_a_machine_that_stayed_awake(
    monotonic_moves, wall_moves, objection
):
    hands = Hands()
    deadline = Deadline.starting_now(hands.clocks(), 60)
    hands.monotonic += monotonic_moves
    hands.wall += wall_moves
    assert objection in deadline.objection()
    assert bool(deadline.objection()) == bool(objection)
