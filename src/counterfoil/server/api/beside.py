"""What the API shows beside the fields of a record, by the page: a bill's orders, an order's receipts and bills."""

# No `from __future__ import annotations` here: pydantic reads the annotations at run time.

from collections.abc import Callable, Iterable
from typing import Any

from counterfoil.records import Kind
from counterfoil.server.api.shapes import Amount, RefShape, Shape
from counterfoil.server.bills.orders import bills_by_order, orders_by_bill
from counterfoil.server.orders.queries import lines_by_order
from counterfoil.server.people.models import Organization

Rows = dict[int, list[dict[str, Any]]]
"""Id of a record → what is shown beside it."""


class OrderOfBill(Shape):
    """A purchase order that lines of a bill receive; `id` is null where the order has not come over."""

    id: int | None
    number: str


class Receipt(Shape):
    """What came of one line of an order; what is `to_come` is null where no quantity was ordered."""

    line: str
    received: Amount | None
    to_come: Amount | None
    is_closed: bool


def _orders(organization: Organization, bills: list[int]) -> Rows:
    found = orders_by_bill(organization, bills)
    return {
        bill: [{"id": each.order.pk if each.order else None, "number": each.number} for each in orders]
        for bill, orders in found.items()
    }


def _receipts(organization: Organization, orders: list[int]) -> Rows:
    return {
        order: [
            {
                "line": line.quickbooks_line_id,
                "received": line.received,
                "to_come": line.still_to_come,
                "is_closed": line.is_closed,
            }
            for line in lines
        ]
        for order, lines in lines_by_order(organization, orders).items()
    }


def _bills(organization: Organization, orders: list[int]) -> Rows:
    return {
        order: [{"id": bill.pk, "name": str(bill)} for bill in bills]
        for order, bills in bills_by_order(organization, orders).items()
    }


BESIDE: dict[Kind, dict[str, tuple[Any, Callable[[Organization, list[int]], Rows]]]] = {
    Kind.BILL: {"purchase_orders": (list[OrderOfBill], _orders)},
    Kind.PURCHASE_ORDER: {"receipts": (list[Receipt], _receipts), "bills": (list[RefShape], _bills)},
}
"""Kind → field → its type, and how it is read for a page of records."""


def beside(organization: Organization, kind: Kind, ids: Iterable[int]) -> dict[str, Rows]:
    """These fields of a page of records: a statement or two each."""
    page = list(ids)
    return {name: read(organization, page) for name, (_, read) in BESIDE.get(kind, {}).items()}
