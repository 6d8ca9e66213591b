"""Company files of any size: made-up vendors with years of bills and payments, from a seed, quickly."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from .bulk import Bulk, total
from .lists import accounts, classes, customers, items, terms, vendors
from .transactions.records import AppliedTo, Bill, BillPaymentCheck, ExpenseLine, ItemLine
from .values import Address, Ref, money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .company import CompanyFile

FIRST = (
    "Amber",
    "Birch",
    "Cedar",
    "Dover",
    "Falcon",
    "Granite",
    "Harbor",
    "Iron",
    "Juniper",
    "Laurel",
    "Maple",
    "Orchard",
)
SECOND = ("Bridge", "Creek", "Field", "Gate", "Hill", "Junction", "Meadow", "Point", "Ridge", "Spring", "Valley")
THIRD = (
    "Brothers",
    "Concrete",
    "Electric",
    "Équipement",
    "Fuel & Oil",
    "Glass",
    "Hardware",
    "Lumber",
    "Rental",
    "Supply Co.",
)
EXPENSES = (
    "Materials",
    "Subcontractors",
    "Equipment Hire",
    "Fuel",
    "Office Supplies",
    "Repairs",
    "Utilities",
    "Freight",
)
CLASSES = ("North", "South", "Shop", "Office")
TERMS = {"Net 15": 15, "Net 30": 30, "Net 60": 60}
MEMOS = (
    "",
    "",
    "",
    "monthly account",
    "delivered & signed for",
    "second delivery, balance of the order",
    "façade, § 4",
)
YEARS_BACK = 3
PAID = 0.8
"""The share of bills past due that have been paid."""
BILLS_A_CHECK = 5


@dataclass(frozen=True, slots=True)
class Stage:
    """The list objects among which the bills are made up."""

    vendors: Sequence[vendors.Vendor]
    expenses: Sequence[Ref]
    items: Sequence[tuple[Ref, Decimal, Ref]]
    """Item, its cost, the account it goes to."""
    classes: Sequence[Ref]
    customers: Sequence[Ref]
    payables: Ref
    bank: Ref


class Due(NamedTuple):
    """What of a bill is needed to pay it: its row, and what a check says of it."""

    row: int
    txn_id: str
    vendor: Ref
    due_date: date
    amount: Decimal

    @classmethod
    def of(cls, row: int, bill: Bill) -> Due:
        """The bill of that row."""
        assert bill.vendor is not None
        assert bill.due_date is not None
        return cls(row, bill.txn_id, bill.vendor, bill.due_date, money(total(bill)))


def fill(company: CompanyFile, *, bills: int, vendors: int, seed: int) -> None:
    """Add so many made-up vendors, and so many bills of theirs with payments; the books balance.

    The same seed on the same file makes the same company. All of it is one durable change.
    """
    chance = random.Random(seed)  # noqa: S311 - made-up data
    with company.change():
        stage = set_stage(company, vendors, chance)
        bulk = Bulk(company)
        dice = random.Random(f"{seed} paid")  # noqa: S311 - made-up data
        today = company.today()
        entered = bulk.bills(plan(company, stage, bills, chance))
        due = [Due.of(row, bill) for row, bill in entered if _is_paid(bill, today, dice)]
        bulk.payments(checks(stage, due))
        bulk.close()


def set_stage(company: CompanyFile, how_many: int, chance: random.Random) -> Stage:
    """Add the lists that the bills need; what is there under the same name is used as it is."""
    above = Ref(_account(company, "Generated Costs", "Expense", None))
    expenses = [Ref(_account(company, name, "Expense", above)) for name in EXPENSES]
    return Stage(
        vendors=_vendors(company, how_many, chance),
        expenses=expenses,
        items=[_item(company, at, expenses[at % len(expenses)]) for at in range(30)],
        classes=[_class(company, name) for name in CLASSES],
        customers=[_customer(company, f"Customer {at:03}") for at in range(1, 101)],
        payables=_ref(accounts.of_type(company, "AccountsPayable")[0]),
        bank=Ref(_account(company, "Generated Checking", "Bank", None)),
    )


def _ref(record: accounts.Account | classes.Class | customers.Customer) -> Ref:
    return Ref(record.list_id, record.full_name)


def _account(company: CompanyFile, name: str, account_type: str, parent: Ref | None) -> str:
    full_name = f"{company.full_name(parent.list_id)}:{name}" if parent else name
    found = accounts.find(company, full_name)
    return (found or accounts.add(company, accounts.Account(name, account_type, parent=parent))).list_id


def _class(company: CompanyFile, name: str) -> Ref:
    return _ref(classes.find(company, name) or classes.add(company, classes.Class(name)))


def _customer(company: CompanyFile, name: str) -> Ref:
    return _ref(customers.find(company, name) or customers.add(company, customers.Customer(name)))


def _item(company: CompanyFile, at: int, account: Ref) -> tuple[Ref, Decimal, Ref]:
    name, cost = f"Part {at + 1:03}", Decimal(at * 7 + 3) / 4
    side = items.SalesOrPurchase(desc=f"{name}, as per catalogue", price=cost, account=account)
    found = items.find(company, name) or items.add(company, items.ItemNonInventory(name, sales_or_purchase=side))
    return Ref(found.list_id, found.full_name), cost, account


def _vendors(company: CompanyFile, how_many: int, chance: random.Random) -> list[vendors.Vendor]:
    due = [
        terms.find(company, name) or terms.add(company, terms.StandardTerms(name, std_due_days=days))
        for name, days in TERMS.items()
    ]
    made = []
    for at in range(1, how_many + 1):
        name = f"{chance.choice(FIRST)} {chance.choice(SECOND)} {chance.choice(THIRD)} {at:05}"
        street = Address(addr1=name, addr2=f"{at} Mill Street", city="Millrace", state="PA", postal_code="19211")
        vendor = vendors.Vendor(name, vendor_address=street, terms=Ref(chance.choice(due).list_id), company_name=name)
        made.append(vendors.find(company, name) or vendors.add(company, vendor))
    return made


def plan(company: CompanyFile, stage: Stage, how_many: int, chance: random.Random) -> Iterator[Bill]:
    """Complete bills in the order of their dates, over some years up to today; they come one at a time."""
    today, span = company.today(), YEARS_BACK * 365
    rules = {each.list_id: each for each in terms.every(company)}
    for at in range(how_many):
        day = today - timedelta(days=span - span * at // max(1, how_many - 1))
        vendor = chance.choice(stage.vendors)
        assert vendor.terms is not None
        bill = Bill(
            vendor=Ref(vendor.list_id, vendor.name),
            vendor_address=vendor.vendor_address,
            ap_account=stage.payables,
            txn_date=day,
            due_date=rules[vendor.terms.list_id].due(day),
            ref_number=f"{chance.randrange(10**6):06}",
            terms=vendor.terms,
            memo=chance.choice(MEMOS),
        )
        yield _with_lines(bill, stage, chance)


def _with_lines(bill: Bill, stage: Stage, chance: random.Random) -> Bill:
    dice = chance.random()
    expenses = 0 if dice < 0.2 else chance.choice((1, 1, 2, 3))
    parts = chance.choice((1, 2, 4)) if dice < 0.35 else 0
    return replace(
        bill,
        expense_lines=tuple(_expense(stage, chance) for _ in range(expenses)),
        item_lines=tuple(_part(stage, chance) for _ in range(parts)),
    )


def _expense(stage: Stage, chance: random.Random) -> ExpenseLine:
    return ExpenseLine(
        account=chance.choice(stage.expenses),
        amount=Decimal(chance.randint(500, 250_000)).scaleb(-2),
        memo=chance.choice(MEMOS),
        customer=chance.choice(stage.customers) if chance.random() < 0.5 else None,
        class_=chance.choice(stage.classes),
    )


def _part(stage: Stage, chance: random.Random) -> ItemLine:
    item, cost, account = chance.choice(stage.items)
    many = Decimal(chance.randint(1, 40))
    return ItemLine(
        item=item,
        desc="as per catalogue",
        quantity=many,
        cost=cost,
        amount=round(cost * many, 2),
        class_=chance.choice(stage.classes),
        override_item_account=account,
    )


def _is_paid(bill: Bill, today: date, chance: random.Random) -> bool:
    assert bill.due_date is not None
    return chance.random() < PAID and bill.due_date < today


def checks(stage: Stage, due: Iterable[Due]) -> Iterator[tuple[BillPaymentCheck, Sequence[int]]]:
    """Checks that pay these bills in full, some bills of one vendor on each, with the rows of the bills."""
    waiting: defaultdict[Ref, list[Due]] = defaultdict(list)
    number = 10_000
    for each in due:
        waiting[each.vendor].append(each)
        if len(waiting[each.vendor]) == BILLS_A_CHECK:
            number += 1
            yield _check(stage, waiting.pop(each.vendor), number)
    for group in waiting.values():
        number += 1
        yield _check(stage, group, number)


def _check(stage: Stage, group: Sequence[Due], number: int) -> tuple[BillPaymentCheck, list[int]]:
    check = BillPaymentCheck(
        payee_entity=group[-1].vendor,
        ap_account=stage.payables,
        txn_date=group[-1].due_date,
        bank_account=stage.bank,
        ref_number=str(number),
        applied_to=tuple(AppliedTo(each.txn_id, payment_amount=each.amount) for each in group),
    )
    return check, [each.row for each in group]
