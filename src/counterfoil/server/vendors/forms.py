"""The vendor form (rule D3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

from counterfoil.records import NOWHERE, Ref, Vendor
from counterfoil.server.pages.entries import Choice, Line, Note, Postal, Tick
from counterfoil.server.pages.record_form import RecordForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfoil.server.people.models import Organization


def _terms(organization: Organization) -> Iterator[tuple[str, str]]:
    rows = apps.get_model("chart.Terms").objects.of(organization).filter(deleted_at=None).order_by("full_name_key")
    yield "", "None"
    yield from ((str(row.pk), row.name) for row in rows)


class VendorForm(RecordForm):
    """Everything of a vendor that people enter."""

    record_class = Vendor
    groups = {
        "Names": (
            Line("name", "Vendor name", "Unique among vendors, customers and employees.", is_required=True),
            Line("company_name", "Company"),
            Line("salutation"),
            Line("first_name"),
            Line("middle_name"),
            Line("last_name"),
            Line("name_on_check", "Name on checks"),
        ),
        "Ways to reach them": (
            Line("contact"),
            Line("email"),
            Line("phone"),
            Line("alt_phone"),
            Line("fax"),
        ),
        "Paying them": (
            Choice("terms", options=_terms, of=lambda id_: Ref(id_) if id_ else NOWHERE, key=lambda ref: ref.id),
            Line("account_number", "Our account number with them"),
            Line("tax_id"),
            Tick("is_1099", "Gets a 1099"),
        ),
        "Address": (Postal(),),
        "Notes": (Note("notes"),),
    }
