"""Bulk entry is quick, and leaves the same books as entering everything one by one."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from counterfoil.simulator import generate
from counterfoil.simulator.bulk import Bulk
from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.switches import Switches
from counterfoil.simulator.transactions import bills, payments

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
TABLES = (
    "list_object",
    "balance",
    "stock",
    "txn",
    "line",
    "used",
    "used_by_list",
    "posting",
    "link",
    "deleted",
    "counter",
)


def empty(**switches: Any) -> CompanyFile:
    return CompanyFile.create(":memory:", name="Large Ltd", clock=ManualClock(NOON), switches=Switches(**switches))


def everything(company: CompanyFile) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables; the row ids of postings and links are nobody's business."""
    found = {table: company.connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    for table in ("posting", "link"):
        found[table] = [row[1:] for row in found[table]]
    return {table: sorted(rows, key=repr) for table, rows in found.items()}


@pytest.mark.parametrize(
    "switches",
    [{}, {"same_second_editsequence": "increment"}, {"payment_touches_bill_editsequence": False}],
    ids=lambda switches: next(iter(switches), "defaults"),
)
def test_bulk_entry_gives_the_same_books_as_the_ordinary_operations(switches):
    original = empty(**switches)
    stage = generate.set_stage(original, 7, random.Random(5))
    quick, slow = CompanyFile.copy_of(original), CompanyFile.copy_of(original)

    with quick.change():
        bulk = Bulk(quick)
        entered = list(bulk.bills(generate.plan(quick, stage, 60, random.Random(9))))
        due = [generate.Due.of(row, bill) for row, bill in entered if row % 3]
        bulk.payments(generate.checks(stage, due))
        bulk.close()

    with slow.change():
        for bill in generate.plan(slow, stage, 60, random.Random(9)):
            bills.add(slow, bill)
        for check, _ in generate.checks(stage, due):
            payments.add(slow, check)

    assert everything(quick) == everything(slow)


def test_it_adds_what_was_asked_for_and_the_books_balance():
    company = empty()
    generate.fill(company, bills=500, vendors=25, seed=3)
    one = company.connection.execute
    assert one("SELECT count(*) FROM list_object WHERE kind = 'Vendor'").fetchone() == (25,)
    assert one("SELECT count(*) FROM txn WHERE kind = 'Bill'").fetchone() == (500,)
    assert one("SELECT sum(cents) FROM posting").fetchone() == (0,)
    owed = one("SELECT sum(open_cents) FROM txn WHERE kind = 'Bill'").fetchone()[0]
    assert one("SELECT -cents FROM balance WHERE list_id = ?", [_payables(company)]).fetchone() == (owed,)
    assert 0 < one("SELECT count(*) FROM txn WHERE kind = 'Bill' AND open_cents = 0").fetchone()[0] < 500


def _payables(company: CompanyFile) -> str:
    sql = "SELECT list_id FROM list_object WHERE full_name = 'Accounts Payable'"
    return str(company.connection.execute(sql).fetchone()[0])


def test_a_seed_says_everything():
    first, second, other = empty(), empty(), empty()
    for company, seed in ((first, 1), (second, 1), (other, 2)):
        generate.fill(company, bills=40, vendors=5, seed=seed)
    assert everything(first) == everything(second)
    assert everything(first)["txn"] != everything(other)["txn"]


def test_a_company_that_has_work_already_can_be_filled_further_and_worked_in():
    company = empty()
    generate.fill(company, bills=10, vendors=3, seed=1)
    generate.fill(company, bills=10, vendors=3, seed=2)
    last = company.connection.execute("SELECT txn_id FROM txn WHERE kind = 'Bill' ORDER BY number DESC").fetchone()[0]
    bills.modify(company, last, memo="read again")
    bills.delete(company, last)
    assert company.connection.execute("SELECT count(*) FROM txn WHERE kind = 'Bill'").fetchone() == (19,)


def test_an_interrupted_fill_leaves_nothing_behind():
    company = empty()
    before = everything(company)
    with pytest.raises(ZeroDivisionError):
        fill_and_fail(company)
    assert everything(company) == before


def fill_and_fail(company: CompanyFile) -> None:
    with company.change():
        generate.fill(company, bills=10, vendors=3, seed=1)
        raise ZeroDivisionError
