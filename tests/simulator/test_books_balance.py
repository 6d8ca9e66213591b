"""Whatever is done, the books are books: debits are credits, and every balance is the sum of what was posted."""

# ruff: noqa: E501 - a request and its answer are read on one line

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.simulator.conftest import NOON, named

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import accounts, items, vendors
from counterfoil.simulator.lists.accounts import Account
from counterfoil.simulator.status import Refusal
from counterfoil.simulator.transactions import (
    bills,
    customer_payments,
    deposits,
    expenditure,
    invoices,
    journal,
    payments,
    purchase_orders,
    transfers,
)
from counterfoil.simulator.transactions.ledger_records import JournalEntry, JournalLine, Transfer
from counterfoil.simulator.transactions.lines import changed, keep, new, total
from counterfoil.simulator.transactions.records import (
    AppliedTo,
    Bill,
    BillPaymentCheck,
    BillPaymentCreditCard,
    Check,
    CreditCardCharge,
    CreditCardCredit,
    ExpenseLine,
    ItemLine,
    ItemReceipt,
    LinkTarget,
    OrderLine,
    PurchaseOrder,
    SetCredit,
    VendorCredit,
)
from counterfoil.simulator.transactions.sales_records import (
    CashBack,
    Deposit,
    DepositLine,
    Invoice,
    InvoiceLine,
    ReceivePayment,
)

AMOUNTS = st.decimals("-50", "200", places=2)
QUANTITIES = st.decimals("0", "9", places=2)
VENDORS = st.sampled_from(("Acme Timber", "Brick Works"))
ITEMS = st.sampled_from(("Plank", "Nails", "Haulage"))
PAID = st.decimals("0", "20", places=2)
PLACE = st.integers(0, 10)
SPENT: dict[str, tuple[Any, Any, int]] = {
    "Check": (expenditure.checks, lambda **lines: Check(account=named("Checking"), **lines), 1),
    "CreditCardCharge": (
        expenditure.card_charges,
        lambda **lines: CreditCardCharge(account=named("Company Card"), **lines),
        1,
    ),
    "CreditCardCredit": (
        expenditure.card_credits,
        lambda **lines: CreditCardCredit(account=named("Company Card"), **lines),
        -1,
    ),
    "VendorCredit": (
        expenditure.vendor_credits,
        lambda **lines: VendorCredit(vendor=named("Acme Timber"), **lines),
        -1,
    ),
    "ItemReceipt": (expenditure.item_receipts, lambda **lines: ItemReceipt(vendor=named("Acme Timber"), **lines), 1),
}
"""Kind → its operations, how one is made of its lines, and whether its goods come in or go back."""


def expense(account: str, amount: Decimal) -> ExpenseLine:
    return ExpenseLine(account=named(account), amount=amount)


class Bookkeeping(RuleBasedStateMachine):
    """Random work on bills, orders and payments; refusals are ordinary."""

    original: CompanyFile

    @initialize()
    def open(self) -> None:
        self.company = CompanyFile.copy_of(self.original, clock=ManualClock(NOON))
        self.bills: list[str] = []
        self.orders: list[str] = []
        self.payments: list[str] = []
        self.spent: dict[str, list[str]] = {kind: [] for kind in SPENT}
        self.invoices: list[str] = []
        self.received: list[str] = []
        self.deposits: list[str] = []
        self.entries: list[str] = []
        accounts.add(self.company, Account(name="Company Card", account_type="CreditCard"))
        self.begin()

    def begin(self) -> None:
        """Something of each kind, so that there is always something to pay, apply, receive and deposit."""
        acme, fuel = named("Acme Timber"), (expense("Fuel", Decimal(90)),)
        nails = (ItemLine(item=named("Nails"), quantity=Decimal(5)),)
        for _ in range(2):
            self.bills.append(bills.add(self.company, Bill(vendor=acme, expense_lines=fuel, item_lines=nails)).txn_id)
            credit = VendorCredit(vendor=acme, expense_lines=fuel)
            self.spent["VendorCredit"].append(expenditure.vendor_credits.add(self.company, credit).txn_id)
            sold = InvoiceLine(item=named("Nails"), quantity=Decimal(2), rate=Decimal(45))
            invoice = Invoice(customer=named("Quayside Ltd"), lines=(sold,))
            self.invoices.append(invoices.add(self.company, invoice).txn_id)
            payment = ReceivePayment(customer=named("Quayside Ltd"), total_amount=Decimal(50))
            self.received.append(customer_payments.add(self.company, payment).txn_id)
        line = OrderLine(item=named("Nails"), quantity=Decimal(9))
        self.orders.append(purchase_orders.add(self.company, PurchaseOrder(vendor=acme, lines=(line,) * 2)).txn_id)

    def one(self, ids: list[str], place: int) -> str:
        return ids[place % len(ids)] if ids else "FFF-1"

    def attempt(self, act: Any, kept: list[str] | None = None) -> None:
        try:
            made = act()
        except Refusal:
            return
        if kept is not None:
            kept.append(made.txn_id)

    @rule(vendor=VENDORS, amounts=st.lists(AMOUNTS, max_size=3), item=ITEMS, quantity=QUANTITIES)
    def enter_bill(self, vendor: str, amounts: list[Decimal], item: str, quantity: Decimal) -> None:
        lines = (ItemLine(item=named(item), quantity=quantity),)
        bill = Bill(
            vendor=named(vendor), expense_lines=tuple(expense("Fuel", each) for each in amounts), item_lines=lines
        )
        self.attempt(lambda: bills.add(self.company, bill), self.bills)

    @rule(vendor=VENDORS, item=ITEMS, quantity=QUANTITIES)
    def order(self, vendor: str, item: str, quantity: Decimal) -> None:
        order = PurchaseOrder(vendor=named(vendor), lines=(OrderLine(item=named(item), quantity=quantity),) * 2)
        self.attempt(lambda: purchase_orders.add(self.company, order), self.orders)

    @rule(kind=st.sampled_from(sorted(SPENT)), amounts=st.lists(AMOUNTS, max_size=2), item=ITEMS, quantity=QUANTITIES)
    def spend(self, kind: str, amounts: list[Decimal], item: str, quantity: Decimal) -> None:
        operations, made_of, _ = SPENT[kind]
        record = made_of(
            expense_lines=tuple(expense("Fuel", each) for each in amounts),
            item_lines=(ItemLine(item=named(item), quantity=quantity),),
        )
        self.attempt(lambda: operations.add(self.company, record), self.spent[kind])

    @rule(kind=st.sampled_from(sorted(SPENT)), place=PLACE, amount=AMOUNTS)
    def edit_spent(self, kind: str, place: int, amount: Decimal) -> None:
        line = new("ExpenseLine", account=named("Rent"), amount=amount)
        txn_id = self.one(self.spent[kind], place)
        self.attempt(lambda: SPENT[kind][0].modify(self.company, txn_id, expense_lines=[line]))

    @rule(kind=st.sampled_from(sorted(SPENT)), place=PLACE, void=st.booleans())
    def undo_spent(self, kind: str, place: int, void: bool) -> None:
        act = SPENT[kind][0].void if void else SPENT[kind][0].delete
        self.attempt(lambda: act(self.company, self.one(self.spent[kind], place)))

    @rule(first=PLACE, place=PLACE, amount=PAID, card=st.booleans())
    def apply_credit(self, first: int, place: int, amount: Decimal, card: bool) -> None:
        credit = SetCredit(self.one(self.spent["VendorCredit"], place), amount)
        applied = (AppliedTo(self.one(self.bills, first), Decimal("0.50"), (credit,)),)
        payee = named("Acme Timber")
        payment: Any = (
            BillPaymentCreditCard(payee_entity=payee, credit_card_account=named("Company Card"), applied_to=applied)
            if card
            else BillPaymentCheck(payee_entity=payee, bank_account=named("Checking"), applied_to=applied)
        )
        self.attempt(lambda: payments.add(self.company, payment), self.payments)

    @rule(item=ITEMS, quantity=QUANTITIES, rate=AMOUNTS, job=st.booleans())
    def sell(self, item: str, quantity: Decimal, rate: Decimal, job: bool) -> None:
        line = InvoiceLine(item=named(item), quantity=quantity, rate=rate)
        customer = named("Quayside Ltd:Boathouse" if job else "Quayside Ltd")
        self.attempt(lambda: invoices.add(self.company, Invoice(customer=customer, lines=(line,))), self.invoices)

    @rule(place=PLACE, quantity=QUANTITIES)
    def edit_invoice(self, place: int, quantity: Decimal) -> None:
        invoice = invoices.get(self.company, self.one(self.invoices, place))
        if invoice is not None:
            line = changed("InvoiceLine", invoice.lines[0].txn_line_id, quantity=quantity)
            self.attempt(lambda: invoices.modify(self.company, invoice.txn_id, lines=[line]))

    @rule(
        place=PLACE,
        amount=PAID,
        total=st.decimals("0", "60", places=2),
        auto=st.booleans(),
        discount=st.decimals("0", "2", places=2),
    )
    def be_paid(self, place: int, amount: Decimal, total: Decimal, auto: bool, discount: Decimal) -> None:
        applied = AppliedTo(self.one(self.invoices, place), amount, (), discount, named("Discounts"))
        payment = ReceivePayment(
            customer=named("Quayside Ltd"),
            total_amount=total,
            is_auto_apply=auto,
            applied_to=() if auto else (applied,),
        )
        self.attempt(lambda: customer_payments.add(self.company, payment), self.received)

    @rule(first=PLACE, place=PLACE, amount=PAID, total=st.decimals("0", "60", places=2))
    def edit_received(self, first: int, place: int, amount: Decimal, total: Decimal) -> None:
        applied = [AppliedTo(self.one(self.invoices, place), amount)]
        txn_id = self.one(self.received, first)
        self.attempt(lambda: customer_payments.modify(self.company, txn_id, applied_to=applied, total_amount=total))

    @rule(place=PLACE, amount=AMOUNTS, cash=PAID)
    def bring_to_the_bank(self, place: int, amount: Decimal, cash: Decimal) -> None:
        lines = (
            DepositLine(payment_txn_id=self.one(self.received, place)),
            DepositLine(account=named("Sales"), amount=amount),
        )
        deposit = Deposit(
            deposit_to_account=named("Checking"), lines=lines, cash_back=CashBack(account=named("Fuel"), amount=cash)
        )
        self.attempt(lambda: deposits.add(self.company, deposit), self.deposits)

    @rule(amount=PAID, other=PAID, place=PLACE, edit=st.booleans())
    def journalize(self, amount: Decimal, other: Decimal, place: int, edit: bool) -> None:
        lines = (
            JournalLine(account=named("Rent"), amount=amount, journal_line_type="Debit"),
            JournalLine(account=named("Fuel"), amount=other, journal_line_type="Debit"),
            JournalLine(
                account=named("Accounts Payable"),
                amount=amount + other,
                entity=named("Acme Timber"),
                journal_line_type="Credit",
            ),
        )
        entry = journal.get(self.company, self.one(self.entries, place))
        if edit and entry is not None:
            ids = [each.txn_line_id for each in entry.lines]
            amounts = (amount, other, amount + other)
            lines_ = [changed("JournalLine", each, amount=by) for each, by in zip(ids, amounts, strict=True)]
            self.attempt(lambda: journal.modify(self.company, entry.txn_id, lines=lines_))
        else:
            self.attempt(lambda: journal.add(self.company, JournalEntry(lines=lines)), self.entries)

    @rule(amount=PAID)
    def transfer(self, amount: Decimal) -> None:
        start, end = named("Checking"), named("Company Card")
        made = Transfer(amount=amount, transfer_from_account=start, transfer_to_account=end)
        self.attempt(lambda: transfers.add(self.company, made))

    @rule(kind=st.sampled_from(("invoice", "deposit", "entry", "received")), place=PLACE, void=st.booleans())
    def undo(self, kind: str, place: int, void: bool) -> None:
        operations: Any = {"invoice": invoices, "deposit": deposits, "entry": journal, "received": customer_payments}
        ids = {"invoice": self.invoices, "deposit": self.deposits, "entry": self.entries, "received": self.received}
        act = operations[kind].void if void and kind != "received" else operations[kind].delete
        self.attempt(lambda: act(self.company, self.one(ids[kind], place)))

    @rule(place=PLACE, quantity=QUANTITIES)
    def receive(self, place: int, quantity: Decimal) -> None:
        order = purchase_orders.get(self.company, self.one(self.orders, place))
        if order is not None:
            line = ItemLine(quantity=quantity, link_to_txn=LinkTarget(order.txn_id, order.lines[0].txn_line_id))
            self.attempt(lambda: bills.add(self.company, Bill(vendor=order.vendor, item_lines=(line,))), self.bills)

    @rule(place=PLACE, amount=AMOUNTS, drop=st.booleans())
    def edit_bill(self, place: int, amount: Decimal, drop: bool) -> None:
        bill = bills.get(self.company, self.one(self.bills, place))
        if bill is None:
            return
        expenses = [keep("ExpenseLine", each.txn_line_id) for each in bill.expense_lines[int(drop) :]]
        expenses.append(new("ExpenseLine", account=named("Rent"), amount=amount))
        lines = [keep("ItemLine", each.txn_line_id) for each in bill.item_lines]
        self.attempt(lambda: bills.modify(self.company, bill.txn_id, expense_lines=expenses, item_lines=lines))

    @rule(first=PLACE, second=PLACE, amount=PAID, discount=st.decimals("0", "2", places=2))
    def pay(self, first: int, second: int, amount: Decimal, discount: Decimal) -> None:
        bill = bills.get(self.company, self.one(self.bills, first))
        applied = [AppliedTo(self.one(self.bills, first), amount, (), discount, named("Discounts"))]
        if self.one(self.bills, first) != self.one(self.bills, second):
            applied.append(AppliedTo(self.one(self.bills, second), amount))
        if bill is not None:
            payment = BillPaymentCheck(
                payee_entity=bill.vendor, bank_account=named("Checking"), applied_to=tuple(applied)
            )
            self.attempt(lambda: payments.add(self.company, payment), self.payments)

    @rule(place=PLACE, amount=st.decimals("0", "60", places=2))
    def edit_payment(self, place: int, amount: Decimal) -> None:
        payment = payments.get(self.company, self.one(self.payments, place))
        if payment is not None and payment.applied_to:
            applied = [AppliedTo(payment.applied_to[0].txn_id, amount)]
            self.attempt(lambda: payments.modify(self.company, payment.txn_id, applied_to=applied))

    @rule(place=PLACE, void=st.booleans())
    def undo_payment(self, place: int, void: bool) -> None:
        act = payments.void if void else payments.delete
        payment = payments.get(self.company, self.one(self.payments, place))
        if payment is not None:
            self.attempt(lambda: act(self.company, payment.txn_id, type(payment).__name__))

    @rule(place=PLACE, void=st.booleans())
    def undo_bill(self, place: int, void: bool) -> None:
        act = bills.void if void else bills.delete
        self.attempt(lambda: act(self.company, self.one(self.bills, place)))

    def rows(self, sql: str) -> list[Any]:
        return self.company.connection.execute(sql).fetchall()

    @invariant()
    def every_transaction_balances(self) -> None:
        assert not self.rows("SELECT txn FROM posting GROUP BY txn HAVING sum(cents) != 0")

    @invariant()
    def every_balance_is_the_sum_of_its_postings(self) -> None:
        posted = dict(self.rows("SELECT account, sum(cents) FROM posting GROUP BY account"))
        posted |= dict(self.rows("SELECT entity, sum(cents) FROM posting WHERE entity != '' GROUP BY entity"))
        kept = {owner: cents for owner, cents in self.rows("SELECT list_id, cents FROM balance") if cents}
        assert kept == {owner: cents for owner, cents in posted.items() if cents}

    @invariant()
    def what_is_open_is_the_total_less_what_is_applied(self) -> None:
        assert not self.rows(
            """SELECT 1 FROM txn WHERE kind IN ('Bill', 'Invoice') AND (open_cents < 0 OR open_cents != cents -
            (SELECT coalesce(sum(cents + discount), 0) FROM link WHERE target = txn.id AND type = 'AMTTYPE'))"""
        )
        paying = "'VendorCredit', 'BillPaymentCheck', 'BillPaymentCreditCard', 'ReceivePayment'"
        assert not self.rows(
            f"""SELECT 1 FROM txn WHERE kind IN ({paying}) AND (open_cents < 0 OR open_cents != cents -
            (SELECT coalesce(sum(cents), 0) FROM link WHERE source = txn.id AND type = 'AMTTYPE'))"""
        )

    @invariant()
    def vendors_and_customers_have_the_balances_of_payables_and_receivables(self) -> None:
        owed = "SELECT coalesce(sum(cents), 0) FROM posting p WHERE"
        for account_type, kind in (("AccountsPayable", "Vendor"), ("AccountsReceivable", "Customer")):
            of_type = f"SELECT list_id FROM list_object WHERE json_extract(body, '$.account_type') = '{account_type}'"
            whose = f"SELECT list_id FROM list_object WHERE kind = '{kind}'"
            assert self.rows(f"{owed} account IN ({of_type})") == self.rows(f"{owed} entity IN ({whose})")

    @invariant()
    def a_bill_is_the_sum_of_its_lines(self) -> None:
        for txn_id in self.bills:
            bill = bills.get(self.company, txn_id)
            if bill is not None:
                assert bill.amount_due == total((*bill.expense_lines, *bill.item_lines))

    @invariant()
    def what_was_received_is_what_is_linked(self) -> None:
        assert not self.rows(
            "SELECT 1 FROM line WHERE received != (SELECT coalesce(sum(units), 0) FROM link WHERE target_line = line_id)"
        )

    @invariant()
    def stock_is_worth_what_its_account_says(self) -> None:
        stock = self.rows("SELECT coalesce(sum(cents), 0) FROM stock")[0][0]
        account = self.rows(
            "SELECT coalesce(sum(p.cents), 0) FROM posting p JOIN list_object o ON o.list_id = p.account WHERE o.name = 'Stock'"
        )
        assert stock == account[0][0]
        nails = items.find(self.company, "Nails")
        assert vendors.find(self.company, "Acme Timber") is not None
        assert nails.quantity_on_hand == sum(self.moved(), Decimal(0))

    def moved(self) -> list[Decimal]:
        """How many nails each line brought in or sent back."""
        found: list[tuple[Any, int]] = [(bills.get(self.company, txn_id), 1) for txn_id in self.bills]
        for txn_id in self.invoices:
            sold = invoices.get(self.company, txn_id)
            found += [(SimpleNamespace(item_lines=sold.lines), -1)] if sold else []
        for kind, (operations, _, direction) in SPENT.items():
            found += [(operations.get(self.company, txn_id), direction) for txn_id in self.spent[kind]]
        return [
            direction * line.quantity
            for record, direction in found
            if record
            for line in record.item_lines
            if line.item.full_name == "Nails"
        ]


@pytest.mark.usefixtures("original")
def test_the_books_balance_whatever_is_done(original: CompanyFile) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Bookkeeping.original = original
    run_state_machine_as_test(
        Bookkeeping,
        settings=settings(
            max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
