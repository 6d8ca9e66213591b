"""What a person does to purchase orders."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.transactions import purchase_orders
from counterfoil.simulator.transactions.lines import changed, flat, keep
from counterfoil.simulator.transactions.records import ItemLine, LinkTarget, OrderLine, PurchaseOrder

from .bills import Bills
from .screen import Number, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Orders(Bills):
    """Acts on purchase orders; receiving one enters a bill."""

    def enter_order(self, vendor: str, lines: Sequence[OrderLine], **header: Any) -> str:
        """Enter a purchase order; returns its TxnID."""
        order = PurchaseOrder(vendor=self.ref("vendor", vendor), lines=tuple(lines), **self._named(header))
        return purchase_orders.add(self.company, order).txn_id

    def ordered(self, item: str, quantity: Number, rate: Number | None = None, **values: Any) -> OrderLine:
        """A line of a purchase order to enter."""
        price = None if rate is None else Decimal(rate)
        return OrderLine(item=self.ref("item", item), quantity=Decimal(quantity), rate=price, **self._named(values))

    def receive_order(self, txn_id: str, quantities: Mapping[str, Number] | None = None, **header: Any) -> str:
        """Enter a bill that receives an order, and return its TxnID.

        `quantities` says how many of which TxnLineID; without it everything that is still to come is received.
        """
        with self.company.change():
            order = self._order(txn_id)
            assert order.vendor is not None
            wanted = (
                quantities
                if quantities is not None
                else {line.txn_line_id: line.unbilled_quantity for line in _open(order)}
            )
            lines = [
                ItemLine(link_to_txn=LinkTarget(txn_id, line_id), quantity=Decimal(many))
                for line_id, many in wanted.items()
            ]
            return self.enter_bill(order.vendor.list_id, lines, **header)

    def edit_order(self, txn_id: str, **header: Any) -> None:
        """Change some of an order's head."""
        purchase_orders.modify(self.company, txn_id, **self._named(header))

    def edit_order_line(self, txn_id: str, line_id: str, **values: Any) -> None:
        """Change some attributes of one line of an order."""
        with self.company.change():
            lines = [keep(type(line).__name__, line.txn_line_id) for line in self._order(txn_id).lines]
            lines[place_of(lines, line_id)] = changed("OrderLine", line_id, **self._named(values))
            purchase_orders.modify(self.company, txn_id, lines=lines)

    def close_order(self, txn_id: str) -> None:
        """Close an order by hand although something is still to come."""
        purchase_orders.modify(self.company, txn_id, is_manually_closed=True)

    def reopen_order(self, txn_id: str) -> None:
        """Open an order again that was closed by hand."""
        purchase_orders.modify(self.company, txn_id, is_manually_closed=False)

    def close_order_line(self, txn_id: str, line_id: str) -> None:
        """Close one line of an order by hand."""
        self.edit_order_line(txn_id, line_id, is_manually_closed=True)

    def delete_order(self, txn_id: str) -> None:
        """Delete an order that no bill is linked to."""
        purchase_orders.delete(self.company, txn_id)

    def _order(self, txn_id: str) -> PurchaseOrder:
        order = purchase_orders.get(self.company, txn_id)
        if order is None:
            raise status.not_found(txn_id)
        return order


def _open(order: PurchaseOrder) -> list[OrderLine]:
    return [line for line in flat(order.lines) if not line.is_manually_closed and line.unbilled_quantity]
