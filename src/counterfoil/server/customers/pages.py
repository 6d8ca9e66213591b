"""The pages of customers and jobs (rule D4)."""

from __future__ import annotations

from dataclasses import astuple
from typing import Final

from django.db.models import Q

from counterfoil.server.customers.forms import CustomerForm
from counterfoil.server.customers.records import CUSTOMERS
from counterfoil.server.pages.record_pages import Fact, RecordPages

COMPANY: Final = Fact("Company", lambda row: row.company_name, sort="company", css="c-note")
BALANCE: Final = Fact("Owes in QuickBooks", lambda row: row.balance, "money", sort="balance", css="c-amount")

CUSTOMER_PAGES: Final = RecordPages(
    table=CUSTOMERS,
    one="customer",
    many="customers",
    title="Customers and jobs",
    form=CustomerForm,
    facts=(
        COMPANY,
        Fact("Contact", lambda row: row.contact or f"{row.first_name} {row.last_name}".strip()),
        Fact("E-mail", lambda row: row.email),
        Fact("Phone", lambda row: row.phone),
        BALANCE,
        Fact("Address", lambda row: "\n".join(part for part in astuple(row.address) if part), "lines"),
    ),
    columns=(COMPANY, Fact("Phone", lambda row: row.phone), Fact("E-mail", lambda row: row.email), BALANCE),
    sought="Name, company, e-mail",
    search=lambda text: (
        Q(full_name_key__contains=text.casefold()) | Q(company_name__icontains=text) | Q(email__icontains=text)
    ),
    related=("parent",),
    below="Jobs",
    sorts={"company": ("company_name", "full_name_key"), "balance": ("balance", "full_name_key")},
)
