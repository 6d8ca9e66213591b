"""W5: a day's changes, taken in by a server that knows very many bills: 200 edited and 20 deleted in QuickBooks.

The floor is the same run where a thousand bills are known: what exists must cost nothing. Among a thousand so many
changes are unusual, so here as there a person has said beforehand that they are right (promise I28).
"""

import json
import os
import statistics
import sys
from collections.abc import Iterator

from bench.company import Company
from bench.measure import Fact, Measured
from bench.server import Server, counted, on_each_database

IDS = ("W5",)
FEW = 1_000
MANY = 100_000 if os.environ.get("BENCH_FULL") else 20_000
CHANGED, DELETED = 200, 20
TURNS = 4
GOAL = 1.2
MOST_SECONDS = 1.0


def workloads() -> Iterator[Measured | Fact]:
    """The time with many bills beside that with few, and the statements that it takes."""
    few = dict(on_each_database("bench.incremental", str(FEW)))
    for name, found in on_each_database("bench.incremental", str(MANY)):
        title = f"{CHANGED} bills changed and {DELETED} deleted among {MANY}, {name}; floor: among {FEW}"
        ours, floor = found["seconds"], few[name]["seconds"]
        yield Measured(f"W5-{name}", title, "bills", CHANGED + DELETED, ours, floor, ours / floor, GOAL)
        yield Fact(f"W5-{name}-seconds", "the same, CPU", f"{ours:.2f} s", f"< {MOST_SECONDS:g} s", ours < MOST_SECONDS)
        same = found["statements"] == few[name]["statements"]
        yield Fact(f"W5-{name}-statements", "the same, statements", str(found["statements"]), "as among few", same)


def measure(bills: int) -> dict[str, float]:
    """The median of some days' seconds, and how many statements the last of them took."""
    server, company = Server.make(), Company(bills)
    server.sync(company)
    seconds = []
    for turn in range(1, TURNS + 1):
        company.change(bills=CHANGED, deleted=DELETED, turn=turn)
        server.expect_many_changes()
        with counted() as made:
            seconds.append(server.sync(company))
    _expect(bills)
    return {"seconds": statistics.median(seconds), "statements": len(made)}


def _expect(bills: int) -> None:
    from counterfoil.server.bills.models import Bill

    edited = Bill.objects.everywhere().filter(memo__startswith=f"{TURNS}: ").count()
    left = Bill.objects.everywhere().filter(deleted_at=None).count()
    assert (edited, left) == (CHANGED, bills - TURNS * DELETED), f"{edited} edits and {left} bills came over"


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
