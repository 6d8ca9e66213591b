"""Someone who gets in between: does something to the very record that a program is about to change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .lists import store as lists
from .status import Refusal
from .transactions import bills, purchase_orders

if TYPE_CHECKING:
    from datetime import date

    from .person import Person

Meddle = Callable[[str, str], bool]
"""Does something to the record of that kind and id at the screen; says whether it could be done."""
Act = Callable[["Person", str, str], None]
MEDDLING = {
    "edited": "someone edits the record at the screen between two calls, so that the edit sequence is stale",
    "deleted": "someone deletes the record between two calls: 3120",
    "reordered": "someone puts the record's lines into another order between two calls: 3200, or 3290 within a second",
    "closed": "someone moves the closing date past the record between two calls: 3171",
    "inactivated": "someone hides the record, or its vendor, between two calls",
    "merged": "someone merges the vendor into another between two calls: 3120, or another vendor on the bill",
    "kept open": "someone opens the record at the screen between two calls and stays: 3175",
}
"""What someone who gets in between does → what happens."""
NOTE = "seen at the screen"


def meddler(person: Person) -> Meddle:
    """Someone who adds a word to the record that a program is about to change."""
    return meddlers(person)["edited"]


def meddlers(person: Person) -> dict[str, Meddle]:
    """Someone for each kind of meddling."""
    return {name: _careful(person, act) for name, act in ACTS.items()}


def _careful(person: Person, act: Act) -> Meddle:
    def meddle(kind: str, object_id: str) -> bool:
        try:
            act(person, kind, object_id)
        except Refusal:
            return False
        return True

    return meddle


def _edit(person: Person, kind: str, object_id: str) -> None:
    edits = {
        "Bill": lambda: person.edit_bill(object_id, memo=NOTE),
        "Vendor": lambda: person.edit_vendor(object_id, notes=NOTE),
        "PurchaseOrder": lambda: person.edit_order(object_id, memo=NOTE),
    }
    edits[kind]()


def _delete(person: Person, kind: str, object_id: str) -> None:
    deletes = {
        "Bill": person.delete_bill, "Vendor": person.delete_vendor, "PurchaseOrder": person.delete_order,
    }  # fmt: skip
    deletes[kind](object_id)


def _reorder(person: Person, kind: str, object_id: str) -> None:
    bill = bills.get(person.company, object_id) if kind == "Bill" else None
    lines = [each.txn_line_id for each in bill.expense_lines] if bill is not None else []
    if len(lines) < 2:
        raise Refusal(3120, "There are no two lines.")
    person.reorder_lines(object_id, lines[::-1])


def _close(person: Person, kind: str, object_id: str) -> None:
    day = _day_of(person, kind, object_id)
    closed = person.company.settings.closing_date
    person.set_closing_date(day if closed is None else max(day, closed))


def _day_of(person: Person, kind: str, object_id: str) -> date:
    get = {"Bill": bills.get, "PurchaseOrder": purchase_orders.get}.get(kind)
    record = get(person.company, object_id) if get is not None else None
    if record is None or record.txn_date is None:
        raise Refusal(3120, "There is no such transaction.")
    return record.txn_date


def _vendor_of(person: Person, kind: str, object_id: str) -> str:
    if kind == "Vendor":
        return object_id
    get = {"Bill": bills.get, "PurchaseOrder": purchase_orders.get}[kind]
    record = get(person.company, object_id)
    if record is None or record.vendor is None:
        raise Refusal(3120, "There is no vendor.")
    return record.vendor.list_id


def _inactivate(person: Person, kind: str, object_id: str) -> None:
    person.inactivate_vendor(_vendor_of(person, kind, object_id))


def _merge(person: Person, kind: str, object_id: str) -> None:
    gone = _vendor_of(person, kind, object_id)
    others = [each.list_id for each in lists.every(person.company, "Vendor") if each.list_id != gone]
    if not others:
        raise Refusal(3500, "There is no other vendor.")
    person.merge("vendor", gone, others[0])


def _keep_open(person: Person, kind: str, object_id: str) -> None:
    del kind
    person.open_record(object_id)


ACTS: dict[str, Act] = {
    "edited": _edit,
    "deleted": _delete,
    "reordered": _reorder,
    "closed": _close,
    "inactivated": _inactivate,
    "merged": _merge,
    "kept open": _keep_open,
}
"""Kind of meddling → how it is done."""
