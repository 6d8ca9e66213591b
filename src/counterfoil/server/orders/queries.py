"""What is read of purchase orders: by the ids that bills name, and one with its lines."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from counterfoil.server.orders.models import OrderLine, PurchaseOrder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.server.people.models import Organization


def by_quickbooks_id(organization: Organization | int, ids: Iterable[str]) -> dict[str, PurchaseOrder]:
    """The live orders of these TxnIDs; those that have not come over are left out."""
    wanted = [id_ for id_ in ids if id_]
    found = PurchaseOrder.objects.of(organization).filter(quickbooks_id__in=wanted, deleted_at=None)
    return {order.quickbooks_id: order for order in found} if wanted else {}


def quickbooks_ids(organization: Organization | int, orders: Iterable[int]) -> dict[str, int]:
    """TxnID → our id, of these orders, as far as they have one."""
    rows = PurchaseOrder.objects.of(organization).filter(pk__in=list(orders)).exclude(quickbooks_id="")
    return dict(rows.values_list("quickbooks_id", "pk"))


def lines_of(order: PurchaseOrder) -> list[OrderLine]:
    """The lines of an order, in their order, with what they refer to: one statement."""
    return lines_by_order(order.organization_id, [order.pk])[order.pk]


def lines_by_order(organization: Organization | int, orders: Iterable[int]) -> dict[int, list[OrderLine]]:
    """The lines of these orders, in their order, with what they refer to: one statement for a page."""
    found: defaultdict[int, list[OrderLine]] = defaultdict(list)
    lines = OrderLine.objects.of(organization).filter(order__in=list(orders))
    for line in lines.select_related("order", "item", "customer", "department").order_by("order", "position"):
        found[line.order_id].append(line)
    return found
