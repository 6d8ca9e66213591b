"""The form of customers and jobs (rule D4)."""

from __future__ import annotations

from counterfoil.records import Customer
from counterfoil.server.customers import models
from counterfoil.server.pages.entries import Line, Lookup, Postal
from counterfoil.server.pages.record_form import RecordForm


class CustomerForm(RecordForm):
    """A customer, or a job of one."""

    record_class = Customer
    groups = {
        "Names": (
            Line("name", is_required=True, help="At the top unique among customers, vendors and employees."),
            Lookup(
                "parent",
                "Job of",
                "Empty for a customer.",
                rows=lambda organization: models.Customer.objects.of(organization).filter(deleted_at=None),
                picker="pick-customer",
                what="a customer or job",
            ),
            Line("company_name", "Company"),
            Line("first_name"),
            Line("last_name"),
        ),
        "Ways to reach them": (Line("contact"), Line("email"), Line("phone")),
        "Address": (Postal(),),
    }
