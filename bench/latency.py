"""W12: how long a bill takes from one side to the other, through every process there is, with QuickBooks idle.

Server, simulator and agent run as processes, as in the stories of `tests/journeys`; the agent looks at the company file
once a second. Each bill is entered when the one before has arrived, at a random moment of that second.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.measure import Fact

IDS = ("W12",)
BILLS = 40
"""Each way."""
MOST_SECONDS = 2.0
LOOK_EVERY = 0.01
PATIENCE = 60.0


def workloads() -> Iterator[Fact]:
    """The time within which nineteen of twenty bills have arrived, each way."""
    from tests.journeys.conftest import furnish
    from tests.journeys.house import House, new_database

    folder = Path(tempfile.mkdtemp(prefix="counterfoil-latency-"))
    with new_database(folder) as url:
        house = House(folder, url, furnish=furnish, hint_every="1")
        try:
            house.open()
            out = _times(house.enter_here, house.bill_there, "OUT")
            back = _times(house.enter_there, house.bill_here, "BACK")
        finally:
            house.close()
    yield _fact("W12-out", "a bill entered here stands in the company file", out)
    yield _fact("W12-in", "a bill entered in the company file stands here", back)


def _times(enter: Callable[[str], object], found: Callable[[str], object], name: str) -> list[float]:
    """Seconds that each bill took."""
    source, times = random.Random(name), []
    for number in range(BILLS):
        time.sleep(source.random())
        enter(f"{name}-{number}")
        entered = time.monotonic()
        while not found(f"{name}-{number}"):
            assert time.monotonic() < entered + PATIENCE, f"{name}-{number} did not arrive"
            time.sleep(LOOK_EVERY)
        times.append(time.monotonic() - entered)
    return sorted(times)


def _fact(id_: str, title: str, times: list[float]) -> Fact:
    median, high = times[len(times) // 2], times[len(times) * 19 // 20]
    value = f"median {median:.2f} s, p95 {high:.2f} s"
    return Fact(id_, title, value, f"p95 < {MOST_SECONDS:g} s", high < MOST_SECONDS)
