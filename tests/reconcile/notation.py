"""The notation of `examples.txt`: records, what is known of them, and decisions, as lines of text.

    # The sentence that the example proves.
    kind         bill (when left out), vendor, item or terms
    given        words of GIVEN, separated by commas
    base         Keller INV-1 2026-11-02 "roof" | 1 6100 100.00 timber | 2 Hinge 4 x 2.50
    quickbooks   = (as the base), - (not there), or a record
    counterfoil  the same
    here         create | change | delete, and the value it has then (`= quickbooks`, `= counterfoil` or a record)
    there        the same
    agreed       the base afterwards, when it is another than before
    hold         why it waits
    conflict     field: base / ours / theirs -> winner
    note         code of a problem

What an example does not mention does not happen. A bill's line is `id account amount memo`,
`id item quantity x cost` or `id [group] amount`; accounts are numbers, items words. A vendor is its name, "notes" and
perhaps `inactive`; an item its name, its type, "description" and perhaps `inactive`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterfoil.reconcile.cases import case_of
from counterfoil.reconcile.decide import decide_by
from counterfoil.reconcile.decision import Act, ClosedPeriod, Decision, Facts, FieldConflict, Master, Paid, Policy
from counterfoil.reconcile.table import BARS, TABLE, Bar, Row
from counterfoil.records import (
    Bill,
    BillPayment,
    ExpenseLine,
    Item,
    ItemGroupLine,
    ItemLine,
    ItemType,
    Kind,
    Record,
    Ref,
    Terms,
    Vendor,
)

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(__file__).with_name("examples.txt")

GIVEN: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "counterfoil is master": ({"master": Master.COUNTERFOIL}, {}),
    "transactions off": ({"move_transactions": False}, {}),
    "one-way": ({"two_way": False}, {}),
    "only approved bills post": ({"post_only_approved": True}, {}),
    "edits of approved bills wait": ({"holds_edits_of_approved": True}, {}),
    "unallocated 6999": ({"unallocated_account": Ref("6999")}, {}),
    "two-way since 2026-11-01": ({"two_way_since": "2026-11-01T00:00:00"}, {}),
    "created 2026-10-01": ({}, {"time_created": "2026-10-01T09:00:00", "time_modified": "2026-10-01T09:00:00"}),
    "edited 2026-11-05": ({}, {"time_modified": "2026-11-05T09:00:00"}),
    "created 2026-11-05": ({}, {"time_created": "2026-11-05T09:00:00", "time_modified": "2026-11-05T09:00:00"}),
    "partly paid": ({}, {"paid": Paid.PARTLY}),
    "fully paid": ({}, {"paid": Paid.FULLY}),
    "order-linked": ({}, {"is_order_linked": True}),
    "void": ({}, {"is_void": True}),
    "approved": ({}, {"is_approved": True}),
    "committed": ({}, {"is_committed_here": True}),
    "was linked": ({}, {"was_linked": True}),
    "closed bills are dated anew": ({"closed_period": ClosedPeriod.FIRST_OPEN_DAY}, {}),
    "the accountant's until 2026-10-31": ({}, {"dividing_date": date(2026, 10, 31)}),
    "closed until 2026-10-31": ({}, {"closing_date": date(2026, 10, 31)}),
}
"""A condition of an example → what it sets in the policy and in the facts."""


@dataclass
class Example:
    """One block of the file."""

    sentence: str
    kind: Kind = Kind.BILL
    policy: Policy = field(default_factory=Policy)
    facts: Facts = field(default_factory=Facts)
    base: Record | None = None
    quickbooks: Record | None = None
    counterfoil: Record | None = None
    expected: list[str] = field(default_factory=list)

    def decide(self, table: tuple[Row, ...] = TABLE, bars: tuple[Bar, ...] = BARS) -> Decision:
        """The decision, by the real table or a changed one."""
        case = case_of(self.kind, self.base, self.quickbooks, self.counterfoil, self.policy, self.facts)
        return decide_by(table, bars, case)


def examples() -> list[Example]:
    """Every example of the file."""
    blocks = re.split(r"\n\s*\n", EXAMPLES.read_text(encoding="utf-8").strip())
    return [_example(block.splitlines()) for block in blocks if not block.startswith("==")]


def _example(lines: list[str]) -> Example:
    example = Example(lines[0].removeprefix("# "))
    for line in lines[1:]:
        word, _, rest = line.partition(" ")
        _take(example, word, rest.strip())
    example.expected.sort()
    return example


def _take(example: Example, word: str, rest: str) -> None:
    if word == "kind":
        example.kind = Kind(rest)
    elif word == "given":
        for condition in rest.split(", "):
            policy, facts = GIVEN[condition]
            example.policy = replace(example.policy, **policy)
            example.facts = replace(example.facts, **facts)
    elif word in ("base", "quickbooks", "counterfoil"):
        setattr(example, word, _value(example, rest))
    else:
        example.expected.append(_expectation(example, word, rest))


def _expectation(example: Example, word: str, rest: str) -> str:
    """One line of the expected decision, with its record in canonical form."""
    if word in ("here", "there") and rest != "delete":
        act, _, value = rest.partition(" ")
        return f"{word} {act} {written(_value(example, value))}"
    return f"agreed {written(_value(example, rest))}" if word == "agreed" else f"{word} {rest}"


def _value(example: Example, text: str) -> Record | None:
    if text in ("=", "= base"):
        return example.base
    if text.startswith("= "):
        value: Record | None = getattr(example, text[2:])
        return value
    return None if text == "-" else READERS[example.kind](text)


def _bill(text: str) -> Bill:
    header, *lines = [part.strip() for part in text.split(" | ")]
    found = re.fullmatch(r'(\S+) (\S+)(?: (\d{4}-\d\d-\d\d))?(?: "(.*)")?', header)
    assert found, text
    vendor, number, day, memo = found.groups()
    read = [_line(line) for line in lines]
    return Bill(
        vendor=Ref(vendor if vendor != "?" else ""),
        ref_number=number,
        txn_date=date.fromisoformat(day) if day else None,
        memo=memo or "",
        expense_lines=tuple(line for line in read if isinstance(line, ExpenseLine)),
        item_lines=tuple(line for line in read if not isinstance(line, ExpenseLine)),
    )


def _line(text: str) -> ExpenseLine | ItemLine | ItemGroupLine:
    if found := re.fullmatch(r"(\S+) ([A-Z]\w*) (\S+) x (\S+)", text):
        identity, item, quantity, cost = found.groups()
        amount = Decimal(quantity) * Decimal(cost)
        return ItemLine(identity, Ref(item), quantity=Decimal(quantity), cost=Decimal(cost), amount=amount)
    if found := re.fullmatch(r"(\S+) \[(\w+)\] (\S+)", text):
        return ItemGroupLine(found[1], Ref(found[2]), amount=Decimal(found[3]))
    identity, account, amount_text, *memo = text.split(" ", 3)
    return ExpenseLine(identity, Ref(account.strip("?")), Decimal(amount_text), memo="".join(memo))


def _vendor(text: str) -> Vendor:
    found = re.fullmatch(r'(\S+)(?: "(.*)")?( inactive)?', text)
    assert found, text
    return Vendor(name=found[1], notes=found[2] or "", is_active=not found[3])


def _item(text: str) -> Item:
    found = re.fullmatch(r'(\S+) (\w+)(?: "(.*)")?( inactive)?', text)
    assert found, text
    return Item(found[1], ItemType(found[2]), description=found[3] or "", is_active=not found[4])


READERS: dict[Kind, Callable[[str], Record]] = {
    Kind.BILL: _bill,
    Kind.VENDOR: _vendor,
    Kind.ITEM: _item,
    Kind.TERMS: lambda text: Terms(name=text.split()[0], due_days=int(text.split()[1])),
    Kind.BILL_PAYMENT: lambda text: BillPayment(ref_number=text),
}


def written(record: Record | None) -> str:
    """A record in the notation, canonically; `-` for none."""
    if isinstance(record, Bill):
        header = [record.vendor.id or "?", record.ref_number, str(record.txn_date or ""), _quoted(record.memo)]
        return " | ".join([" ".join(part for part in header if part), *map(_written_line, record.lines())])
    if isinstance(record, Vendor):
        return " ".join(filter(None, [record.name, _quoted(record.notes), "" if record.is_active else "inactive"]))
    if isinstance(record, Item):
        parts = [record.name, record.item_type, _quoted(record.description), "" if record.is_active else "inactive"]
        return " ".join(filter(None, parts))
    if isinstance(record, Terms):
        return f"{record.name} {record.due_days}"
    return "-" if record is None else str(record)


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""


def _written_line(line: Any) -> str:
    if isinstance(line, ItemLine):
        return f"{line.id} {line.item.id} {line.quantity:f} x {line.cost:f}"
    if isinstance(line, ItemGroupLine):
        return f"{line.id} [{line.item_group.id}] {line.amount:f}"
    return f"{line.id} {line.account.id or '?'} {line.amount:f} {line.memo}".rstrip()


def told(decision: Decision, base: Record | None) -> list[str]:
    """A decision in the notation: only what happens."""
    lines = [
        *_told_act("here", decision.here, decision.value_here),
        *_told_act("there", decision.there, decision.value_there),
        *map(_told_conflict, decision.conflicts),
        *(f"note {problem.code}" for problem in decision.notes),
    ]
    if decision.hold:
        lines.append(f"hold {decision.hold}")
    if decision.base != base:
        lines.append(f"agreed {written(decision.base)}")
    return sorted(lines)


def _told_conflict(conflict: FieldConflict) -> str:
    winner = conflict.winner or "a person"
    return f"conflict {conflict.path}: {conflict.base} / {conflict.ours} / {conflict.theirs} -> {winner}"


def _told_act(side: str, act: Act, value: Record | None) -> list[str]:
    if act is Act.NOTHING:
        return []
    return [f"{side} delete" if act is Act.DELETE else f"{side} {act} {written(value)}"]
