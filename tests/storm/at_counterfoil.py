"""Random people at Counterfoil's own pages, who type values that nobody typed before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from counterfoil.records import Bill, ExpenseLine, Kind, Ref, Vendor
from counterfoil.server.people.problems import Refused
from tests.storm.machine import EXPENSES
from tests.storm.people import a_day, recent

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.storm.ledger import Ledger
    from tests.storm.world import World


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
