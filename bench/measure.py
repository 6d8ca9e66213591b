"""What a workload is, and how it is timed: medians of shuffled rounds, floor and ours side by side.

Machines are noisy, so the figure that counts is the ratio to a floor taken in the same rounds, never the time.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Workload:
    """One row of the table: `ours` does `amount` of `unit` in one call, and so does `floor`.

    `goal` is the highest ratio of ours to the floor that is good enough; None where there is none. `clock` is CPU time
    for work in memory, wall time (`time.perf_counter`) where a disk or another process takes part.
    """

    id: str
    title: str
    unit: str
    amount: int
    ours: Callable[[], object]
    floor: Callable[[], object]
    floor_title: str
    goal: float | None = None
    clock: Clock = time.process_time


@dataclass(frozen=True, slots=True)
class Fact:
    """A row that is counted or checked, not timed: `value` as people read it, and whether it is `good`."""

    id: str
    title: str
    value: str
    goal: str
    good: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """A row that was timed: `ours` and `floor` are medians in seconds a call, `ratio` the median of the rounds'.

    What cannot be timed call by call, since it needs a process of its own, makes its rows itself.
    """

    id: str
    title: str
    unit: str
    amount: int
    ours: float
    floor: float
    ratio: float
    goal: float | None = None


def measure(workloads: Iterable[Workload], rounds: int, seed: int = 1) -> list[Measured]:
    """Time every workload `rounds` times, in an order that is shuffled anew for each round."""
    chosen = list(workloads)
    times: dict[str, list[tuple[float, float]]] = {each.id: [] for each in chosen}
    order = random.Random(seed)
    for _ in range(rounds):
        for each in order.sample(chosen, len(chosen)):
            times[each.id].append((_time(each.floor, each.clock), _time(each.ours, each.clock)))
    return [_median(each, times[each.id]) for each in chosen]


def _time(call: Callable[[], object], clock: Clock) -> float:
    gc.collect()
    start = clock()
    call()
    return clock() - start


def _median(workload: Workload, times: list[tuple[float, float]]) -> Measured:
    floor = statistics.median(each[0] for each in times)
    ours = statistics.median(each[1] for each in times)
    ratio = statistics.median(each[1] / max(each[0], 1e-9) for each in times)
    return Measured(workload.id, workload.title, workload.unit, workload.amount, ours, floor, ratio, workload.goal)
