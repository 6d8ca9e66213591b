"""Bills and the purchase orders that they receive, each seen from the other's page (rules B9, D10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from counterfoil.server.bills.models import Bill, ReceivedOrder
from counterfoil.server.bills.settlement import NO_NUMBER
from counterfoil.server.orders import queries

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from counterfoil.server.orders.models import PurchaseOrder


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order on the page of a bill that receives it: its number, and the order itself if it has come over."""

    number: str
    order: PurchaseOrder | None


def orders_of(bill: Bill) -> list[ShownOrder]:
    """The orders that lines of this bill receive, the first linked first: no statement where there are none."""
    if not bill.receives_orders:
        return []
    named = list(ReceivedOrder.objects.of(bill.organization_id).filter(bill=bill).order_by("position"))
    known = queries.by_quickbooks_id(bill.organization_id, [each.quickbooks_id for each in named])
    return [ShownOrder(each.number or NO_NUMBER, known.get(each.quickbooks_id)) for each in named]


def bills_of(order: PurchaseOrder) -> QuerySet[Bill]:
    """The live bills that receive this order, in the order of their dates."""
    naming = ReceivedOrder.objects.of(order.organization_id).filter(quickbooks_id=order.quickbooks_id)
    bills = Bill.objects.of(order.organization_id).filter(deleted_at=None, pk__in=naming.values("bill_id"))
    return (bills if order.quickbooks_id else bills.none()).select_related("vendor").order_by("txn_date", "pk")
