"""A vendor's bills on the vendor's page, and an order's on the order's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from counterfoil.server.bills.filters import totals
from counterfoil.server.bills.models import Bill
from counterfoil.server.bills.orders import bills_of
from counterfoil.server.bills.views import status_words

if TYPE_CHECKING:
    from counterfoil.server.orders.models import PurchaseOrder
    from counterfoil.server.vendors.models import Vendor

register = template.Library()

SHOWN = 10


@register.inclusion_tag("bills/of_vendor.html")
def bills_of_vendor(vendor: Vendor) -> dict[str, Any]:
    """The newest bills of a vendor, and what all of them come to: two statements."""
    bills = Bill.objects.of(vendor.organization_id).filter(vendor=vendor, deleted_at=None)
    newest = bills.order_by("-txn_date", "-pk")[:SHOWN]
    shown = [{"bill": bill, "status": status_words(bill)} for bill in newest]
    return {"vendor": vendor, "shown": shown, "totals": totals(bills)}


@register.inclusion_tag("bills/of_order.html")
def bills_of_order(order: PurchaseOrder) -> dict[str, Any]:
    """The bills that receive an order (rule D10): one statement."""
    return {"shown": [{"bill": bill, "status": status_words(bill)} for bill in bills_of(order)]}
