"""W1: pages of bills become typed records; and the same pages when nothing in them has changed."""

import tracemalloc
from collections.abc import Iterator
from xml.parsers import expat

from bench import pages
from bench.measure import Fact, Workload
from counterfoil.qbxml.read import read_answer

BILLS = 1_000


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
