"""The page that shows every token and component, to look at and to copy from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import render

from counterfoil.server.pages.listing import Listing
from counterfoil.server.people.permissions import Permission, require
from counterfoil.server.web.design.statuses import LOOKS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TOKENS = (
    "page", "surface", "sunken", "hover", "line", "control", "ink", "quiet", "accent", "accent-wash",
    "good", "warning", "warning-wash", "danger", "danger-wash", "info", "info-wash",
)  # fmt: skip

SAMPLE_HISTORY = [
    {
        "who": "Ida Lind",
        "did": "changed the bill",
        "at": datetime(2026, 3, 2, 9, 15, tzinfo=UTC),
        "reason": "",
        "changes": [{"label": "Memo", "old": "Timber", "new": "Timber, second delivery"}],
    },
    {"who": "QuickBooks", "did": "created the bill", "at": datetime(2026, 3, 1, 17, 2, tzinfo=UTC), "changes": []},
]


class SampleForm(forms.Form):
    """One of each control, one of them in error."""

    name = forms.CharField(label="Name", help_text="As it stands on the vendor's paper.")
    amount = forms.DecimalField(label="Amount", widget=forms.TextInput(attrs={"class": "amount"}))
    day = forms.DateField(label="Due date", widget=forms.DateInput(attrs={"type": "date"}))
    terms = forms.ChoiceField(label="Terms", choices=[("", "None"), ("1", "Net 30")], required=False)
    ticked = forms.BooleanField(label="Post only approved bills", help_text="Off: every bill posts.", required=False)


@require(Permission.VIEW_LISTS)
def show(request: HttpRequest) -> HttpResponse:
    """The design system on one page."""
    form = SampleForm({"name": "Keller Lumber", "amount": "12,345.6x", "day": "2026-03-31"})
    amounts = [Decimal("1234567.89"), Decimal("0.00"), Decimal("-20.00"), None]
    context = {
        "tokens": TOKENS,
        "looks": LOOKS,
        "form": form,
        "amounts": amounts,
        "today": date(2026, 3, 2),
        "now": datetime(2026, 3, 2, 9, 15, tzinfo=UTC),
        "history": SAMPLE_HISTORY,
        "listing": Listing([], 312, 3, 50, "-date"),
    }
    return render(request, "design/show.html", context)
