"""Purchase orders: what was ordered, how much of it has come, and whether someone closed it by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.documents import merged
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists import vendors
from counterfoil.simulator.lists.classes import TO_CLASS
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.lists.terms import TO_TERMS
from counterfoil.simulator.lists.vendors import TO_VENDOR
from counterfoil.simulator.values import Address, Change, cents, money

from . import lines as line_rules
from . import links as links_of
from . import store
from .records import OrderGroupLine, PurchaseOrder
from .store import ORDER, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfoil.simulator.company import CompanyFile

REFERENCES = {
    "vendor": TO_VENDOR,
    "class_": TO_CLASS,
    "inventory_site": Reference("Inventory Site", "nothing of the kind"),
    "ship_to_entity": Reference("Customer", "entity"),
    "template": Reference("Template", "nothing of the kind"),
    "terms": TO_TERMS,
    "ship_method": Reference("Ship Method", "nothing of the kind"),
}


def add(company: CompanyFile, order: PurchaseOrder) -> PurchaseOrder:
    """Enter a purchase order and return it as stored; without a RefNumber it gets the next one."""
    with company.change():
        order = replace(order, txn_date=order.txn_date or company.today())
        store.check_open_period(company, 3171, order.txn_date)
        order = lists.resolved(company, order, REFERENCES, ORDER.kind)
        order = replace(order, lines=line_rules.resolved(company, order.lines, ORDER.kind))
        if order.vendor is None:
            raise status.missing_element("VendorRef")
        vendor = vendors.get(company, order.vendor.list_id)
        assert vendor is not None
        order = replace(
            order,
            terms=order.terms or vendor.terms,
            vendor_address=order.vendor_address or vendor.vendor_address,
            ref_number=order.ref_number or store.next_number(company, ORDER.kind),
            due_date=order.due_date or order.txn_date,
            expected_date=order.expected_date or order.txn_date,
            lines=_completed(company, order.lines),
        )
        store.check_guid(company, order.external_guid)
        txn, order = store.insert(company, ORDER, order, _total(order), 0)
        _enter(company, txn, replace(order, lines=store.with_line_ids(company, order.lines)))
        return read(company, store.present(company, order.txn_id, ORDER.kind))


def modify(
    company: CompanyFile,
    txn_id: str,
    edit_sequence: str | None = None,
    *,
    lines: Sequence[Change] | None = None,
    **changes: Any,
) -> PurchaseOrder:
    """Change an order and return it as stored; None clears an attribute, lines change as in docs/quickbooks.md 4.2.

    `is_manually_closed` closes or reopens the order; on a line, the line. Without an edit sequence it is the screen.
    """
    with company.change():
        row = store.present(company, txn_id, ORDER.kind)
        store.check_free(company, row, edit_sequence)
        before = read(company, row)
        after = merged(before, changes, {"Address": Address})
        after = replace(after, txn_date=after.txn_date or before.txn_date)
        store.check_open_period(company, 3171, before.txn_date, after.txn_date)
        after = lists.resolved(
            company, after, {name: to for name, to in REFERENCES.items() if name in changes}, ORDER.kind
        )
        if lines is not None:
            edit = line_rules.edited(before.lines, lines, ORDER.kind, at_screen=edit_sequence is None)
            after = replace(after, lines=_completed(company, line_rules.resolved(company, edit.lines, ORDER.kind)))
        _check(before, after)
        after = replace(after, lines=store.with_line_ids(company, after.lines))
        store.update(company, row, after, _total(after), 0)
        _enter(company, row.id, after)
        return read(company, store.present(company, txn_id, ORDER.kind))


def delete(company: CompanyFile, txn_id: str) -> tuple[str, int]:
    """Delete an order that no bill is linked to (`delete_po_with_links`). Returns its RefNumber and when it went."""
    with company.change():
        row = store.check_deletable(company, txn_id, ORDER.kind)
        linked = company.connection.execute("SELECT 1 FROM link WHERE target = ?", [row.id]).fetchone()
        if linked and company.switches.delete_po_with_links == "refuse":
            raise status.undeletable(txn_id, "The transaction is linked to other transactions.")
        return row.ref_number, store.remove(company, row)


def get(company: CompanyFile, txn_id: str) -> PurchaseOrder | None:
    """The purchase order with that TxnID, with its lines and linked bills."""
    row = store.row_of(company, txn_id, ORDER.kind)
    return read(company, row) if row else None


def read(company: CompanyFile, row: Row, *, lines: bool = True, links: bool = True) -> PurchaseOrder:
    """The order of a row; lines and linked transactions cost extra and may be left out."""
    order: PurchaseOrder = store.head_of(
        company,
        row,
        lines=tuple(store.lines_of(company, row.id)) if lines else (),
        total_amount=money(row.cents),
        is_fully_received=_is_fully_received(company, row.id),
        linked_txn=links_of.linked_txns(company, row.id) if links else (),
    )
    return order


def _is_fully_received(company: CompanyFile, txn: int) -> bool:
    sql = "SELECT coalesce(sum(units > 0), 0), coalesce(sum(units > received), 0) FROM line WHERE txn = ?"
    counted, missing = company.connection.execute(sql, [txn]).fetchone()
    return bool(counted > 0 and missing == 0)


def _check(before: PurchaseOrder, after: PurchaseOrder) -> None:
    if after.vendor is None:
        raise status.missing_element("VendorRef")
    if before.linked_txn and before.vendor != after.vendor:
        raise status.invalid_value(
            "VendorRef", after.vendor.full_name, "The transaction is linked to other transactions."
        )
    if not after.lines:
        raise status.missing_element("PurchaseOrderLineMod")
    kept = {line.txn_line_id for line in line_rules.flat(after.lines)}
    for line in line_rules.flat(before.lines):
        if line.received_quantity and line.txn_line_id not in kept:
            raise status.undeletable(line.txn_line_id, "The line has been received.")


def _completed(company: CompanyFile, lines: tuple[Any, ...]) -> tuple[Any, ...]:
    done = tuple(line_rules.completed(company, each) for each in lines)
    return tuple(_numbered_parts(company, each) for each in done)


def _numbered_parts(company: CompanyFile, line: Any) -> Any:
    if isinstance(line, OrderGroupLine) or line.item is None or line.manufacturer_part_number:
        return line
    item = lists.get(company, line.item.list_id)
    return replace(line, manufacturer_part_number=getattr(item, "manufacturer_part_number", ""))


def _total(order: PurchaseOrder) -> int:
    return cents(line_rules.total(order.lines))


def _enter(company: CompanyFile, txn: int, order: PurchaseOrder) -> None:
    store.write_lines(company, txn, order.lines)
    store.note_uses(company, txn, order)
    if order.is_manually_closed:
        company.connection.execute("UPDATE line SET closed = 1 WHERE txn = ?", [txn])
    for line in line_rules.flat(order.lines):
        if line.item is not None:
            lists.touch(company, line.item.list_id)
