"""The pages of purchase orders: the list, and one order with what came of each line. Nothing is edited (rule D10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from counterfoil.records import Kind
from counterfoil.server.audit.queries import history
from counterfoil.server.orders.filters import SORTS, OrderFilter, chosen, is_late
from counterfoil.server.orders.models import PurchaseOrder
from counterfoil.server.orders.queries import lines_of
from counterfoil.server.orders.status import WORDS
from counterfoil.server.pages import history as past
from counterfoil.server.pages.listing import list_page
from counterfoil.server.people.permissions import Permission, require

if TYPE_CHECKING:
    from django.http import HttpResponse

    from counterfoil.server.pages.requests import Request


@require_GET
@require(Permission.VIEW_BILLS)
def show_list(request: Request) -> HttpResponse:
    """The orders that the address asks for."""
    narrow, today = OrderFilter(request.GET, request.organization), timezone.localdate()
    orders = chosen(request.organization, narrow.values, today)
    listing = list_page(request, orders.select_related("vendor"), SORTS, "-date")
    shown = [{"order": order, "status": WORDS[order.status], "late": is_late(order, today)} for order in listing.rows]
    context = {
        "title": "Purchase orders",
        "filter": narrow,
        "is_narrowed": narrow.is_narrowed,
        "listing": listing,
        "shown": shown,
    }
    return render(request, "orders/list.html", context)


@require_GET
@require(Permission.VIEW_BILLS)
def show(request: Request, pk: int) -> HttpResponse:
    """One order: its lines with what was ordered, received and is still to come, its bills, its sync, its history."""
    orders = PurchaseOrder.objects.of(request.organization).select_related("vendor", "terms", "department")
    order = get_object_or_404(orders, pk=pk)
    entries = history(request.organization, Kind.PURCHASE_ORDER, str(pk))[: past.SHOWN]
    context = {
        "order": order,
        "status": WORDS[order.status],
        "late": is_late(order, timezone.localdate()),
        "lines": lines_of(order),
        "history": past.read(entries),
    }
    return render(request, "orders/order.html", context)
