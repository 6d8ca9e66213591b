"""Random people: bookkeepers at QuickBooks' screen and at Counterfoil's, who type values that nobody typed before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.records import Bill, ExpenseLine, Kind, Ref, Vendor
from counterfoil.server.people.problems import Refused
from counterfoil.simulator.status import Refusal
from tests.storm.machine import EXPENSES, START

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
}
"""What people do, and how often."""


def a_day(chance: random.Random) -> date:
    """A date about now."""
    return START.date() + timedelta(days=chance.randint(-20, 20))


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
        }
        if what not in acts:
            return False
        try:
            return acts[what](self.world.machine.person, self.world.chance)
        except Refusal:
            return False

    def _pick(self) -> Any:
        found = list(self.world.machine.bills().values())
        return self.world.chance.choice(recent(self.world.chance, found)) if found else None

    def _enter(self, person: Any, chance: random.Random) -> bool:
        vendors = list(self.world.machine.vendors())
        where = "QuickBooks, a new bill"
        lines = [self._line(person, chance, where) for _ in range(chance.choice((1, 1, 2, 3)))]
        if chance.random() < 0.2:
            lines += [person.expense(EXPENSES[0], self.ledger.twin(where))] * 2
        number = self.ledger.word(where)
        header = {"ref_number": number, "memo": self.ledger.word(where), "txn_date": a_day(chance)}
        txn_id = person.enter_bill(chance.choice(vendors), lines, **header)
        self.world.tell(f"QuickBooks: enters {number} as {txn_id}")
        return True

    def _line(self, person: Any, chance: random.Random, where: str) -> Any:
        return person.expense(chance.choice(EXPENSES), self.ledger.amount(where), self.ledger.word(where))

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
            try:
                person.edit_bill(bill.txn_id, **{name: new})
            except Refusal:
                self.ledger.over(new)
                raise
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
        if bill is None or not bill.expense_lines:
            return False
        line = chance.choice(bill.expense_lines)
        name = chance.choice(("memo", "amount", "account"))
        where = f"QuickBooks, line {line.txn_line_id} of {bill.txn_id}"
        old = "" if name == "account" else getattr(line, name)
        new: Any = (
            chance.choice(EXPENSES)
            if name == "account"
            else getattr(self.ledger, {"memo": "word"}.get(name, name))(where)
        )
        try:
            person.edit_line(bill.txn_id, line.txn_line_id, **{name: new})
        except Refusal:
            self.ledger.over(new)
            raise
        self.ledger.over(old)
        self.world.tell(f"QuickBooks: {name} of line {line.txn_line_id} of {bill.txn_id} {old} -> {new}")
        return True

    def _add_line(self, person: Any, chance: random.Random) -> bool:
        bill = self._pick()
        if bill is None:
            return False
        line = self._line(person, chance, f"QuickBooks, new line of {bill.txn_id}")
        try:
            person.add_line(bill.txn_id, line, chance.choice((None, 0)))
        except Refusal:
            self.ledger.over(line.memo, line.amount)
            raise
        self.world.tell(f"QuickBooks: adds line {line.memo} {line.amount} to {bill.txn_id}")
        return True

    def _remove_line(self, person: Any, chance: random.Random) -> bool:
        bill = self._pick()
        if bill is None or len(bill.expense_lines) < 2:
            return False
        line = chance.choice(bill.expense_lines)
        person.remove_line(bill.txn_id, line.txn_line_id)
        self.ledger.over(line.memo, line.amount)
        self.world.tell(f"QuickBooks: removes line {line.memo} {line.amount} from {bill.txn_id}")
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
        self.ledger.gone(bill.ref_number, bill.memo)
        for line in bill.expense_lines:
            self.ledger.gone(line.memo, line.amount)

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
        for line in bill.expense_lines:
            self.ledger.gone(line.amount)
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


@dataclass
class AtCounterfoil:
    """Someone at Counterfoil's own pages."""

    world: World
    side: str = "Counterfoil"
    before: dict[str, str] = field(default_factory=dict)

    @property
    def ledger(self) -> Ledger:
        """Where what is typed is noted."""
        return self.world.ledger

    def act(self, what: str) -> bool:
        """Do it; False when there is nothing to do it to, or Counterfoil refuses: then nothing was typed."""
        acts: dict[str, Callable[[Any, random.Random], bool]] = {
            "enter": self._enter,
            "edit header": self._edit_header,
            "edit line": self._edit_line,
            "add line": self._add_line,
            "remove line": self._remove_line,
            "delete": self._delete,
            "revert": self._revert,
            "rename vendor": self._rename_vendor,
            "add vendor": self._add_vendor,
            "commit": self._commit,
        }
        if what not in acts:
            return False
        typed, twins = self.ledger.typed.copy(), self.ledger.twins.copy()
        try:
            with self.world.books.transaction():
                return acts[what](self.world.desk, self.world.chance)
        except Refused:
            self.ledger.typed, self.ledger.twins = typed, twins
            self.world.happened["Counterfoil refuses"] += 1
            return False

    def _pick(self) -> tuple[str, Any]:
        found = sorted(self.world.desk.all(Kind.BILL).items(), key=lambda item: int(item[0]))
        return self.world.chance.choice(recent(self.world.chance, found)) if found else ("", None)

    def _refs(self, kind: Kind, *names: str) -> list[Ref]:
        found = self.world.desk.all(kind)
        return [Ref(id_, record.name) for id_, record in found.items() if not names or record.name in names]

    def _enter(self, desk: Any, chance: random.Random) -> bool:
        vendors = self._refs(Kind.VENDOR)
        if not vendors:
            return False
        where = "Counterfoil, a new bill"
        lines = [self._line(chance, where) for _ in range(chance.choice((1, 1, 2, 3)))]
        if chance.random() < 0.2:
            twin = ExpenseLine("", chance.choice(self._refs(Kind.ACCOUNT, *EXPENSES)), self.ledger.twin(where))
            lines += [twin, twin]
        bill = Bill(
            vendor=chance.choice(vendors),
            ref_number=self.ledger.word(where),
            memo=self.ledger.word(where),
            txn_date=a_day(chance),
            expense_lines=tuple(lines),
        )
        record_id = desk.create(Kind.BILL, bill)
        self.world.tell(f"Counterfoil: enters {bill.ref_number} as {record_id}")
        return True

    def _line(self, chance: random.Random, where: str) -> ExpenseLine:
        accounts = self._refs(Kind.ACCOUNT, *EXPENSES)
        return ExpenseLine("", chance.choice(accounts), self.ledger.amount(where), self.ledger.word(where))

    def _edit_header(self, desk: Any, chance: random.Random) -> bool:
        record_id, bill = self._pick()
        if bill is None:
            return False
        name = chance.choice(("memo", "memo", "ref_number", "due_date", "vendor"))
        where = f"Counterfoil, {name} of {record_id}"
        if name == "vendor":
            desk.edit(Kind.BILL, record_id, vendor=chance.choice(self._refs(Kind.VENDOR)))
        elif name == "due_date":
            desk.edit(Kind.BILL, record_id, due_date=a_day(chance))
        else:
            old, new = getattr(bill, name), self.ledger.word(where)
            desk.edit(Kind.BILL, record_id, **{name: new})
            self.ledger.over(old)
            if name == "memo":
                self.before[record_id] = old
            self.world.tell(f"Counterfoil: {name} of {record_id} {old} -> {new}")
        return True

    def _revert(self, desk: Any, _chance: random.Random) -> bool:
        record_id, bill = self._pick()
        if bill is None or not self.before.get(record_id) or self.before[record_id] == bill.memo:
            return False
        old = self.before.pop(record_id)  # as above
        desk.edit(Kind.BILL, record_id, memo=old)
        self.ledger.over(bill.memo)
        self.world.tell(f"Counterfoil: memo of {record_id} back to {old}")
        return True

    def _edit_line(self, desk: Any, chance: random.Random) -> bool:
        record_id, bill = self._pick()
        if bill is None or not bill.expense_lines:
            return False
        at = chance.randrange(len(bill.expense_lines))
        line = bill.expense_lines[at]
        name = chance.choice(("memo", "amount", "account"))
        where = f"Counterfoil, line {line.id} of {record_id}"
        old = "" if name == "account" else getattr(line, name)
        new: Any = (
            chance.choice(self._refs(Kind.ACCOUNT, *EXPENSES))
            if name == "account"
            else getattr(self.ledger, {"memo": "word"}.get(name, name))(where)
        )
        lines = (*bill.expense_lines[:at], replace(line, **{name: new}), *bill.expense_lines[at + 1 :])
        desk.edit(Kind.BILL, record_id, expense_lines=lines)
        self.ledger.over(old)
        self.world.tell(f"Counterfoil: {name} of line {line.id} of {record_id} {old} -> {new}")
        return True

    def _add_line(self, desk: Any, chance: random.Random) -> bool:
        record_id, bill = self._pick()
        if bill is None:
            return False
        line = self._line(chance, f"Counterfoil, new line of {record_id}")
        at = chance.choice((0, len(bill.expense_lines)))
        lines = (*bill.expense_lines[:at], line, *bill.expense_lines[at:])
        desk.edit(Kind.BILL, record_id, expense_lines=lines)
        self.world.tell(f"Counterfoil: adds line {line.memo} {line.amount} to {record_id}")
        return True

    def _remove_line(self, desk: Any, chance: random.Random) -> bool:
        record_id, bill = self._pick()
        if bill is None or len(bill.expense_lines) < 2:
            return False
        at = chance.randrange(len(bill.expense_lines))
        line = bill.expense_lines[at]
        desk.edit(Kind.BILL, record_id, expense_lines=(*bill.expense_lines[:at], *bill.expense_lines[at + 1 :]))
        self.ledger.over(line)
        self.world.tell(f"Counterfoil: removes line {line.memo} {line.amount} from {record_id}")
        return True

    def _delete(self, desk: Any, _chance: random.Random) -> bool:
        record_id, bill = self._pick()
        if bill is None:
            return False
        desk.delete(Kind.BILL, record_id)
        self.world.deleted_by_people.add(record_id)
        self.ledger.gone(bill)
        self.ledger.deleted["Counterfoil"].add(bill.ref_number)
        self.world.tell(f"Counterfoil: deletes {bill.ref_number} {record_id}")
        return True

    def _commit(self, desk: Any, _chance: random.Random) -> bool:
        record_id, bill = self._pick()
        if bill is None:
            return False
        desk.approve(Kind.BILL, record_id)
        self.world.tell(f"Counterfoil: approves {bill.ref_number} {record_id} for payment")
        return True

    def _rename_vendor(self, desk: Any, chance: random.Random) -> bool:
        vendors = desk.all(Kind.VENDOR)
        if not vendors:
            return False
        record_id = chance.choice(list(vendors))
        old, new = vendors[record_id].name, f"Vendor {self.ledger.word('Counterfoil, name of a vendor')}"
        desk.edit(Kind.VENDOR, record_id, name=new)
        self.ledger.over(old)
        self.world.tell(f"Counterfoil: renames vendor {record_id} {old} to {new}")
        return True

    def _add_vendor(self, desk: Any, _chance: random.Random) -> bool:
        name = f"Vendor {self.ledger.word('Counterfoil, a new vendor')}"
        record_id = desk.create(Kind.VENDOR, Vendor(name))
        self.world.tell(f"Counterfoil: adds {name} as {record_id}")
        return True
