"""How bills and item receipts receive purchase orders: links made by an Add, kept or freed later (docs 4.4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator import status
from counterfoil.simulator.values import cents, in_units

from . import lines as line_rules
from . import store
from .records import Bill, ItemLine, ItemReceipt, LinkTarget, OrderLine
from .store import ORDER, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfoil.simulator.company import CompanyFile


Receiving = Bill | ItemReceipt
"""What can receive purchase orders."""


class Receipts(NamedTuple):
    """The item lines of a bill with what they take over from orders; `refused` is an order that was closed already."""

    lines: tuple[Any, ...]
    refused: str


def plan(company: CompanyFile, bill: Receiving) -> Receipts:
    """What a new bill receives of the orders it names, or refuse."""
    pulled: list[ItemLine] = []
    refused = ""
    named = {line.link_to_txn.txn_id for line in bill.item_lines if isinstance(line, ItemLine) and line.link_to_txn}
    for txn_id in bill.link_to_txn_id:
        if txn_id in named:
            raise _both_ways(company, "LinkToTxnID", txn_id)
        row = _order(company, bill, txn_id)
        open_lines = list(_open_lines(company, row))
        refused = _note_closed(company, bool(open_lines), txn_id) or refused
        pulled.extend(_received(row, each, ItemLine()) for each in open_lines)
    own = []
    for line in bill.item_lines:
        if not isinstance(line, ItemLine) or line.link_to_txn is None:
            own.append(line)
            continue
        received = _receive_line(company, bill, line)
        refused = refused or ("" if received.link_to_txn else line.link_to_txn.txn_id)
        own.append(received)
    return Receipts((*pulled, *own), refused)


def _receive_line(company: CompanyFile, bill: Receiving, line: ItemLine) -> ItemLine:
    assert line.link_to_txn is not None
    target = line.link_to_txn
    if line.item is not None:
        raise _both_ways(company, "ItemRef", line.item.full_name)
    row = _order(company, bill, target.txn_id)
    order_line = next((each for each in _order_lines(company, row) if each.txn_line_id == target.txn_line_id), None)
    if order_line is None:
        raise status.not_found(target.txn_line_id)
    is_open = any(each.txn_line_id == target.txn_line_id for each in _open_lines(company, row))
    received = _received(row, order_line, line)
    return replace(received, link_to_txn=None) if _note_closed(company, is_open, target.txn_id) else received


def _both_ways(company: CompanyFile, element: str, value: str) -> status.Refusal:
    refusal = status.invalid_value(element, value, "The element cannot be used together with LinkToTxn.")
    return status.Refusal(company.switches.link_and_itemref, refusal.status.message)


def _order(company: CompanyFile, bill: Receiving, txn_id: str) -> Row:
    row = store.present(company, txn_id, ORDER.kind)
    assert bill.vendor is not None
    if row.entity != bill.vendor.list_id:
        raise status.invalid_value("LinkToTxnID", txn_id, "The purchase order is from another vendor.")
    return row


def _note_closed(company: CompanyFile, is_open: bool, txn_id: str) -> str:
    """The order, where a link to it is left out because nothing of it is open (`link_closed_po`)."""
    if not is_open and company.switches.link_closed_po == "refuse":
        raise status.invalid_value("LinkToTxnID", txn_id, "The purchase order is closed.")
    return "" if is_open else txn_id


def _order_lines(company: CompanyFile, row: Row) -> list[OrderLine]:
    return line_rules.flat(store.lines_of(company, row.id))


def _open_lines(company: CompanyFile, row: Row) -> Iterator[OrderLine]:
    if is_closed(row):
        return
    for line in _order_lines(company, row):
        if not line.is_manually_closed and _is_open(company, line):
            yield line


def _is_open(company: CompanyFile, line: OrderLine) -> bool:
    """Whether something of a line is to come; one without a quantity is open until anything is linked to it."""
    if line.quantity is not None:
        return line.received_quantity < line.quantity
    sql = "SELECT 1 FROM link WHERE target_line != '' AND target_line = ?"
    return company.connection.execute(sql, [line.txn_line_id]).fetchone() is None


def is_closed(row: Row) -> bool:
    """Whether a purchase order was closed by hand as a whole."""
    return '"is_manually_closed":true' in row.body


def _received(row: Row, order: OrderLine, line: ItemLine) -> ItemLine:
    """A bill's line that takes from the order's line whatever it does not say itself."""
    remaining = None if order.quantity is None else max(order.quantity - order.received_quantity, Decimal(0))
    return replace(
        line,
        item=order.item,
        desc=line.desc or order.desc,
        quantity=line.quantity if line.quantity is not None else remaining,
        unit_of_measure=line.unit_of_measure or order.unit_of_measure,
        cost=line.cost if line.cost is not None or line.amount is not None else order.rate,
        customer=line.customer or order.customer,
        class_=line.class_ or order.class_,
        link_to_txn=LinkTarget(row.txn_id, order.txn_line_id),
    )


def link(company: CompanyFile, bill_row: int, bill: Receiving) -> None:
    """Store the links of a new bill; the orders' received quantities follow."""
    orders = set()
    for line in line_rules.flat(bill.item_lines):
        if line.link_to_txn is None:
            continue
        order = store.present(company, line.link_to_txn.txn_id, ORDER.kind)
        values = [bill_row, order.id, line.txn_line_id, line.link_to_txn.txn_line_id, *_carried(line)]
        sql = """INSERT INTO link (type, source, target, source_line, target_line, units, cents,
            discount, discount_account, discount_class) VALUES ('QUANTYPE', ?, ?, ?, ?, ?, ?, 0, '', '')"""
        company.connection.execute(sql, values)
        orders.add(order.id)
    for each in sorted(orders):
        recount(company, each)


def _carried(line: ItemLine) -> tuple[int, int]:
    return in_units(line.quantity) if line.quantity is not None else 0, cents(
        line.amount
    ) if line.amount is not None else 0


def relink(company: CompanyFile, bill_row: int, bill: Receiving, bare: frozenset[str]) -> None:
    """After a Mod: kept lines keep their links, dropped lines free theirs (`bill_mod_keeps_po_link`)."""
    loses = bare if company.switches.bill_mod_keeps_po_link == "bare_line_loses" else frozenset()
    lines = {line.txn_line_id: line for line in line_rules.flat(bill.item_lines) if line.txn_line_id not in loses}
    sql = "SELECT id, target, source_line, units, cents FROM link WHERE source = ? AND type = 'QUANTYPE'"
    moved = set()
    for link_id, order, source_line, units, amount in company.connection.execute(sql, [bill_row]).fetchall():
        line = lines.get(source_line)
        if line is None:
            company.connection.execute("DELETE FROM link WHERE id = ?", [link_id])
        elif _carried(line) != (units, amount):
            company.connection.execute("UPDATE link SET units = ?, cents = ? WHERE id = ?", [*_carried(line), link_id])
        else:
            continue
        moved.add(order)
    for each in sorted(moved):
        recount(company, each)


def release(company: CompanyFile, bill_row: int) -> None:
    """Free everything a bill received, as when it is deleted; a manual close stays."""
    sql = "SELECT DISTINCT target FROM link WHERE source = ? AND type = 'QUANTYPE'"
    orders = [row[0] for row in company.connection.execute(sql, [bill_row])]
    company.connection.execute("DELETE FROM link WHERE source = ? AND type = 'QUANTYPE'", [bill_row])
    for each in orders:
        recount(company, each)


def recount(company: CompanyFile, order: int) -> None:
    """Work out again what was received of each line of an order, and move its stamps (`linked_bill_touches_po`)."""
    sql = """UPDATE line SET received = (SELECT coalesce(sum(units), 0) FROM link
        WHERE link.target = line.txn AND link.target_line = line.line_id) WHERE txn = ?"""
    company.connection.execute(sql, [order])
    if company.switches.linked_bill_touches_po:
        store.touch(company, order)
