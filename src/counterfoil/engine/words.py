"""What the engine says to people: titles of records, and sentences for a run's details (rule S9)."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from counterfoil.reconcile.decision import Master
from counterfoil.reconcile.text import text_of
from counterfoil.records import Bill, BillPayment, Kind, PurchaseOrder

if TYPE_CHECKING:
    from counterfoil.reconcile.decision import FieldConflict
    from counterfoil.records import Record

KINDS: dict[Kind, str] = {
    Kind.ACCOUNT: "Account",
    Kind.DEPARTMENT: "Department",
    Kind.VENDOR: "Vendor",
    Kind.CUSTOMER: "Customer",
    Kind.ITEM: "Item",
    Kind.TERMS: "Terms",
    Kind.PURCHASE_ORDER: "Purchase order",
    Kind.BILL: "Bill",
    Kind.BILL_PAYMENT: "Bill payment",
}
"""Kind → the word that begins a title."""

_RULES = re.compile(r"\s*\(rules? [A-Z0-9, to-]+\)")


def title_of(kind: Kind, *records: Record | None) -> str:
    """A record as people know it, e.g. `Bill INV-104 of Keller Lumber`; from the first of the values that is there."""
    record = next((record for record in records if record is not None), None)
    if isinstance(record, Bill):
        number = record.ref_number or (f"of {record.txn_date:%Y-%m-%d}" if record.txn_date else "without a number")
        vendor = next((r.vendor.name for r in records if isinstance(r, Bill) and r.vendor.name), "")
        return f"Bill {number} of {vendor}" if vendor else f"Bill {number}"
    if isinstance(record, PurchaseOrder):
        number = record.ref_number or "without a number"
        vendor = next((r.vendor.name for r in records if isinstance(r, PurchaseOrder) and r.vendor.name), "")
        return f"Purchase order {number} of {vendor}" if vendor else f"Purchase order {number}"
    if isinstance(record, BillPayment):
        return f"Bill payment {record.ref_number} of {record.payee.name}"
    return f"{KINDS[kind]} {getattr(record, 'name', '')}".rstrip()


def reason_of(reason: str) -> str:
    """A decision's reason as a sentence for people, without the numbers of our rules."""
    plain = _RULES.sub("", reason).strip()
    return plain[:1].upper() + plain[1:] + "." if plain else ""


def differences(before: Record | None, after: Record | None) -> str:
    """What differs between two versions, in one line: `memo: rent → rent May; total: 100.00 → 120.00`."""
    if before is None or after is None or type(before) is not type(after):
        return ""
    said = [
        f"{field.name.replace('_', ' ')}: {_short(getattr(before, field.name))} → {_short(getattr(after, field.name))}"
        for field in fields(before)
        if getattr(before, field.name) != getattr(after, field.name) and not field.name.endswith("lines")
    ]
    said += _line_differences(before, after)
    return "; ".join(said)


def _line_differences(before: Any, after: Any) -> list[str]:
    if isinstance(before, PurchaseOrder):
        return ["lines changed"] if before.lines != after.lines else []
    if not isinstance(before, Bill):
        return []
    if before.total != after.total:
        return [f"total: {before.total} → {after.total}"]
    tables = ("expense_lines", "item_lines")
    return ["lines changed"] if any(getattr(before, t) != getattr(after, t) for t in tables) else []


def _short(value: Any) -> str:
    text = getattr(value, "name", "") or text_of(value)
    return text or "nothing"


def conflict_sentence(conflict: FieldConflict) -> str:
    """What happened to a field that both sides changed."""
    both = f"The {_field(conflict.path)} was {_named(conflict.ours)} here and {_named(conflict.theirs)} in QuickBooks"
    match conflict.winner:
        case Master.QUICKBOOKS:
            return f"{both}; QuickBooks' value was taken."
        case Master.COUNTERFOIL:
            return f"{both}; Counterfoil's value was taken."
    return f"{both}; somebody has to choose."


def _field(path: str) -> str:
    """A path in words: `expense_lines[4].amount` is *amount of an expense line*."""
    table, _, field = path.partition("[")
    line = LINES.get(table)
    name = field.partition("].")[2].replace("_", " ")
    if line is None:
        return path.replace("_", " ")
    return f"{name} of an {line}" if name else line


LINES = {"expense_lines": "expense line", "item_lines": "item line"}
"""Table of lines → one of its lines, in words."""


def _named(text: str) -> str:
    return f"'{text}'" if text else "empty"
