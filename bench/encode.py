"""W2: bills become BillAdd and BillMod requests, every value checked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from xml.parsers import expat

from bench import pages
from bench.measure import Workload
from counterfoil.qbxml import write
from counterfoil.records import Bill, Billable, ExpenseLine, Kind, Ref

BILLS = 1_000


def workloads() -> Iterator[Workload]:
    """Encode Adds of three lines; encode Mods in which one line of three has changed."""
    bills = [_bill(number) for number in range(BILLS)]
    changed = [replace(each, expense_lines=(*each.expense_lines[:2], _edited(each.expense_lines[2]))) for each in bills]
    adding = lambda: _adds(bills)
    changing = lambda: _mods(bills, changed)
    document = adding()
    yield _workload("W2", "encode BillAdd, checked", adding, document)
    yield _workload("W2-mod", "compare bills, encode BillMod of one line in three", changing, document)


def _workload(id_: str, title: str, ours: Callable[[], str], document: str) -> Workload:
    """The floor of both is a pass over the bills as they are written whole: a Mod says little, but compares all."""
    floor = lambda: expat.ParserCreate().Parse(document, True)
    return Workload(id_, title, "bills", BILLS, ours, floor, "one pass of expat over the bills as BillAdds", 8.0)


def _adds(bills: list[Bill]) -> str:
    return write.document([write.add(Kind.BILL, each) for each in bills])


def _mods(before: list[Bill], after: list[Bill]) -> str:
    pairs = zip(before, after, strict=True)
    mods = [write.mod(Kind.BILL, "1A-1650000000", "1650000000", before=old, after=new) for old, new in pairs]
    return write.document([each for each in mods if each])


def _edited(line: ExpenseLine) -> ExpenseLine:
    return replace(line, amount=line.amount + 1, memo=f"{line.memo} (corrected)")


def _bill(number: int) -> Bill:
    day = date(2026, 1, 5) + timedelta(days=number % 300)
    return Bill(
        vendor=_ref(1, number % 700),
        ap_account=_ref(2, 33),
        txn_date=day,
        due_date=day + timedelta(days=30),
        ref_number=f"{number % 700:04d}/{number}",
        terms=_ref(6, number % 3),
        memo=pages.WORDS[number % 7],
        expense_lines=tuple(_line(number * 3 + place) for place in range(3)),
    )


def _line(number: int) -> ExpenseLine:
    return ExpenseLine(
        id=f"{number:X}-1650000000",
        account=_ref(2, number % 6),
        amount=Decimal(number % 90_000 + 100) / 100,
        memo=pages.WORDS[number % 5],
        customer=_ref(3, number % 4_000),
        department=_ref(4, number % 3),
        billable=Billable.NOT_BILLABLE,
    )


def _ref(family: int, number: int) -> Ref:
    return Ref(f"80{family:02X}{number:04X}-{1_650_000_000 + number}")
