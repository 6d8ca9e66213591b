"""W8: the plan of ten thousand linked bills with nothing to do."""

import copy
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from bench.measure import Fact, Workload
from counterfoil.reconcile.decide import decide
from counterfoil.reconcile.decision import Facts, Policy
from counterfoil.records import Bill, ExpenseLine, Kind, Ref

LINKS = 10_000
GOAL_SECONDS = 0.4


def workloads() -> Iterator[Workload | Fact]:
    """Decide each link once; the floor compares its three values and decides nothing."""
    links = [_values(number) for number in range(LINKS)]
    policy, facts = Policy(), Facts()

    def ours() -> int:
        return sum(decide(Kind.BILL, *link, policy, facts).is_nothing for link in links)

    def floor() -> int:
        return sum(there == base and here == base for base, there, here in links)

    assert ours() == LINKS
    yield Workload("W8", "plan of links with nothing to do", "links", LINKS, ours, floor, "two comparisons a link", 4.0)
    seconds = min(_seconds(ours) for _ in range(3))
    title = f"plan of {LINKS} links with nothing to do"
    yield Fact("W8-seconds", title, f"{seconds:.2f} s", f"< {GOAL_SECONDS} s", seconds < GOAL_SECONDS)


def _seconds(call) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def _values(number: int) -> tuple[Bill, Bill, Bill]:
    """Three equal bills that share nothing, as when each came from its own store."""
    bill = Bill(
        vendor=Ref(str(number % 700)),
        txn_date=date(2026, 1, 1) + timedelta(days=number % 300),
        ref_number=f"INV-{number}",
        memo="materials as ordered",
        expense_lines=tuple(
            ExpenseLine(f"{number:X}-{n}", Ref(str(60 + n)), Decimal(number + 100 * n) / 100, "timber")
            for n in range(5)
        ),
    )
    return bill, copy.deepcopy(bill), copy.deepcopy(bill)
