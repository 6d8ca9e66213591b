"""The pages of vendors: the list, one vendor with its bills, entering and editing it, and the picker."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, replace
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.db.models import Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from counterfoil.records import Kind
from counterfoil.server.audit.queries import history
from counterfoil.server.pages import history as past
from counterfoil.server.pages.compare import differences
from counterfoil.server.pages.listing import list_page
from counterfoil.server.pages.lookups import Option, answer_options, is_id
from counterfoil.server.pages.picking import matches
from counterfoil.server.pages.refusals import place_all, sentence
from counterfoil.server.people.permissions import Permission, may, require
from counterfoil.server.people.problems import Refused
from counterfoil.server.vendors import services
from counterfoil.server.vendors.forms import VendorFilter, VendorForm
from counterfoil.server.vendors.models import Vendor
from counterfoil.server.vendors.records import VENDORS

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import HttpResponse

    from counterfoil.records import Vendor as VendorRecord
    from counterfoil.server.pages.requests import Request

SORTS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("full_name_key",),
    "company": ("company_name", "full_name_key"),
    "balance": ("balance", "full_name_key"),
}
"""Sort key of the address → columns."""

STATES: Final = {"": Q(is_active=True, deleted_at=None), "inactive": Q(is_active=False), "all": Q()}
UNPROCESSABLE: Final = 422
CHANGED_MEANWHILE: Final = "changed_meanwhile"


@require_GET
@require(Permission.VIEW_LISTS)
def show_list(request: Request) -> HttpResponse:
    """The vendors that the address asks for, each with what is open here and what QuickBooks says we owe."""
    narrow = VendorFilter(request.GET)
    values = narrow.cleaned_data if narrow.is_valid() else {}
    text = values.get("text", "")
    found = Q(full_name_key__contains=text.casefold()) | Q(company_name__icontains=text) | Q(email__icontains=text)
    vendors = Vendor.objects.of(request.organization).filter(STATES[values.get("state", "")])
    listing = list_page(request, vendors.filter(found).select_related("terms"), SORTS, "name")
    open_sums = _open_sums(request, [vendor.pk for vendor in listing.rows])
    context = {
        "title": "Vendors",
        "filter": narrow,
        "is_narrowed": any(values.values()),
        "listing": listing,
        "shown": [{"vendor": vendor, "open": open_sums.get(vendor.pk)} for vendor in listing.rows],
        "may_manage": may(request, Permission.MANAGE_LISTS),
    }
    return render(request, "vendors/list.html", context)


def _open_sums(request: Request, ids: list[int]) -> dict[int, Decimal | None]:
    """What is open with each of these vendors, by our bills; one statement."""
    rows = Vendor.objects.of(request.organization).filter(pk__in=ids)
    sums = rows.annotate(open=Sum("bills__open_amount", filter=Q(bills__deleted_at=None)))
    return dict(sums.values_list("pk", "open"))


def find(request: Request, pk: int) -> Vendor:
    """The organization's vendor of that id; 404 for anybody else's."""
    return get_object_or_404(Vendor.objects.of(request.organization).select_related("terms"), pk=pk)


@require_GET
@require(Permission.VIEW_LISTS)
def show(request: Request, pk: int) -> HttpResponse:
    """One vendor, with its bills and its history."""
    vendor = find(request, pk)
    entries = history(request.organization, Kind.VENDOR, str(pk))[: past.SHOWN]
    context = {
        "vendor": vendor,
        "address": [part for part in astuple(vendor.address) if part],
        "person": " ".join(part for part in (vendor.salutation, vendor.first_name, vendor.last_name) if part),
        "history": past.read(entries),
        "may_manage": may(request, Permission.MANAGE_LISTS),
        "may_enter": may(request, Permission.MANAGE_BILLS) and vendor.is_active,
    }
    return render(request, "vendors/vendor.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_LISTS)
def enter(request: Request) -> HttpResponse:
    """Enter a new vendor."""
    form = VendorForm(request.POST or None, request.organization, None, None)
    if request.method == "POST" and form.is_valid():
        try:
            written = services.create(request.organization, request.actor, form.record())
        except Refused as refused:
            _place(form, refused)
        else:
            messages.success(request, "The vendor was saved.")
            return redirect("vendor", written.record_id)
    return _form(request, form)


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_LISTS)
def edit(request: Request, pk: int) -> HttpResponse:
    """Edit a vendor; who was overtaken by somebody else's change is shown both and asked."""
    vendor, before = find(request, pk), _record(request, pk)
    form = VendorForm(request.POST or None, request.organization, before, vendor.revision)
    if request.method == "GET" or not form.is_valid():
        return _form(request, form, vendor)
    mine, revision = form.record(), form.cleaned_data["revision"] or 0
    try:
        services.amend(request.organization, request.actor, str(pk), mine, revision)
    except Refused as refused:
        if CHANGED_MEANWHILE in refused.codes:
            return _clash(request, vendor, form, mine)
        _place(form, refused)
        return _form(request, form, vendor)
    messages.success(request, "The vendor was saved.")
    return redirect("vendor", pk)


def _record(request: Request, pk: int) -> VendorRecord:
    record: VendorRecord = VENDORS.load(request.organization, [pk])[str(pk)].record
    return record


def _place(form: VendorForm, refused: Refused) -> None:
    parts = {f"address.{name}": f"address_{name}" for name in asdict(form.record().address)}
    place_all(form, refused.problems, parts)


def _clash(request: Request, vendor: Vendor, form: VendorForm, mine: VendorRecord) -> HttpResponse:
    """Somebody was faster: show both versions; saving once more takes this one, knowing of the other."""
    vendor.refresh_from_db()
    form.data = {**request.POST.dict(), "revision": str(vendor.revision)}
    last = past.read(history(request.organization, Kind.VENDOR, str(vendor.pk))[:1])
    now = _record(request, vendor.pk)
    clash = {"differences": differences(request.organization, now, mine), "last": last[0] if last else None}
    return _form(request, form, vendor, clash)


def _form(request: Request, form: VendorForm, vendor: Vendor | None = None, clash: Any = None) -> HttpResponse:
    context = {"form": form, "vendor": vendor, "heading": f"Edit {vendor}" if vendor else "New vendor", "clash": clash}
    status = 409 if clash else UNPROCESSABLE if form.is_bound else 200
    return render(request, "vendors/form.html", context, status=status)


@require_POST
@require(Permission.MANAGE_LISTS)
def set_active(request: Request, pk: int) -> HttpResponse:
    """Make a vendor inactive, or active again: inactive ones keep their bills and are no longer offered."""
    vendor = find(request, pk)
    record = replace(_record(request, pk), is_active=request.POST.get("active") == "yes")
    revision = request.POST.get("revision", "")
    try:
        if vendor.is_deleted:
            services.restore(request.organization, request.actor, str(pk), vendor.revision)
        else:
            services.amend(
                request.organization, request.actor, str(pk), record, int(revision) if is_id(revision) else 0
            )
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, sentence(problem))
    else:
        messages.success(request, f"{vendor} is {'active again' if record.is_active else 'inactive now'}.")
    return redirect("vendor", pk)


@require_GET
@require(Permission.VIEW_LISTS)
def pick(request: Request) -> HttpResponse:
    """Vendors for a picker, each with what choosing it fills in."""
    found = matches(Vendor.objects.of(request.organization), request.GET.get("text", ""))
    return answer_options(request, [_option(vendor) for vendor in found])


def _option(vendor: Vendor) -> Option:
    fills = {"terms": str(vendor.terms_id or ""), "address": asdict(vendor.address)}
    note = vendor.company_name if vendor.company_name != vendor.full_name else ""
    return Option(vendor.pk, vendor.full_name, note, json.dumps(fills))
