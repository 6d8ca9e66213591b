"""The pages that change bills: entering, editing, deleting, restoring; what was typed is never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from counterfoil.records import Kind
from counterfoil.server.audit.queries import history
from counterfoil.server.bills import services
from counterfoil.server.bills.entry import BillEntry
from counterfoil.server.bills.records import load
from counterfoil.server.bills.status import ROWS, Approval, Status
from counterfoil.server.bills.views import find
from counterfoil.server.pages import history as past
from counterfoil.server.pages.compare import differences
from counterfoil.server.pages.lookups import is_id
from counterfoil.server.pages.refusals import sentence
from counterfoil.server.people.permissions import Permission, require
from counterfoil.server.people.problems import Refused
from counterfoil.server.vendors.models import Vendor

if TYPE_CHECKING:
    from counterfoil.records import Bill as BillRecord
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.bills.models import Bill
    from counterfoil.server.pages.requests import Request
    from counterfoil.server.people.models import Organization

UNPROCESSABLE = 422
CHANGED_MEANWHILE = "changed_meanwhile"


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_BILLS)
def enter(request: Request) -> HttpResponse:
    """Enter a new bill."""
    if request.method == "GET":
        return _form(request, BillEntry(request.organization, initial=_first_values(request)))
    entry = BillEntry(request.organization, request.POST.dict())
    if "more" not in request.POST and entry.is_valid():
        try:
            written = services.create(request.organization, request.actor, entry.record())
        except Refused as refused:
            entry.place(refused.problems)
        else:
            messages.success(request, "The bill was saved.")
            return redirect("bill-new") if request.POST.get("then") == "new" else redirect("bill", written.record_id)
    return _form(request, entry, status=_status(request))


def _first_values(request: Request) -> dict[str, Any]:
    """Today's date, and the vendor whose page one came from."""
    vendor = request.GET.get("vendor", "")
    first: dict[str, Any] = {"txn_date": timezone.localdate()}
    row = Vendor.objects.of(request.organization).filter(pk=vendor, deleted_at=None).first() if is_id(vendor) else None
    if row is not None:
        first |= {"vendor": (str(row), str(row.pk)), "terms": str(row.terms_id or "")}
    return first


def _status(request: Request) -> int:
    return 200 if "more" in request.POST else UNPROCESSABLE


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_BILLS)
def edit(request: Request, pk: int) -> HttpResponse:
    """Edit a bill; who was overtaken by somebody else's change is shown both and asked."""
    bill = find(request, pk)
    if not ROWS[Status(bill.status)].can_amend:
        messages.error(request, "A deleted bill cannot be edited. Restore it first.")
        return redirect("bill", pk)
    before = load(request.organization, [pk])[str(pk)].record
    if request.method == "GET":
        return _form(request, BillEntry(request.organization, before=before, revision=bill.revision), bill=bill)
    entry = BillEntry(request.organization, request.POST.dict(), before)
    if "more" not in request.POST and entry.is_valid():
        return _save(request, bill, entry)
    return _form(request, entry, bill=bill, status=_status(request))


def _save(request: Request, bill: Bill, entry: BillEntry) -> HttpResponse:
    mine, revision = entry.record(), entry.header.cleaned_data["revision"] or 0
    try:
        services.amend(request.organization, request.actor, str(bill.pk), mine, revision)
    except Refused as refused:
        if CHANGED_MEANWHILE in refused.codes:
            return _clash(request, bill, entry, mine)
        entry.place(refused.problems)
        return _form(request, entry, bill=bill, status=UNPROCESSABLE)
    messages.success(request, "The bill was saved.")
    return redirect("bill", bill.pk)


def _clash(request: Request, bill: Bill, entry: BillEntry, mine: BillRecord) -> HttpResponse:
    """Somebody was faster: show both versions; saving once more takes this one, knowing of the other."""
    bill.refresh_from_db()
    now = load(request.organization, [bill.pk])[str(bill.pk)].record
    entry.take_revision(bill.revision)
    last = past.read(history(request.organization, Kind.BILL, str(bill.pk))[:1])
    clash = {"differences": differences(request.organization, now, mine), "last": last[0] if last else None}
    return _form(request, entry, bill=bill, status=409, clash=clash)


def _form(
    request: Request, entry: BillEntry, *, bill: Bill | None = None, status: int = 200, clash: Any = None
) -> HttpResponse:
    heading = f"Edit {bill}" if bill else "New bill"
    context = {"entry": entry, "bill": bill, "heading": heading, "clash": clash}
    return render(request, "bills/form.html", context, status=status)


@require_POST
@require(Permission.DELETE_BILLS)
def delete(request: Request, pk: int) -> HttpResponse:
    """Delete a bill, here and, with the next sync, in QuickBooks; it can be restored."""
    bill = find(request, pk)
    return _answer(request, bill, services.delete, "The bill was deleted. It is kept here with its history.")


@require_POST
@require(Permission.DELETE_BILLS)
def restore(request: Request, pk: int) -> HttpResponse:
    """Bring a deleted bill back."""
    return _answer(request, find(request, pk), services.restore, "The bill was restored.")


@require_POST
@require(Permission.APPROVE_BILLS)
def approve(request: Request, pk: int) -> HttpResponse:
    """Approve a bill as it was looked at, or take the approval back (rules B15, B16)."""
    takes_back = request.POST.get("approval") == "take back"
    approval = Approval.PENDING if takes_back else Approval.APPROVED

    def decide(organization: Organization, actor: Actor, record_id: str, revision: int) -> None:
        services.decide_approval(organization, actor, record_id, approval, revision)

    done = "The approval was taken back." if takes_back else "The bill was approved."
    return _answer(request, find(request, pk), decide, done)


def _answer(request: Request, bill: Bill, service: Any, done: str) -> HttpResponseRedirect:
    revision = request.POST.get("revision", "")
    try:
        service(request.organization, request.actor, str(bill.pk), int(revision) if is_id(revision) else 0)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, sentence(problem))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("bill", args=[bill.pk]))
