"""The home page: what needs attention today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from counterfoil.server.bills.filters import OPEN, overdue, totals
from counterfoil.server.bills.models import Bill
from counterfoil.server.bills.views import status_words
from counterfoil.server.people.permissions import Permission, may, require
from counterfoil.server.sync import queries, shown

if TYPE_CHECKING:
    from django.http import HttpResponse

    from counterfoil.server.pages.requests import Request

DUE_SHOWN = 10


@require_GET
@require(Permission.VIEW_BILLS)
def home(request: Request) -> HttpResponse:
    """Open and overdue bills, problems, conflicts, and how the sync stands."""
    today = timezone.localdate()
    bills = Bill.objects.of(request.organization)
    due = bills.filter(status__in=OPEN).exclude(due_date=None).select_related("vendor").order_by("due_date", "pk")
    state = queries.state(request.organization)
    context = {
        "open": totals(bills.filter(status__in=OPEN)),
        "overdue": totals(bills.filter(overdue(today))),
        "due": [{"bill": bill, "status": status_words(bill)} for bill in due[:DUE_SHOWN]],
        "state": state,
        "sync_word": shown.state_word(state),
        "may_manage": may(request, Permission.MANAGE_BILLS),
        "may_connect": may(request, Permission.MANAGE_TOKENS),
    }
    return render(request, "web/home.html", context)
