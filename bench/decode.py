"""W1: pages of bills become typed records; and the same pages when nothing in them has changed.

BENCH_FULL=1 decodes a hundred thousand bills to see that the last pages cost what the first ones do.
"""

import os
import statistics
import time
import tracemalloc
from collections.abc import Iterator
from xml.parsers import expat

from bench import pages
from bench.measure import Fact, Workload
from counterfoil.qbxml.read import read_answer

BILLS = 1_000
PAGES = 100 if os.environ.get("BENCH_FULL") else 20
COMPARED = 5
"""Pages at the beginning and at the end."""
GROWTH = 1.2


def workloads() -> Iterator[Workload | Fact]:
    """Decode a page whole, skip a page that is known, and what a page costs in memory."""
    page = pages.answer(pages.bills(BILLS))
    known = {each.id: each.fingerprint for each in read_answer(page).responses[0].observations}
    assert len(known) == BILLS, "the page is not whole"
    floor, floor_title = (lambda: _expat_pass(page)), "one pass of expat over the page"
    yield Workload("W1", "decode bills", "bills", BILLS, lambda: read_answer(page), floor, floor_title, 5.0)
    skipping = lambda: read_answer(page, known=lambda _kind, _ids: known)
    yield Workload("W1-skip", "decode bills, none changed", "bills", BILLS, skipping, floor, floor_title, 0.5)
    yield _memory(page)
    yield _linear()


def _expat_pass(page: str) -> None:
    expat.ParserCreate().Parse(page, True)


def _memory(page: str) -> Fact:
    tracemalloc.start()
    answer = read_answer(page)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.responses
    ratio = peak / len(page)
    return Fact("W1-memory", "decode bills, memory at its highest", f"{ratio:.1f} x the page", "<= 3", ratio <= 3)


def _linear() -> Fact:
    """What the last pages of many cost beside the first."""
    seconds = []
    for number in range(PAGES):
        page = pages.answer(pages.bills(BILLS, start=number * BILLS))
        start = time.process_time()
        read_answer(page)
        seconds.append(time.process_time() - start)
    ratio = statistics.median(seconds[-COMPARED:]) / statistics.median(seconds[:COMPARED])
    title = f"decode {PAGES * BILLS} bills, the last pages beside the first"
    return Fact("W1-linear", title, f"{ratio:.2f}", f"<= {GROWTH:g}", ratio <= GROWTH)
