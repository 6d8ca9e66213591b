"""The pages of vendors: those of every list, with the bills of each (rule D3)."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, Sum

from counterfoil.server.pages.record_pages import Fact, RecordPages
from counterfoil.server.people.permissions import Permission, may
from counterfoil.server.vendors.forms import VendorForm
from counterfoil.server.vendors.models import Vendor
from counterfoil.server.vendors.records import VENDORS

if TYPE_CHECKING:
    from counterfoil.server.pages.requests import Request


def _read_open_sums(request: Request, rows: list[Any]) -> None:
    """What is open with each of these vendors, by our bills; one statement."""
    found = Vendor.objects.of(request.organization).filter(pk__in=[row.pk for row in rows])
    sums = found.annotate(open=Sum("bills__open_amount", filter=Q(bills__deleted_at=None)))
    by_id = dict(sums.values_list("pk", "open"))
    for row in rows:
        row.open_sum = by_id.get(row.pk)


def _may_enter(request: Request, vendor: Vendor) -> dict[str, Any]:
    return {"may_enter": may(request, Permission.MANAGE_BILLS) and vendor.is_active}


def _phones(vendor: Vendor) -> str:
    return "\n".join(filter(None, (vendor.phone, vendor.alt_phone)))


def _person(vendor: Vendor) -> str:
    return " ".join(part for part in (vendor.salutation, vendor.first_name, vendor.last_name) if part)


COMPANY: Final = Fact("Company", lambda row: row.company_name, sort="company", css="c-note")
TERMS: Final = Fact("Terms", lambda row: row.terms.name if row.terms else "")
OWED: Final = Fact("Owed in QuickBooks", lambda row: row.balance, "money", sort="balance")

VENDOR_PAGES: Final = RecordPages(
    table=VENDORS,
    one="vendor",
    many="vendors",
    title="Vendors",
    form=VendorForm,
    facts=(
        COMPANY,
        TERMS,
        OWED,
        Fact("Contact", lambda row: row.contact or _person(row)),
        Fact("E-mail", lambda row: row.email),
        Fact("Phone", _phones, "lines"),
        Fact("Our account number", lambda row: row.account_number),
        Fact("Name on checks", lambda row: row.name_on_check),
        Fact("1099", lambda row: "yes" if row.is_1099 else "no"),
        Fact("Address", lambda row: "\n".join(part for part in astuple(row.address) if part), "lines"),
        Fact("Notes", lambda row: row.notes, "lines"),
    ),
    columns=(
        COMPANY,
        TERMS,
        Fact("Phone", lambda row: row.phone),
        Fact("Open bills", lambda row: row.open_sum, "money", css="c-amount"),
        OWED,
    ),
    sought="Name, company, e-mail",
    search=lambda text: (
        Q(full_name_key__contains=text.casefold()) | Q(company_name__icontains=text) | Q(email__icontains=text)
    ),
    related=("terms",),
    template="vendors/vendor.html",
    more=_may_enter,
    prepare=_read_open_sums,
    sorts={"company": ("company_name", "full_name_key"), "balance": ("balance", "full_name_key")},
)
