"""The machine that QuickBooks runs on: its clock, the company file, the request processor, and what the file holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.faults import SeededFaults
from counterfoil.simulator.lists.items import ItemInventory, ItemService, SalesOrPurchase
from counterfoil.simulator.person import Person
from counterfoil.simulator.processor import RequestProcessor
from counterfoil.simulator.transactions import bills, purchase_orders
from tests.storm.ledger import tokens_of

if TYPE_CHECKING:
    import random

    from counterfoil.records import Bill
    from tests.storm.weather import Weather

START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
VENDORS = ("Keller Lumber", "Ort Concrete", "Voss Electric")
EXPENSES = ("Materials", "Subcontractors", "Tools", "Permits")
ITEMS = ("Labor", "Gravel")
"""A service, and a part that is counted."""
CUSTOMER = "Alder House"


def template() -> CompanyFile:
    """A small company: what every seed starts from."""
    company = CompanyFile.create(":memory:", name="Storm Builders", clock=ManualClock(START))
    company.change_settings(file_guid="{00000000-1111-2222-3333-444444444444}")
    person = Person(company)
    for name in EXPENSES:
        person.add_account(name)
    person.add_account("Checking", "Bank")
    person.add_terms("Net 30", 30)
    for name in VENDORS:
        person.add_vendor(name)
    person.add_customer(CUSTOMER)
    person.add_class("North")
    _add_items(person)
    company.connection.execute("DROP INDEX txn_guid")
    return company


def _add_items(person: Person) -> None:
    labor = SalesOrPurchase("Labor on site", Decimal("12.00"), None, person.ref("account", "Subcontractors"))
    person.add_item(ItemService("Labor", sales_or_purchase=labor))
    for name, account_type in (("Sales", "Income"), ("Cost of Goods Sold", "CostOfGoodsSold"), ("Stock", "OtherAsset")):
        person.add_account(name, account_type)
    person.add_item(
        ItemInventory(
            "Gravel",
            purchase_cost=Decimal("7.00"),
            income_account=person.ref("account", "Sales"),
            cogs_account=person.ref("account", "Cost of Goods Sold"),
            asset_account=person.ref("account", "Stock"),
        )
    )


@dataclass
class Machine:
    """One seed's QuickBooks machine. `ahead`: seconds by which its clock is ahead of true time."""

    company: CompanyFile
    clock: ManualClock
    weather: Weather
    processor: RequestProcessor = field(init=False)
    faults: SeededFaults = field(init=False)
    person: Person = field(init=False)
    meddle: dict[str, Any] | None = None
    """Who gets in between; nobody unless somebody is named."""

    def __post_init__(self) -> None:
        self.person = Person(self.company)
        self.faults = SeededFaults(
            f"quickbooks {self.weather.seed}",
            self.weather.quickbooks,
            clock=self.clock,
            meddle=self.meddle,
            stored=self.company,
        )
        self.restart()

    def restart(self) -> None:
        """QuickBooks is closed and opened again."""
        self.processor = RequestProcessor(self.company, faults=self.faults)

    def unix(self) -> int:
        """Unix seconds on this machine's clock."""
        return int(self.clock.now().timestamp())

    def step_clock(self, chance: random.Random) -> int:
        """Someone, or a time server, moves the clock."""
        seconds = chance.choice((-5, -2, 2, 5, -3600, 3600))
        self.clock.advance(seconds)
        return seconds

    def forget_set(self) -> None:
        """The stored message set is lost, as after a crash of QuickBooks."""
        self.company.connection.execute("DELETE FROM message_answer")
        self.company.connection.execute("DELETE FROM message_set")

    def cut_log(self) -> None:
        """The deletion log no longer reaches back to yesterday."""
        self.company.connection.execute("DELETE FROM deleted")

    def bills(self) -> dict[str, Any]:
        """Every bill in the file, by TxnID."""
        return {txn_id: bill for txn_id in self.bill_ids() if (bill := self.bill(txn_id)) is not None}

    def bill_ids(self) -> list[str]:
        """The TxnIDs of all bills."""
        rows = self.company.connection.execute("SELECT txn_id FROM txn WHERE kind = 'Bill' ORDER BY id")
        return [txn_id for (txn_id,) in rows.fetchall()]

    def bill(self, txn_id: str) -> Any:
        """This bill; None when there is no such bill."""
        return bills.get(self.company, txn_id)

    def tokens(self) -> set[str]:
        """Everything typed that stands in bills and in names of lists."""
        query = "SELECT full_name FROM list_object UNION ALL SELECT coalesce(ref_number, '') FROM txn"
        texts = [text for (text,) in self.company.connection.execute(query).fetchall()]
        return tokens_of(*texts, *(part for bill in self.bills().values() for part in said_by(bill)))

    def twin_of(self, bill: Bill, before: int) -> str:
        """The TxnID of an unpaid bill that was entered by hand and last changed before that second, with this one's
        vendor, number and total, dated within a week of it; empty for none."""
        for txn_id, there in self.bills().items():
            is_like = (there.vendor.list_id, there.ref_number, there.amount_due) == (
                bill.vendor.id,
                bill.ref_number,
                bill.total,
            )
            days = abs((there.txn_date - bill.txn_date).days) if bill.txn_date and there.txn_date else 99
            is_free = not there.external_guid and not there.linked_txn and int(there.edit_sequence) < before
            if is_like and is_free and days <= 7 and bill.total:
                return txn_id
        return ""

    def name_of(self, list_id: str) -> str:
        """The full name of a list object."""
        return self.company.full_name(list_id)

    def names(self, kind: str) -> list[str]:
        """The full names of all list objects of a kind."""
        rows = self.company.connection.execute("SELECT full_name FROM list_object WHERE kind = ? ORDER BY id", [kind])
        return [name for (name,) in rows.fetchall()]

    def active(self, *kinds: str) -> list[str]:
        """The ListIDs of list objects of these kinds that can be chosen."""
        marks = ", ".join("?" * len(kinds))
        query = f"SELECT list_id FROM list_object WHERE kind IN ({marks}) AND is_active ORDER BY id"
        return [list_id for (list_id,) in self.company.connection.execute(query, kinds).fetchall()]

    def expenses(self) -> list[str]:
        """The ListIDs of the expense accounts that can be chosen, by whatever names."""
        query = """SELECT list_id FROM list_object WHERE kind = 'Account' AND is_active
            AND json_extract(body, '$.account_type') = 'Expense' ORDER BY id"""
        return [list_id for (list_id,) in self.company.connection.execute(query).fetchall()]

    def numbers(self) -> list[str]:
        """The reference numbers of all bills."""
        rows = self.company.connection.execute("SELECT ref_number FROM txn WHERE kind = 'Bill'").fetchall()
        return [number for (number,) in rows]

    def doubled_guids(self) -> list[str]:
        """ExternalGUIDs that more than one transaction has."""
        query = "SELECT external_guid FROM txn WHERE external_guid IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
        return [guid for (guid,) in self.company.connection.execute(query).fetchall()]

    def orders(self) -> list[Any]:
        """The purchase orders of which something is still to come."""
        return [order for order in self.every_order() if not order.is_fully_received]

    def every_order(self) -> list[Any]:
        """All purchase orders."""
        rows = self.company.connection.execute("SELECT txn_id FROM txn WHERE kind = 'PurchaseOrder' ORDER BY id")
        orders = [purchase_orders.get(self.company, txn_id) for (txn_id,) in rows.fetchall()]
        return [order for order in orders if order is not None]

    def order_links(self) -> set[tuple[str, str]]:
        """Which bill receives which order: their TxnIDs."""
        query = """SELECT bill.txn_id, ordered.txn_id FROM link JOIN txn bill ON bill.id = link.source
            JOIN txn ordered ON ordered.id = link.target WHERE link.type = 'QUANTYPE' AND bill.kind = 'Bill'"""
        return set(self.company.connection.execute(query).fetchall())

    def payments(self) -> list[str]:
        """The TxnIDs of all payments."""
        query = "SELECT txn_id FROM txn WHERE kind = 'BillPaymentCheck' ORDER BY id"
        return [txn_id for (txn_id,) in self.company.connection.execute(query).fetchall()]

    def vendors(self) -> dict[str, str]:
        """ListID → name of every active vendor."""
        query = "SELECT list_id, name FROM list_object WHERE kind = 'Vendor' AND is_active ORDER BY id"
        return dict(self.company.connection.execute(query).fetchall())

    def books_balance(self) -> bool:
        """Whether every transaction's postings balance."""
        query = "SELECT 1 FROM posting GROUP BY txn HAVING sum(cents) != 0"
        return self.company.connection.execute(query).fetchone() is None

    def told(self) -> list[tuple[Any, ...]]:
        """Every transaction and list object as it stands, but for times."""
        txns = self.company.connection.execute("SELECT txn_id, edit_sequence, cents, open_cents FROM txn ORDER BY id")
        lists = self.company.connection.execute("SELECT list_id, edit_sequence FROM list_object ORDER BY id")
        return [*txns.fetchall(), *lists.fetchall()]

    def later(self, seconds: float) -> None:
        """Time passes."""
        self.clock.advance(seconds)


def said_by(bill: Any) -> tuple[Any, ...]:
    """What people have typed into a bill of QuickBooks."""
    return (bill.ref_number, bill.memo, *bill.expense_lines, *bill.item_lines)


def true_time(clock: ManualClock) -> datetime:
    """Now, on a clock that nobody moves."""
    return clock.now() + timedelta()
