"""The pages that show bills: the list, one bill, and what the bill form asks for while one types."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from counterfoil.records import Kind
from counterfoil.server.audit.queries import history
from counterfoil.server.bills.due import due_date
from counterfoil.server.bills.filters import SORTS, BillFilter, chosen, is_overdue, totals
from counterfoil.server.bills.models import Bill, ExpenseLine, ItemLine
from counterfoil.server.bills.orders import orders_of
from counterfoil.server.bills.status import APPROVALS, ROWS, Approval, Status
from counterfoil.server.chart.models import Terms
from counterfoil.server.pages import history as past
from counterfoil.server.pages.listing import list_page
from counterfoil.server.pages.lookups import is_id
from counterfoil.server.people.permissions import Permission, may, require

if TYPE_CHECKING:
    from typing import Any

    from counterfoil.server.pages.requests import Request


def status_words(bill: Bill) -> str:
    """A bill's status in words; an open bill whose due date has passed is overdue."""
    return "Overdue" if is_overdue(bill, timezone.localdate()) else ROWS[Status(bill.status)].words


@require_GET
@require(Permission.VIEW_BILLS)
def show_list(request: Request) -> HttpResponse:
    """The bills that the address asks for, with their totals."""
    narrow = BillFilter(request.GET, request.organization)
    bills = chosen(request.organization, narrow.values, timezone.localdate())
    sums = totals(bills)
    listing = list_page(request, bills.select_related("vendor"), SORTS, "-date", total=sums.count)
    context = {
        "title": "Bills",
        "filter": narrow,
        "is_narrowed": narrow.is_narrowed,
        "listing": listing,
        "shown": [{"bill": bill, "status": status_words(bill)} for bill in listing.rows],
        "totals": sums,
        "may_manage": may(request, Permission.MANAGE_BILLS),
    }
    return render(request, "bills/list.html", context)


def find(request: Request, pk: int) -> Bill:
    """The organization's bill of that id; 404 for anybody else's."""
    bills = Bill.objects.of(request.organization).select_related("vendor", "terms", "ap_account")
    return get_object_or_404(bills, pk=pk)


@require_GET
@require(Permission.VIEW_BILLS)
def show(request: Request, pk: int) -> HttpResponse:
    """One bill with its lines, its sync, its conflicts and its history."""
    bill = find(request, pk)
    row = ROWS[Status(bill.status)]
    entries = history(request.organization, Kind.BILL, str(bill.pk))[: past.SHOWN]
    context = {
        "bill": bill,
        "status": status_words(bill),
        "address": [part for part in astuple(bill.vendor_address) if part],
        "orders": orders_of(bill),
        **_lines(bill),
        "history": past.read(entries),
        "may_edit": row.can_amend and may(request, Permission.MANAGE_BILLS),
        "approval": APPROVALS[Approval(bill.approval)],
        "is_approved": bill.approval == Approval.APPROVED,
        "may_approve": row.can_amend and may(request, Permission.APPROVE_BILLS),
        "may_delete": row.can_delete and may(request, Permission.DELETE_BILLS),
        "may_restore": row.can_restore and may(request, Permission.DELETE_BILLS),
    }
    return render(request, "bills/bill.html", context)


def _lines(bill: Bill) -> dict[str, Any]:
    """The lines in the order of the document; what is in a group stands right behind it."""
    expenses = ExpenseLine.objects.of(bill.organization_id).filter(bill=bill)
    items = ItemLine.objects.of(bill.organization_id).filter(bill=bill)
    rows = items.select_related("item", "customer", "department").order_by("position", "pk")
    inside: dict[int | None, list[ItemLine]] = {}
    for line in rows:
        inside.setdefault(line.parent_id, []).append(line)
    return {
        "expense_lines": expenses.select_related("account", "customer", "department").order_by("position", "pk"),
        "item_lines": [(line, inside.get(line.pk, [])) for line in inside.get(None, [])],
    }


@require_GET
@require(Permission.MANAGE_BILLS)
def due(request: Request) -> HttpResponse:
    """The due date that these terms give a bill of this date, as plain text; empty where they name none."""
    day, terms = request.GET.get("date", ""), request.GET.get("terms", "")
    txn_date = parse_date(day) if len(day) == 10 else None  # 2026-11-22
    row = Terms.objects.of(request.organization).filter(pk=terms).first() if is_id(terms) else None
    found = due_date(row, txn_date) if row and txn_date else None
    return HttpResponse(found.isoformat() if found else "", content_type="text/plain; charset=utf-8")
