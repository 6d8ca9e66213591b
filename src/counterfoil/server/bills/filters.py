"""The list of bills: what the address asks for, as a query, and the totals of what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db.models import Count, Q, Sum

from counterfoil.server.bills.models import Bill
from counterfoil.server.bills.status import ROWS, Status
from counterfoil.server.pages.amounts import read_amount
from counterfoil.server.vendors.filters import TransactionFilter, in_head, narrowed

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from counterfoil.server.people.models import Organization

OPEN: Final = (Status.UNPAID, Status.PARTLY_PAID)

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


class BillFilter(TransactionFilter):
    """What the list of bills may be narrowed by."""

    statuses = (("open", "Open"), *((each.value, ROWS[each].words) for each in Status))
    sought = "Number, memo, amount"
    dated = "Bill date"
    box_name = "overdue"
    overdue = forms.BooleanField(label="Overdue only", required=False)


def is_overdue(bill: Bill, today: date) -> bool:
    """Whether the bill is open and its due date has passed."""
    return bill.status in OPEN and bill.due_date is not None and bill.due_date < today


def overdue(today: date) -> Q:
    """Open bills whose due date has passed."""
    return Q(status__in=OPEN, due_date__lt=today)


def chosen(organization: Organization, values: dict[str, Any], today: date) -> QuerySet[Bill]:
    """The bills that these values of the filter ask for."""
    more = {"overdue": lambda _: overdue(today), "text": _text}
    return narrowed(Bill.objects.of(organization), values, {"open": OPEN}, more)


def _text(text: str) -> Q:
    amount = read_amount(text)
    is_amount = amount is not None and abs(amount) < Decimal(10) ** 13
    return in_head(text) | Q(total=amount) if is_amount else in_head(text)


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
