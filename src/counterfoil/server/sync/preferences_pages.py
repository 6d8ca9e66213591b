"""The pages of the sync preferences: what holds, changing it, and the preview before two-way sync is switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from counterfoil.server.pages.refusals import place_all
from counterfoil.server.people.permissions import Permission, may, require
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import queries, services
from counterfoil.server.sync.forms import (
    ACCOUNTS,
    APPROVED_EDITS,
    DAYS,
    HOURS,
    MASTERS,
    OFFLINE_PAYMENTS,
    PreferencesForm,
)
from counterfoil.server.sync.models import Preferences

if TYPE_CHECKING:
    from django.http import HttpResponse

    from counterfoil.server.pages.requests import Request

UNPROCESSABLE = 422


@require_GET
@require(Permission.VIEW_SYNC)
def show(request: Request) -> HttpResponse:
    """The preferences as they are."""
    rows = Preferences.objects.of(request.organization).select_related(*ACCOUNTS, "two_way_switched_by")
    kept = rows.first() or Preferences(organization=request.organization)
    context = {
        "kept": kept,
        "master": dict(MASTERS)[kept.master],
        "accounts": [(label, getattr(kept, name)) for name, (label, _) in ACCOUNTS.items()],
        "approved_edits": dict(APPROVED_EDITS)["wait" if kept.holds_edits_of_approved else "accept"],
        "offline_payments": dict(OFFLINE_PAYMENTS)["yes" if kept.syncs_offline_payments else "no"],
        "hours": dict(HOURS)[kept.schedule_hours],
        "days": ", ".join(dict(DAYS)[day] for day in kept.office_days),
        "may_edit": _may_edit(request),
    }
    return render(request, "sync/preferences.html", context)


def _may_edit(request: Request) -> bool:
    return may(request, Permission.MANAGE_PREFERENCES) and may(request, Permission.SYNC)


@require_http_methods(["GET", "POST"])
@require(Permission.SYNC)
def edit(request: Request) -> HttpResponse:
    """Change the preferences; the two-way switch is confirmed in a dialog that says what it brings (rule B2)."""
    kept = queries.preferences(request.organization)
    form = PreferencesForm(request.POST or None, request.organization, kept)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, form)
        except Refused as refused:
            place_all(form, refused.problems)
        else:
            messages.success(request, "The preferences were saved.")
            return redirect("preferences")
    status = UNPROCESSABLE if form.is_bound else 200
    preview = queries.two_way_preview(request.organization)
    return render(
        request, "sync/preferences_form.html", {"form": form, "kept": kept, "preview": preview}, status=status
    )


def _save(request: Request, form: PreferencesForm) -> None:
    """Both the preferences and the switch, or neither."""
    values = form.cleaned_data
    with transaction.atomic():
        services.save_preferences(request.organization, request.actor, form.wanted(), values["revision"])
        if form.is_switching_on(values):
            services.switch_on_two_way(
                request.organization, request.actor, bring_open_bills=bool(values["bring_open_bills"])
            )


@require_http_methods(["GET", "POST"])
@require(Permission.SYNC)
def preview(request: Request) -> HttpResponse:
    """How many bills two-way sync would bring: POST asks QuickBooks, GET looks for the answer."""
    if request.method == "POST":
        services.ask_two_way_preview(request.organization)
    context = {
        "preview": queries.two_way_preview(request.organization),
        "state": queries.state(request.organization),
    }
    return render(request, "sync/two_way_preview.html", context)
