"""A year of work for a sample company: orders, bills and payments, played from a seed up to the file's today."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import vendors
from counterfoil.simulator.transactions import bills, payments, purchase_orders
from counterfoil.simulator.transactions.lines import changed, keep
from counterfoil.simulator.transactions.records import AppliedTo, Bill, BillPaymentCheck, PurchaseOrder

from .lines import Lines
from .lists import INACTIVE_VENDORS, Index
from .tables import Row, table

BILLS = 400
ORDERS = 64
DAYS = 280
"""How far back the books go."""
FRIDAY = 4
SUPPLIERS = frozenset(
    (
        "electrical",
        "windows",
        "plumbing",
        "concrete",
        "truss",
        "roofing",
        "tile",
        "lumber",
        "drywall",
        "doors",
        "fixtures",
        "hardware",
    )
)
"""Trades from which one orders before the bill comes."""


@dataclass(slots=True)
class Ordered:
    """A purchase order and what is to become of it."""

    vendor: Row
    fate: str
    txn_id: str = ""


@dataclass(slots=True)
class Owed:
    """A bill that is not paid yet: when it is to be paid, how much of it, and whether early enough for the discount."""

    txn_id: str
    vendor: str
    due: date
    entered: date
    fate: str


@dataclass(slots=True)
class Player:
    """Plays the days one after the other; everything it does is done through the ordinary operations."""

    company: CompanyFile
    index: Index
    lines: Lines
    chance: random.Random
    today: date
    owed: list[Owed] = field(default_factory=list)
    last_numbers: dict[str, str] = field(default_factory=dict)
    check_number: int = 10412
    order_number: int = 2041

    def order(self, ordered: Ordered, day: date) -> None:
        """Enter a purchase order."""
        order = PurchaseOrder(
            vendor=self.index("vendor", ordered.vendor[0]),
            txn_date=day,
            ref_number=str(self.order_number),
            expected_date=day + timedelta(days=self.chance.randint(5, 21)),
            memo=self.lines.memo("{job}: material list, please confirm by phone") if self.chance.random() < 0.4 else "",
            lines=self.lines.ordered(ordered.vendor[1]),
        )
        self.order_number += 1
        ordered.txn_id = purchase_orders.add(self.company, order).txn_id

    def receive(self, ordered: Ordered, day: date) -> None:
        """Enter a bill that receives all or half of what is still to come of an order."""
        order = purchase_orders.get(self.company, ordered.txn_id)
        assert order is not None
        share = Decimal("0.5") if ordered.fate in {"partly", "two bills"} else Decimal(1)
        item_lines = self.lines.receiving(order, share)
        if not item_lines:
            self.bill(ordered.vendor, day)
            return
        expense_lines = (
            self.lines.expenses(ordered.vendor[1], Decimal("64.50"), 1) if self.chance.random() < 0.2 else ()
        )
        self._bill(ordered.vendor, day, expense_lines=expense_lines, item_lines=item_lines)
        if ordered.fate == "two bills":
            ordered.fate = "rest"

    def close(self, ordered: Ordered, day: date) -> None:
        """Close an order by hand, as a whole or in its last line."""
        del day
        order = purchase_orders.get(self.company, ordered.txn_id)
        assert order is not None
        if ordered.fate == "closed":
            purchase_orders.modify(self.company, ordered.txn_id, is_manually_closed=True)
            return
        kept = [keep("OrderLine", line.txn_line_id) for line in order.lines[:-1]]
        last = changed("OrderLine", order.lines[-1].txn_line_id, is_manually_closed=True)
        purchase_orders.modify(self.company, ordered.txn_id, lines=[*kept, last])

    def bill(self, vendor: Row, day: date) -> None:
        """Enter a bill without an order."""
        expense_lines, item_lines = self.lines.of_bill(vendor[1])
        self._bill(vendor, day, expense_lines=expense_lines, item_lines=item_lines)

    def _bill(self, vendor: Row, day: date, **lines: tuple[object, ...]) -> None:
        name = vendor[0]
        bill = bills.add(
            self.company,
            Bill(
                vendor=self.index("vendor", name),
                txn_date=day,
                ref_number=self._number(name, vendor[1]),
                memo=self.lines.any_memo(),
                **lines,  # type: ignore[arg-type]
            ),
        )
        assert bill.due_date is not None
        self.owed.append(Owed(bill.txn_id, name, bill.due_date, day, self._fate(bill.due_date)))

    def _number(self, name: str, trade: str) -> str:
        """The vendor's number for a bill; now and then the same as before, as happens."""
        if name not in self.last_numbers or self.chance.random() > 0.015:
            self.last_numbers[name] = self.lines.number(trade)
        return self.last_numbers[name]

    def _fate(self, due: date) -> str:
        """Whether a bill is paid in full, in part, early, or left lying; recent ones are left more often."""
        lying = 0.34 if due > self.today - timedelta(days=45) else 0.02
        dice = self.chance.random()
        return "hold" if dice < lying else "part" if dice < lying + 0.05 else "early" if dice < lying + 0.3 else "pay"

    def pay_run(self, day: date) -> None:
        """Write the week's checks: one for each vendor with something due."""
        chosen: dict[str, list[AppliedTo]] = defaultdict(list)
        for owed in list(self.owed):
            applied = self._payment(owed, day)
            if applied is not None:
                chosen[owed.vendor].append(applied)
                self.owed.remove(owed)
        for name, applied_to in chosen.items():
            self._check(name, day, tuple(applied_to))

    def _payment(self, owed: Owed, day: date) -> AppliedTo | None:
        discount = self._discount(owed, day) if owed.fate == "early" else None
        if owed.fate == "hold" or (discount is None and owed.due > day + timedelta(days=3)):
            return None
        open_amount = bills.get(self.company, owed.txn_id).open_amount  # type: ignore[union-attr]
        assert open_amount is not None
        if owed.fate == "part":
            return AppliedTo(owed.txn_id, payment_amount=round(open_amount * Decimal("0.4"), 2))
        taken = round(open_amount * (discount or Decimal(0)) / 100, 2)
        return AppliedTo(
            owed.txn_id,
            payment_amount=open_amount - taken,
            discount_amount=taken or None,
            discount_account=self.index("account", "Discounts Taken") if taken else None,
        )

    def _discount(self, owed: Owed, day: date) -> Decimal | None:
        """The per cent that the vendor's terms give for paying on that day."""
        vendor = vendors.get(self.company, self.index("vendor", owed.vendor).list_id)
        assert vendor is not None
        rule = self.lines.discounts.get(vendor.terms.full_name if vendor.terms else "")
        return rule[1] if rule and day <= owed.entered + timedelta(days=rule[0]) else None

    def _check(self, name: str, day: date, applied_to: tuple[AppliedTo, ...]) -> None:
        to_print = day > self.today - timedelta(days=7)
        self.check_number += 0 if to_print else 1
        check = BillPaymentCheck(
            payee_entity=self.index("vendor", name),
            bank_account=self.index("account", "Operating Checking"),
            txn_date=day,
            is_to_be_printed=to_print,
            ref_number="" if to_print else str(self.check_number),
            applied_to=applied_to,
        )
        payment = payments.add(self.company, check)
        if self.check_number % 97 == 0 and not to_print:
            payments.void(self.company, payment.txn_id)


def build(company: CompanyFile, sample: str, index: Index) -> None:
    """Play the days; afterwards one bill is void and one is gone, so that both can be seen."""
    chance = random.Random(f"{sample} 7")  # noqa: S311 - a sample, not a secret
    today = company.today()
    lines = Lines(sample, index, chance)
    begin = (today - timedelta(days=DAYS)).isoformat()
    company.connection.execute("UPDATE txn SET txn_date = ? WHERE kind = 'OpeningEntry'", [begin])
    player = Player(company, index, lines, chance, today)
    diary = _diary(sample, player)
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        for act in diary.get(day, ()):
            act(day)
        if day.weekday() == FRIDAY:
            player.pay_run(day)
    _finish(player)


def _diary(sample: str, player: Player) -> dict[date, list[Callable[[date], None]]]:
    """What is to happen on which day."""
    diary: dict[date, list[Callable[[date], None]]] = defaultdict(list)
    chance = player.chance
    people = [row for row in table(sample, "vendors") if row[0] not in INACTIVE_VENDORS]
    yearly = {row[0]: int(row[1]) for row in table(sample, "trades")}
    suppliers = [row for row in people if row[1] in SUPPLIERS]
    weights = [yearly[row[1]] for row in people]
    receipts = 0
    for ordered, back in _orders(suppliers, chance):
        start = player.today - timedelta(days=back)
        diary[start].append(lambda day, ordered=ordered: player.order(ordered, day))  # type: ignore[misc]
        for wait, act in _fates(player, ordered, chance):
            if wait < back:
                diary[start + timedelta(days=wait)].append(act)
                receipts += act.__name__ == "receive"
    for vendor in chance.choices(people, weights, k=BILLS + 1 - receipts):
        back = int(DAYS * chance.random() ** 1.3)
        diary[player.today - timedelta(days=back)].append(lambda day, vendor=vendor: player.bill(vendor, day))  # type: ignore[misc]
    return diary


FATES = ("open", "partly", "received", "received", "two bills", "closed", "line closed", "open")


def _orders(suppliers: list[Row], chance: random.Random) -> Iterator[tuple[Ordered, int]]:
    """The orders and how many days back each was made; the open ones are the recent ones."""
    for at in range(ORDERS):
        fate = FATES[at % len(FATES)]
        back = chance.randint(3, 40) if fate in {"open", "partly"} else chance.randint(45, DAYS)
        yield Ordered(chance.choice(suppliers), fate), back


def _fates(player: Player, ordered: Ordered, chance: random.Random) -> Sequence[tuple[int, Callable[[date], None]]]:
    """After how many days something happens to an order, and what."""

    def receive(day: date) -> None:
        player.receive(ordered, day)

    def close(day: date) -> None:
        player.close(ordered, day)

    soon = chance.randint(2, 12)
    return {
        "open": [],
        "partly": [(min(soon, 2), receive)],
        "received": [(soon, receive)],
        "two bills": [(soon, receive), (soon + 9, receive)],
        "closed": [(soon, close)],
        "line closed": [(soon, close), (soon + 3, receive)],
    }[ordered.fate]


def _finish(player: Player) -> None:
    connection = player.company.connection
    lying = "SELECT txn_id FROM txn WHERE kind = 'Bill' AND open_cents = cents AND cents > 0 ORDER BY number"
    unpaid = [row[0] for row in connection.execute(lying)]
    linked = "SELECT t.txn_id FROM link l JOIN txn t ON t.id = l.source WHERE l.type = 'QUANTYPE'"
    free = [txn_id for txn_id in unpaid if txn_id not in {row[0] for row in connection.execute(linked)}]
    bills.void(player.company, free[0])
    bills.delete(player.company, free[1])
