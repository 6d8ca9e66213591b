"""How a record stands with QuickBooks, on the record's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from counterfoil.engine.books import DetailKind
from counterfoil.server.bills.orders import orders_of
from counterfoil.server.bills.records import load
from counterfoil.server.pages.compare import differences
from counterfoil.server.people.permissions import Permission, may
from counterfoil.server.sync import parked, shown
from counterfoil.server.sync.views import awaited_words

if TYPE_CHECKING:
    from django.template import Context

    from counterfoil.server.bills.models import Bill
    from counterfoil.server.pages.compare import Difference

register = template.Library()


def _of(context: Context, kind: str, record_id: int) -> shown.RecordSync:
    """How the record stands, read once for the whole page."""
    kept: dict[Any, shown.RecordSync] = context["request"].__dict__.setdefault("_record_sync", {})
    key = kind, record_id
    if key not in kept:
        kept[key] = shown.of_record(context["request"].organization, kind, record_id)
    return kept[key]


COUNTED = frozenset({DetailKind.MESSAGE, DetailKind.CONFLICT, DetailKind.ERROR})
"""What of a run is counted by a noun; the others say what was done."""


@register.filter
def counted(count: int, kind: str) -> str:
    """So many details of a kind: *2 created*, *1 error*, *3 errors*."""
    return f"{count} {kind}s" if kind in COUNTED and count != 1 else f"{count} {kind}"


@register.inclusion_tag("sync/status.html", takes_context=True)
def sync_status(context: Context, kind: str, record_id: int) -> dict[str, Any]:
    """The word for how the record stands."""
    return {"word": _of(context, kind, record_id).word}


@register.inclusion_tag("sync/panel.html", takes_context=True)
def sync_panel(context: Context, kind: str, record_id: int) -> dict[str, Any]:
    """How the record stands, with the reason where it waits."""
    sync = _of(context, kind, record_id)
    found = parked.awaited_by(context["request"].organization, sync.link) if sync.link else []
    return {"sync": sync, "kind": kind, "awaited": [awaited_words(each) for each in found]}


@register.inclusion_tag("sync/record_notices.html", takes_context=True)
def record_notices(context: Context, kind: str, record_id: int) -> dict[str, Any]:
    """The record's open problems, each with what may be done about it."""
    request = context["request"]
    return {
        "problems": _of(context, kind, record_id).problems,
        "may_sync": may(request, Permission.SYNC),
        "request": request,
        "csrf_token": context["csrf_token"],
    }


@register.inclusion_tag("sync/record_conflicts.html", takes_context=True)
def record_conflicts(context: Context, kind: str, record_id: int) -> dict[str, Any]:
    """The fields of the record that both sides changed, with both values (rule C2)."""
    request = context["request"]
    return {
        "conflicts": _of(context, kind, record_id).conflicts,
        "may_sync": may(request, Permission.SYNC),
        "request": request,
        "csrf_token": context["csrf_token"],
    }


@register.inclusion_tag("sync/travel_note.html", takes_context=True)
def travel_note(context: Context, bill: Bill, *, only_differences: bool = False) -> dict[str, Any]:
    """What of an edit will not travel: the item rows of a bill that is linked to a purchase order (rule B10).

    With `only_differences` nothing is said while the rows are the same on both sides.
    """
    found = _item_differences(context, bill) if bill.receives_orders else []
    numbers = [each.number for each in orders_of(bill)]
    return {"orders": numbers, "differences": found, "only_differences": only_differences}


def _item_differences(context: Context, bill: Bill) -> list[Difference]:
    """Where the item rows differ from those that QuickBooks was last seen to hold."""
    there = _of(context, "bill", bill.pk).there()
    here = load(context["request"].organization, [bill.pk])[str(bill.pk)].record
    if there is None:
        return []
    found = differences(context["request"].organization, there, here)
    return [difference for difference in found if difference.label.startswith("Item line")]
