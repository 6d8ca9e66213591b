"""Whatever people do at the screen, in whatever order, the books stay books."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.simulator.asking import Books

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import items
from counterfoil.simulator.person import Person
from counterfoil.simulator.status import Refusal

ACTS = st.lists(st.tuples(st.sampled_from(sorted(range(17))), st.integers(0, 7), st.integers(1, 5000)), max_size=20)


class Day:
    """A person's working day: numbers say what is done, with which record, and for how much."""

    def __init__(self, company: CompanyFile) -> None:
        self.company = company
        self.person = Person(company)
        self.backup = self.person.back_up()
        self.new = 0
        self.acts = (
            self.enter, self.enter_items, self.order, self.receive, self.close, self.pay, self.undo, self.edit_amount,
            self.add_line, self.remove_line, self.delete, self.void, self.merge_vendors, self.merge_accounts,
            self.merge_items, self.condense, self.restore,
        )  # fmt: skip

    def do(self, act: int, which: int, amount: int) -> None:
        """One act; what QuickBooks refuses is simply not done."""
        refused = None
        try:
            self.acts[act](which, Decimal(amount).scaleb(-2))
        except Refusal as refusal:
            refused = refusal.status
        assert refused is None or refused.code in {3120, 3150, 3160, 3180, 3210}, refused

    def one(self, kind: str, which: int) -> str | None:
        ids = self.company.connection.execute("SELECT txn_id FROM txn WHERE kind = ? ORDER BY id", [kind]).fetchall()
        return str(ids[which % len(ids)][0]) if ids else None

    def enter(self, which: int, amount: Decimal) -> None:
        vendor = ("Acme Timber", "Brick Works")[which % 2]
        self.person.enter_bill(vendor, [self.person.expense("Rent", amount), self.person.expense("Fuel", amount)])

    def enter_items(self, which: int, amount: Decimal) -> None:
        lines = [self.person.item("Nails", which + 1, amount), self.person.item("Plank", "0.5")]
        self.person.enter_bill("Acme Timber", lines)

    def order(self, which: int, amount: Decimal) -> None:
        lines = [self.person.ordered("Nails", which + 1, amount), self.person.ordered("Plank", 3)]
        self.person.enter_order("Acme Timber", lines)

    def receive(self, which: int, _: Decimal) -> None:
        if (order := self.one("PurchaseOrder", which)) is not None:
            self.person.receive_order(order)

    def close(self, which: int, _: Decimal) -> None:
        if (order := self.one("PurchaseOrder", which)) is not None:
            self.person.close_order(order)

    def pay(self, which: int, amount: Decimal) -> None:
        if (bill := self.one("Bill", which)) is not None:
            self.person.pay_bills("Checking", {bill: amount})

    def undo(self, which: int, amount: Decimal) -> None:
        if (payment := self.one("BillPaymentCheck", which)) is not None:
            (self.person.void_payment if amount > 25 else self.person.delete_payment)(payment)

    def line(self, bill: str, which: int) -> str:
        sql = "SELECT l.line_id FROM line l JOIN txn t ON t.id = l.txn WHERE t.txn_id = ? ORDER BY l.position"
        ids = self.company.connection.execute(sql, [bill]).fetchall()
        return str(ids[which % len(ids)][0])

    def edit_amount(self, which: int, amount: Decimal) -> None:
        if (bill := self.one("Bill", which)) is not None:
            self.person.edit_line(bill, self.line(bill, which), amount=amount)

    def add_line(self, which: int, amount: Decimal) -> None:
        if (bill := self.one("Bill", which)) is not None:
            self.person.add_line(bill, self.person.expense("Fuel:Diesel", amount), at=which % 2)

    def remove_line(self, which: int, _: Decimal) -> None:
        if (bill := self.one("Bill", which)) is not None:
            self.person.remove_line(bill, self.line(bill, which))

    def delete(self, which: int, _: Decimal) -> None:
        if (bill := self.one("Bill", which)) is not None:
            self.person.delete_bill(bill)

    def void(self, which: int, _: Decimal) -> None:
        if (bill := self.one("Bill", which)) is not None:
            self.person.void_bill(bill)

    def another(self) -> str:
        """A name that nobody has."""
        self.new += 1
        return f"Another {self.new}"

    def merge_vendors(self, which: int, amount: Decimal) -> None:
        another = self.person.add_vendor(self.another())
        bill = self.person.enter_bill(another, [self.person.expense("Rent", amount)])
        if which % 2:
            self.person.pay_bills("Checking", {bill: amount})
        self.person.merge("vendor", another, "Acme Timber")

    def merge_accounts(self, which: int, amount: Decimal) -> None:
        another = self.person.add_account(self.another(), parent="Fuel" if which % 2 else "")
        self.person.enter_bill("Brick Works", [self.person.expense(another, amount)])
        self.person.merge("account", another, ("Rent", "Fuel:Diesel")[which % 2])

    def merge_items(self, which: int, amount: Decimal) -> None:
        stock, sales, cost = (self.person.ref("account", each) for each in ("Stock", "Sales", "Cost of Goods Sold"))
        part = items.ItemInventory(self.another(), income_account=sales, cogs_account=cost, asset_account=stock)
        another = self.person.add_item(part)
        self.person.enter_bill("Acme Timber", [self.person.item(another, which + 1, amount)])
        self.person.enter_order("Acme Timber", [self.person.ordered(another, 2, amount)])
        self.person.merge("item", another, "Nails")

    def condense(self, which: int, _: Decimal) -> None:
        self.person.condense(self.company.today() - timedelta(which % 2))

    def restore(self, which: int, _: Decimal) -> None:
        if which % 2:
            self.backup = self.person.back_up()
        else:
            self.person.restore(self.backup)


LAWS = {
    "every transaction's debits equal its credits":
        "SELECT txn FROM posting GROUP BY txn HAVING sum(cents) != 0",
    "balances are the sums of the postings":
        """SELECT b.list_id FROM balance b JOIN list_object o USING (list_id) WHERE o.kind = 'Account'
        AND b.cents != (SELECT coalesce(sum(p.cents), 0) FROM posting p WHERE p.account = b.list_id)""",
    "a vendor's balance is what its postings say":
        """SELECT b.list_id FROM balance b JOIN list_object o USING (list_id) WHERE o.kind = 'Vendor'
        AND b.cents != (SELECT coalesce(sum(p.cents), 0) FROM posting p WHERE p.entity = b.list_id)""",
    "what is open on a bill is its total less what was paid":
        """SELECT t.txn_id FROM txn t WHERE kind = 'Bill' AND open_cents != cents
        - (SELECT coalesce(sum(l.cents + l.discount), 0) FROM link l WHERE l.target = t.id AND l.type = 'AMTTYPE')""",
    "no bill is paid beyond its total":
        "SELECT txn_id FROM txn WHERE kind = 'Bill' AND NOT open_cents BETWEEN 0 AND cents",
    "what was received of an order is what bills are linked for":
        """SELECT line_id FROM line WHERE record = 'OrderLine' AND received !=
        (SELECT coalesce(sum(l.units), 0) FROM link l WHERE l.target_line = line_id)""",
    "no link leads from a line that is gone":
        """SELECT id FROM link WHERE type = 'QUANTYPE' AND source_line NOT IN (SELECT line_id FROM line)""",
    "every bill has a line":
        "SELECT txn_id FROM txn WHERE kind = 'Bill' AND id NOT IN (SELECT txn FROM line)",
}  # fmt: skip
"""Sentence → a query for what breaks it."""


@pytest.mark.parametrize("unapply", ["refuse", "unapply"])
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_the_laws_of_bookkeeping_hold_after_any_day(
    make: Callable[..., Books], unapply: str, acts: list[tuple[int, int, int]]
):
    company = make(bill_total_below_applied=unapply).company
    day = Day(company)
    for act in acts:
        day.do(*act)
    broken = {law: found for law, sql in LAWS.items() if (found := company.connection.execute(sql).fetchall())}
    company.close()
    assert broken == {}


def test_every_law_can_be_broken(make: Callable[..., Books]):
    """The queries find what they are for: each is shown books spoilt in its own way."""
    spoilers = (
        "UPDATE posting SET cents = cents + 1 WHERE id = (SELECT max(id) FROM posting)",
        "UPDATE balance SET cents = cents + 1",
        "UPDATE balance SET cents = cents - 1",
        "UPDATE txn SET open_cents = open_cents - 1 WHERE kind = 'Bill'",
        "UPDATE txn SET open_cents = cents + 1 WHERE kind = 'Bill'",
        "UPDATE line SET received = received + 1",
        "UPDATE link SET source_line = 'gone' WHERE type = 'QUANTYPE'",
        "DELETE FROM line",
    )
    for (law, sql), spoiler in zip(LAWS.items(), spoilers, strict=True):
        company = make().company
        day = Day(company)
        day.enter(0, Decimal(5))
        day.order(3, Decimal(2))
        day.receive(0, Decimal(0))
        assert company.connection.execute(sql).fetchall() == []
        company.connection.execute(spoiler)
        assert company.connection.execute(sql).fetchall() != [], law
