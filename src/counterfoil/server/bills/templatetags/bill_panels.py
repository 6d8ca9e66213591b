"""A vendor's bills, on the vendor's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from counterfoil.server.bills.filters import totals
from counterfoil.server.bills.models import Bill
from counterfoil.server.bills.views import status_words

if TYPE_CHECKING:
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
