"""What is read of purchase orders: by the ids that bills name, and one with its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.server.orders.models import OrderLine, PurchaseOrder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from counterfoil.server.people.models import Organization


def by_quickbooks_id(organization: Organization | int, ids: Iterable[str]) -> dict[str, PurchaseOrder]:
    """The live orders of these TxnIDs; those that have not come over are left out."""
    wanted = [id_ for id_ in ids if id_]
    found = PurchaseOrder.objects.of(organization).filter(quickbooks_id__in=wanted, deleted_at=None)
    return {order.quickbooks_id: order for order in found} if wanted else {}


def lines_of(order: PurchaseOrder) -> QuerySet[OrderLine]:
    """The lines of an order, in their order, with what they refer to: one statement."""
    lines = OrderLine.objects.of(order.organization_id).filter(order=order)
    return lines.select_related("order", "item", "customer", "department").order_by("position")
