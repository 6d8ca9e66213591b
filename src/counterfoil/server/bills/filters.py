"""The list of bills: what the address asks for, as a query, and the totals of what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db.models import Count, Q, Sum

from counterfoil.server.bills.forms import PICK_VENDOR
from counterfoil.server.bills.models import Bill
from counterfoil.server.bills.status import ROWS, Status
from counterfoil.server.pages.amounts import read_amount
from counterfoil.server.pages.lookups import Directory, LookupField
from counterfoil.server.vendors.models import Vendor

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import QueryDict

    from counterfoil.server.people.models import Organization

OPEN: Final = (Status.UNPAID, Status.PARTLY_PAID)
STATUSES: Final = [("", "All but deleted"), ("open", "Open"), *((s.value, ROWS[s].words) for s in Status)]

SORTS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("txn_date",),
    "due": ("due_date",),
    "vendor": ("vendor__full_name_key", "txn_date"),
    "number": ("ref_number",),
    "amount": ("total",),
    "open": ("open_amount",),
    "status": ("status", "due_date"),
}
"""Sort key of the address → columns."""

DATE: Final = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class BillFilter(forms.Form):
    """What the list may be narrowed by; a part that makes no sense is left out and says so."""

    text = forms.CharField(
        label="Search",
        required=False,
        widget=forms.TextInput({"type": "search", "placeholder": "Number, memo, amount"}),
    )
    status = forms.ChoiceField(label="Status", choices=STATUSES, required=False)
    since = forms.DateField(label="Bill date from", required=False, widget=DATE)
    until = forms.DateField(label="to", required=False, widget=DATE)
    overdue = forms.BooleanField(label="Overdue only", required=False)

    def __init__(self, data: QueryDict, organization: Organization) -> None:
        super().__init__(data)
        vendors = Directory(Vendor.objects.of(organization).filter(deleted_at=None))
        vendors.prime([data.get("vendor_id", "")], [data.get("vendor", "")])
        self.fields["vendor"] = LookupField(vendors, "a vendor", PICK_VENDOR, label="Vendor", required=False)

    @property
    def values(self) -> dict[str, Any]:
        """The parts that make sense."""
        self.is_valid()
        return self.cleaned_data

    @property
    def is_narrowed(self) -> bool:
        """Whether anything at all is asked for."""
        return any(self.values.values())


def is_overdue(bill: Bill, today: date) -> bool:
    """Whether the bill is open and its due date has passed."""
    return bill.status in OPEN and bill.due_date is not None and bill.due_date < today


def overdue(today: date) -> Q:
    """Open bills whose due date has passed."""
    return Q(status__in=OPEN, due_date__lt=today)


def chosen(organization: Organization, values: dict[str, Any], today: date) -> QuerySet[Bill]:
    """The bills that these values of the filter ask for."""
    bills = Bill.objects.of(organization).filter(_status(values.get("status", "")))
    conditions = {
        "since": lambda day: Q(txn_date__gte=day),
        "until": lambda day: Q(txn_date__lte=day),
        "vendor": lambda vendor: Q(vendor=vendor),
        "overdue": lambda _: overdue(today),
        "text": _text,
    }
    for name, condition in conditions.items():
        if values.get(name):
            bills = bills.filter(condition(values[name]))
    return bills


def _status(word: str) -> Q:
    if word == "":
        return ~Q(status=Status.DELETED)
    return Q(status__in=OPEN) if word == "open" else Q(status=word)


def _text(text: str) -> Q:
    condition = Q(ref_number__icontains=text) | Q(memo__icontains=text) | Q(vendor__full_name__icontains=text)
    amount = read_amount(text)
    return condition | Q(total=amount) if amount is not None and abs(amount) < Decimal(10) ** 13 else condition


@dataclass(frozen=True, slots=True)
class Totals:
    """How many bills there are, what they come to, and what is still open."""

    count: int
    total: Decimal
    open_amount: Decimal


def totals(bills: QuerySet[Bill]) -> Totals:
    """The totals of these bills, in one statement."""
    sums = bills.aggregate(count=Count("pk"), total=Sum("total"), open=Sum("open_amount"))
    return Totals(sums["count"], sums["total"] or Decimal(0), sums["open"] or Decimal(0))
