"""The list of purchase orders: what the address asks for, as a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db.models import Q

from counterfoil.server.orders.models import OrderLine, PurchaseOrder
from counterfoil.server.orders.status import STILL_OPEN, WORDS
from counterfoil.server.vendors.filters import TransactionFilter, in_head, narrowed

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from counterfoil.server.people.models import Organization

SORTS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("txn_date",),
    "expected": ("expected_date", "txn_date"),
    "vendor": ("vendor__full_name_key", "txn_date"),
    "number": ("ref_number",),
    "amount": ("total",),
    "status": ("status", "expected_date"),
}
"""Sort key of the address → columns."""


class OrderFilter(TransactionFilter):
    """What the list of orders may be narrowed by."""

    statuses = (("to_come", "Something to come"), *sorted(WORDS.items()))
    sought = "Number, memo, item"
    dated = "Order date"
    box_name = "late"
    late = forms.BooleanField(label="Late only", required=False)


def is_late(order: PurchaseOrder, today: date) -> bool:
    """Whether something is still to come that was expected before today."""
    return order.status in STILL_OPEN and order.expected_date is not None and order.expected_date < today


def chosen(organization: Organization, values: dict[str, Any], today: date) -> QuerySet[PurchaseOrder]:
    """The orders that these values of the filter ask for."""
    more = {
        "late": lambda _: Q(status__in=STILL_OPEN, expected_date__lt=today),
        "text": lambda text: _text(organization, text),
    }
    return narrowed(PurchaseOrder.objects.of(organization), values, {"to_come": STILL_OPEN}, more)


def _text(organization: Organization, text: str) -> Q:
    lines = OrderLine.objects.of(organization).filter(
        Q(item__full_name__icontains=text) | Q(description__icontains=text)
    )
    return in_head(text) | Q(pk__in=lines.values("order_id"))
