"""The list of purchase orders: what the address asks for, as a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy

from counterfoil.server.orders.models import OrderLine, PurchaseOrder
from counterfoil.server.orders.status import STILL_OPEN, WORDS, Status
from counterfoil.server.pages.lookups import Directory, LookupField
from counterfoil.server.vendors.models import Vendor

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import QueryDict

    from counterfoil.server.people.models import Organization

STATUSES: Final = [("", "All but deleted"), ("to_come", "Something to come"), *sorted(WORDS.items())]

SORTS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("txn_date",),
    "expected": ("expected_date", "txn_date"),
    "vendor": ("vendor__full_name_key", "txn_date"),
    "number": ("ref_number",),
    "amount": ("total",),
    "status": ("status", "expected_date"),
}
"""Sort key of the address → columns."""

DATE: Final = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class OrderFilter(forms.Form):
    """What the list may be narrowed by; a part that makes no sense is left out and says so."""

    text = forms.CharField(
        label="Search",
        required=False,
        widget=forms.TextInput({"type": "search", "placeholder": "Number, memo, item"}),
    )
    status = forms.ChoiceField(label="Status", choices=STATUSES, required=False)
    since = forms.DateField(label="Order date from", required=False, widget=DATE)
    until = forms.DateField(label="to", required=False, widget=DATE)
    late = forms.BooleanField(label="Late only", required=False)

    def __init__(self, data: QueryDict, organization: Organization) -> None:
        super().__init__(data)
        vendors = Directory(Vendor.objects.of(organization).filter(deleted_at=None))
        vendors.prime([data.get("vendor_id", "")], [data.get("vendor", "")])
        pick = reverse_lazy("pick-vendor")
        self.fields["vendor"] = LookupField(vendors, "a vendor", pick, label="Vendor", required=False)

    @property
    def values(self) -> dict[str, Any]:
        """The parts that make sense."""
        self.is_valid()
        return self.cleaned_data

    @property
    def is_narrowed(self) -> bool:
        """Whether anything at all is asked for."""
        return any(self.values.values())


def is_late(order: PurchaseOrder, today: date) -> bool:
    """Whether something is still to come that was expected before today."""
    return order.status in STILL_OPEN and order.expected_date is not None and order.expected_date < today


def chosen(organization: Organization, values: dict[str, Any], today: date) -> QuerySet[PurchaseOrder]:
    """The orders that these values of the filter ask for."""
    orders = PurchaseOrder.objects.of(organization).filter(_status(values.get("status", "")))
    conditions: dict[str, Any] = {
        "since": lambda day: Q(txn_date__gte=day),
        "until": lambda day: Q(txn_date__lte=day),
        "vendor": lambda vendor: Q(vendor=vendor),
        "late": lambda _: Q(status__in=STILL_OPEN, expected_date__lt=today),
        "text": lambda text: _text(organization, text),
    }
    for name, condition in conditions.items():
        if values.get(name):
            orders = orders.filter(condition(values[name]))
    return orders


def _status(word: str) -> Q:
    if word == "":
        return ~Q(status=Status.DELETED)
    return Q(status__in=STILL_OPEN) if word == "to_come" else Q(status=word)


def _text(organization: Organization, text: str) -> Q:
    head = Q(ref_number__icontains=text) | Q(memo__icontains=text) | Q(vendor__full_name__icontains=text)
    lines = OrderLine.objects.of(organization).filter(
        Q(item__full_name__icontains=text) | Q(description__icontains=text)
    )
    return head | Q(pk__in=lines.values("order_id"))
