"""Random people at Counterfoil's own pages, who type values that nobody typed before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.records import Bill, BillLine, ExpenseLine, ItemLine, Kind, Ref, Vendor
from counterfoil.records.refs import NOWHERE
from counterfoil.server.people.problems import Refused
from tests.storm.machine import CUSTOMER, EXPENSES, ITEMS
from tests.storm.people import TYPED, a_day, recent, said, shown

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.storm.ledger import Ledger
    from tests.storm.world import World


LINE_FIELDS: dict[type, tuple[str, ...]] = {
    ExpenseLine: ("memo", "amount", "account", "customer"),
    ItemLine: ("description", "cost", "quantity", "item", "amount", "customer"),
}
"""What people change in a line."""


CHOSEN: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "account": (Kind.ACCOUNT, EXPENSES),
    "item": (Kind.ITEM, ITEMS),
    "customer": (Kind.CUSTOMER, (CUSTOMER,)),
    "department": (Kind.DEPARTMENT, ("North",)),
}
"""Fields of a line that name something, and among what people choose."""


def _tables(lines: list[Any]) -> dict[str, Any]:
    """A bill's two tables of lines."""
    return {
        "expense_lines": tuple(line for line in lines if isinstance(line, ExpenseLine)),
        "item_lines": tuple(line for line in lines if not isinstance(line, ExpenseLine)),
    }


def _priced(line: ItemLine, **fields: Any) -> ItemLine:
    """The line with its amount worked out as the page does it; who types the amount leaves the cost to QuickBooks."""
    changed = replace(line, **fields)
    if "amount" in fields:
        return replace(changed, cost=None)
    if not {"quantity", "cost"} & set(fields) or changed.cost is None:
        return changed
    many = Decimal(1) if changed.quantity is None else changed.quantity
    return replace(changed, amount=(changed.cost * many).quantize(Decimal("0.01"), ROUND_HALF_UP))


class NothingToChooseError(Exception):
    """A list has nothing left that one could choose."""


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
        except (Refused, NothingToChooseError):
            self.ledger.typed, self.ledger.twins = typed, twins
            self.world.happened["Counterfoil refuses"] += 1
            return False

    def _pick(self) -> tuple[str, Any]:
        found = sorted(self.world.desk.all(Kind.BILL).items(), key=lambda item: int(item[0]))
        return self.world.chance.choice(recent(self.world.chance, found)) if found else ("", None)

    def _refs(self, kind: Kind, *names: str) -> list[Ref]:
        """What can be chosen: of these names, unless those may have changed."""
        found = self.world.desk.all(kind)
        if self.world.has_other_lists and names:
            is_fit = {Kind.ACCOUNT: lambda record: record.account_type == "Expense"}.get(kind, lambda _record: True)
            active = {id_: record for id_, record in found.items() if record.is_active and is_fit(record)}
            if not active:
                raise NothingToChooseError
            return [Ref(id_, record.name) for id_, record in active.items()]
        return [Ref(id_, record.name) for id_, record in found.items() if not names or record.name in names]

    def _enter(self, desk: Any, chance: random.Random) -> bool:
        vendors = self._refs(Kind.VENDOR)
        if not vendors:
            return False
        where = "Counterfoil, a new bill"
        lines = [self._line(chance, where) for _ in range(chance.choice((1, 1, 2, 3)))]
        if chance.random() < 0.2:
            lines += [self._twin(chance, self.ledger.twin(where))] * 2
        bill = Bill(
            vendor=chance.choice(vendors),
            ref_number=self.ledger.word(where),
            memo=self.ledger.word(where),
            txn_date=a_day(chance),
            **_tables(lines),
        )
        record_id = desk.create(Kind.BILL, bill)
        self.world.tell(f"Counterfoil: enters {bill.ref_number} as {record_id}")
        return True

    def _line(self, chance: random.Random, where: str) -> BillLine:
        amount, word = self.ledger.amount(where), self.ledger.word(where)
        if chance.random() >= self.world.weather.items:
            return ExpenseLine("", chance.choice(self._refs(Kind.ACCOUNT, *EXPENSES)), amount, word)
        line = ItemLine("", chance.choice(self._refs(Kind.ITEM, *ITEMS)), word, cost=amount)
        return _priced(line, quantity=chance.choice((None, Decimal(1), Decimal(2), Decimal(3))))

    def _twin(self, chance: random.Random, amount: Decimal) -> BillLine:
        if chance.random() >= self.world.weather.items:
            return ExpenseLine("", chance.choice(self._refs(Kind.ACCOUNT, *EXPENSES)), amount)
        return _priced(ItemLine("", chance.choice(self._refs(Kind.ITEM, *ITEMS)), cost=amount), quantity=Decimal(1))

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
        if bill is None:
            return False
        lines = list(bill.lines())
        at = chance.randrange(len(lines))
        line = lines[at]
        fields = LINE_FIELDS[type(line)]
        name = chance.choice((*fields, "department") if self.world.has_other_lists else fields)
        new = self._value(chance, name, f"Counterfoil, line {line.id} of {record_id}")
        lines[at] = _priced(line, **{name: new}) if isinstance(line, ItemLine) else replace(line, **{name: new})
        desk.edit(Kind.BILL, record_id, **_tables(lines))
        self.ledger.replaced(line, lines[at])
        old = shown(getattr(line, name)) if name in TYPED else ""
        self.world.tell(f"Counterfoil: {name} of line {line.id} of {record_id} {old} -> {shown(new)}")
        return True

    def _value(self, chance: random.Random, name: str, where: str) -> Any:
        """Something new for a field of a line."""
        if name in TYPED:
            return self.ledger.word(where) if TYPED[name] == "word" else self.ledger.amount(where)
        if name == "quantity":
            return Decimal(chance.choice((1, 2, 3, 4)))
        kind, names = CHOSEN[name]
        return chance.choice([*self._refs(kind, *names), *([NOWHERE] if name in ("customer", "department") else [])])

    def _add_line(self, desk: Any, chance: random.Random) -> bool:
        record_id, bill = self._pick()
        if bill is None:
            return False
        line = self._line(chance, f"Counterfoil, new line of {record_id}")
        lines = [line, *bill.lines()] if chance.random() < 0.5 else [*bill.lines(), line]
        desk.edit(Kind.BILL, record_id, **_tables(lines))
        self.world.tell(f"Counterfoil: adds line {said(line)} to {record_id}")
        return True

    def _remove_line(self, desk: Any, chance: random.Random) -> bool:
        record_id, bill = self._pick()
        lines = list(bill.lines()) if bill is not None else []
        if len(lines) < 2:
            return False
        line = lines.pop(chance.randrange(len(lines)))
        desk.edit(Kind.BILL, record_id, **_tables(lines))
        self.ledger.over(line)
        self.world.tell(f"Counterfoil: removes line {said(line)} from {record_id}")
        return True

    def _delete(self, desk: Any, _chance: random.Random) -> bool:
        record_id, bill = self._pick()
        if bill is None:
            return False
        desk.delete(Kind.BILL, record_id)
        self.world.deleted_by_people.add((Kind.BILL, record_id))
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
