"""Random people at QuickBooks' own screen, who type values that nobody typed before; and what people do at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.simulator.status import Refusal
from counterfoil.simulator.transactions.records import ItemLine, LinkTarget
from tests.storm.ledger import tokens_of
from tests.storm.machine import CUSTOMER, EXPENSES, ITEMS, START

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.storm.ledger import Ledger
    from tests.storm.world import World

WEIGHTS = {
    "enter": 5,
    "edit header": 8,
    "edit line": 6,
    "add line": 4,
    "remove line": 3,
    "delete": 3,
    "revert": 2,
    "pay": 3,
    "unpay": 3,
    "void": 1,
    "rename vendor": 1,
    "add vendor": 1,
    "commit": 1,
    "order": 0,
    "receive": 0,
}
"""What people do, and how often; not every company uses purchase orders."""


LINE_FIELDS = {
    "ExpenseLine": ("memo", "amount", "account", "customer"),
    "ItemLine": ("desc", "cost", "quantity", "item", "amount", "customer"),
}
"""What people change in a line."""

TYPED = {"memo": "word", "desc": "word", "description": "word", "amount": "amount", "cost": "amount"}
"""What is typed letter by letter, and so never twice the same; the rest is chosen."""


def lines_of(bill: Any) -> list[Any]:
    """Every line of QuickBooks' bill."""
    return [*bill.expense_lines, *bill.item_lines]


def said(line: Any) -> str:
    """What the story calls a line."""
    words = [getattr(line, name, "") for name in ("memo", "desc", "description")]
    return f"{''.join(words)} {shown(getattr(line, 'cost', None) or line.amount)}"


def a_day(chance: random.Random) -> date:
    """A date about now."""
    return START.date() + timedelta(days=chance.randint(-20, 20))


def shown(value: Any) -> str:
    """A value as the story tells it: the same however many noughts a database keeps."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or "")


def recent(chance: random.Random, found: list[Any]) -> list[Any]:
    """People mostly work on the same few bills, so that they get into each other's way."""
    return found[-2:] if chance.random() < 0.6 else found


@dataclass
class AtQuickBooks:
    """Someone at QuickBooks' own screen."""

    world: World
    side: str = "QuickBooks"
    before: dict[str, str] = field(default_factory=dict)
    """TxnID → the memo before the last change, to change it back to."""
    only: str = ""
    """The TxnID of the one bill that is worked on, while there is one."""

    @property
    def ledger(self) -> Ledger:
        """Where what is typed is noted."""
        return self.world.ledger

    def act(self, what: str) -> bool:
        """Do it; False when QuickBooks does not let one, or there is nothing to do it to."""
        acts: dict[str, Callable[[Any, random.Random], bool]] = {
            "enter": self._enter,
            "edit header": self._edit_header,
            "edit line": self._edit_line,
            "add line": self._add_line,
            "remove line": self._remove_line,
            "delete": self._delete,
            "revert": self._revert,
            "pay": self._pay,
            "unpay": self._unpay,
            "void": self._void,
            "rename vendor": self._rename_vendor,
            "add vendor": self._add_vendor,
            "order": self._order,
            "receive": self._receive,
        }
        if what not in acts:
            return False
        typed, twins = self.ledger.typed.copy(), self.ledger.twins.copy()
        try:
            return acts[what](self.world.machine.person, self.world.chance)
        except Refusal:
            self.ledger.typed, self.ledger.twins = typed, twins
            return False

    def _pick(self) -> Any:
        machine = self.world.machine
        if self.only:
            return machine.bill(self.only)
        found = machine.bill_ids()
        return machine.bill(self.world.chance.choice(recent(self.world.chance, found))) if found else None

    def _enter(self, person: Any, chance: random.Random) -> bool:
        vendors = list(self.world.machine.vendors())
        where = "QuickBooks, a new bill"
        lines = [self._line(person, chance, where) for _ in range(chance.choice((1, 1, 2, 3)))]
        if chance.random() < 0.2:
            lines += [self._twin(person, chance, self.ledger.twin(where))] * 2
        number = self.ledger.word(where)
        header = {"ref_number": number, "memo": self.ledger.word(where), "txn_date": a_day(chance)}
        txn_id = person.enter_bill(chance.choice(vendors), lines, **header)
        self.world.tell(f"QuickBooks: enters {number} as {txn_id}")
        return True

    def _order(self, person: Any, chance: random.Random) -> bool:
        lines = [
            person.ordered(chance.choice(self._items()), chance.randint(1, 9), "3.00")
            for _ in range(chance.choice((1, 2)))
        ]
        txn_id = person.enter_order(chance.choice(list(self.world.machine.vendors())), lines)
        self.world.tell(f"QuickBooks: orders as {txn_id}")
        return True

    def _receive(self, person: Any, chance: random.Random) -> bool:
        """A bill that receives some of an order, perhaps with other lines beside."""
        orders = self.world.machine.orders()
        if not orders:
            return False
        order, where = chance.choice(orders), "QuickBooks, a bill for an order"
        still = [line for line in order.lines if line.unbilled_quantity]
        lines: list[Any] = [
            ItemLine(
                link_to_txn=LinkTarget(order.txn_id, line.txn_line_id),
                quantity=Decimal(chance.randint(1, int(line.unbilled_quantity))),
                cost=self.ledger.amount(where),
                desc=self.ledger.word(where),
            )
            for line in still[: chance.choice((1, 2))]
        ]
        lines += [self._line(person, chance, where) for _ in range(chance.choice((0, 1, 1, 2)))]
        number = self.ledger.word(where)
        header = {"ref_number": number, "memo": self.ledger.word(where), "txn_date": a_day(chance)}
        txn_id = person.enter_bill(order.vendor.list_id, lines, **header)
        self.world.tell(f"QuickBooks: receives {order.txn_id} by {number} as {txn_id}")
        return True

    def _line(self, person: Any, chance: random.Random, where: str) -> Any:
        amount, word = self.ledger.amount(where), self.ledger.word(where)
        if chance.random() < self.world.weather.items:
            return person.item(chance.choice(self._items()), chance.choice((None, 1, 2, 3)), amount, desc=word)
        return person.expense(chance.choice(self._expenses()), amount, word)

    def _expenses(self) -> tuple[str, ...]:
        """Accounts to choose among: by their names, unless those may have changed."""
        return tuple(self.world.machine.expenses()) if self.world.has_other_lists else EXPENSES

    def _items(self) -> tuple[str, ...]:
        return tuple(self.world.machine.active("ItemService", "ItemInventory")) if self.world.has_other_lists else ITEMS

    def _customers(self) -> tuple[str, ...]:
        return tuple(self.world.machine.active("Customer")) if self.world.has_other_lists else (CUSTOMER,)

    def _twin(self, person: Any, chance: random.Random, amount: Decimal) -> Any:
        is_item = chance.random() < self.world.weather.items
        return person.item(self._items()[0], 1, amount) if is_item else person.expense(self._expenses()[0], amount)

    def _edit_header(self, person: Any, chance: random.Random) -> bool:
        bill = self._pick()
        if bill is None:
            return False
        name = chance.choice(("memo", "memo", "ref_number", "due_date", "vendor"))
        where = f"QuickBooks, {name} of {bill.txn_id}"
        if name == "vendor":
            person.edit_bill(bill.txn_id, vendor=chance.choice(list(self.world.machine.vendors())))
        elif name == "due_date":
            person.edit_bill(bill.txn_id, due_date=a_day(chance))
        else:
            old, new = getattr(bill, name), self.ledger.word(where)
            person.edit_bill(bill.txn_id, **{name: new})
            self.ledger.over(old)
            if name == "memo":
                self.before[bill.txn_id] = old
            self.world.tell(f"QuickBooks: {name} of {bill.txn_id} {old} -> {new}")
        return True

    def _revert(self, person: Any, _chance: random.Random) -> bool:
        bill = self._pick()
        if bill is None or not self.before.get(bill.txn_id) or self.before[bill.txn_id] == bill.memo:
            return False
        old = self.before.pop(bill.txn_id)  # no new edit to a merge, if that is what was agreed: not followed on
        person.edit_bill(bill.txn_id, memo=old)
        self.ledger.over(bill.memo)
        self.world.tell(f"QuickBooks: memo of {bill.txn_id} back to {old}")
        return True

    def _edit_line(self, person: Any, chance: random.Random) -> bool:
        bill = self._pick()
        if bill is None:
            return False
        line = chance.choice(lines_of(bill))
        fields = LINE_FIELDS[type(line).__name__]
        name = chance.choice((*fields, "class_") if self.world.has_other_lists else fields)
        new = self._value(chance, name, f"QuickBooks, line {line.txn_line_id} of {bill.txn_id}")
        person.edit_line(bill.txn_id, line.txn_line_id, **{name: new})
        now = self.world.machine.bill(bill.txn_id)
        self.ledger.replaced(line, next(each for each in lines_of(now) if each.txn_line_id == line.txn_line_id))
        old = shown(getattr(line, name)) if name in TYPED else ""
        self.world.tell(f"QuickBooks: {name} of line {line.txn_line_id} of {bill.txn_id} {old} -> {shown(new)}")
        return True

    def _value(self, chance: random.Random, name: str, where: str) -> Any:
        """Something new for a field of a line."""
        if name in TYPED:
            return self.ledger.word(where) if TYPED[name] == "word" else self.ledger.amount(where)
        choices: dict[str, tuple[Any, ...]] = {
            "account": self._expenses(),
            "item": self._items(),
            "quantity": tuple(map(Decimal, (1, 2, 3, 4))),
            "customer": (*self._customers(), None),
            "class_": (*self.world.machine.active("Class"), None),
        }
        return chance.choice(choices[name])

    def _add_line(self, person: Any, chance: random.Random) -> bool:
        bill = self._pick()
        if bill is None:
            return False
        line = self._line(person, chance, f"QuickBooks, new line of {bill.txn_id}")
        person.add_line(bill.txn_id, line, chance.choice((None, 0)))
        self.world.tell(f"QuickBooks: adds line {said(line)} to {bill.txn_id}")
        return True

    def _remove_line(self, person: Any, chance: random.Random) -> bool:
        bill = self._pick()
        if bill is None or len(lines_of(bill)) < 2:
            return False
        line = chance.choice(lines_of(bill))
        person.remove_line(bill.txn_id, line.txn_line_id)
        self.ledger.over(line)
        self.world.tell(f"QuickBooks: removes line {said(line)} from {bill.txn_id}")
        return True

    def _delete(self, person: Any, _chance: random.Random) -> bool:
        bill = self._pick()
        if bill is None:
            return False
        person.delete_bill(bill.txn_id)
        self._forget(bill)
        self.ledger.deleted["QuickBooks"].add(bill.ref_number)
        self.world.tell(f"QuickBooks: deletes {bill.ref_number} {bill.txn_id}")
        return True

    def _forget(self, bill: Any) -> None:
        self.ledger.gone(bill.ref_number, bill.memo, *lines_of(bill))

    def _pay(self, person: Any, chance: random.Random) -> bool:
        bill = self._pick()
        if bill is None or not self.world.weather.has_payments:
            return False
        amount = chance.choice((None, Decimal("1.00")))
        person.pay_bills("Checking", {bill.txn_id: amount})
        self.world.tell(f"QuickBooks: pays {amount or 'all'} of {bill.ref_number} {bill.txn_id}")
        return True

    def _unpay(self, person: Any, chance: random.Random) -> bool:
        payments = self.world.machine.payments()
        if not payments:
            return False
        payment = chance.choice(payments)
        if chance.random() < 0.5:
            person.delete_payment(payment)
        else:
            person.void_payment(payment)
        self.world.tell(f"QuickBooks: deletes or voids payment {payment}")
        return True

    def _void(self, person: Any, _chance: random.Random) -> bool:
        bill = self._pick()
        if bill is None:
            return False
        person.void_bill(bill.txn_id)
        now = lines_of(self.world.machine.bill(bill.txn_id))
        self.ledger.gone(*(tokens_of(*lines_of(bill)) - tokens_of(*now)))
        self.world.tell(f"QuickBooks: voids {bill.ref_number} {bill.txn_id}")
        return True

    def _rename_vendor(self, person: Any, chance: random.Random) -> bool:
        list_id, old = chance.choice(list(self.world.machine.vendors().items()))
        new = f"Vendor {self.ledger.word('QuickBooks, name of a vendor')}"
        person.rename_vendor(list_id, new)
        self.ledger.over(old)
        self.world.tell(f"QuickBooks: renames vendor {old} to {new}")
        return True

    def _add_vendor(self, person: Any, _chance: random.Random) -> bool:
        name = f"Vendor {self.ledger.word('QuickBooks, a new vendor')}"
        person.add_vendor(name)
        self.world.tell(f"QuickBooks: adds {name}")
        return True
