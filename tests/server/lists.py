"""A small set of lists that bills refer to, entered by a person."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from counterfoil.engine.books import Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import NOWHERE, Account, Customer, Department, Item, Kind, Ref, Terms, Vendor
from counterfoil.server.audit.actor import SYSTEM
from counterfoil.server.chart import services as chart
from counterfoil.server.customers import services as customers
from counterfoil.server.vendors import services as vendors

if TYPE_CHECKING:
    from counterfoil.server.people.models import Organization


@dataclass(frozen=True, slots=True)
class Lists:
    """References to one record of each kind, and a few more accounts and vendors."""

    vendor: Ref
    other_vendor: Ref
    payables: Ref
    materials: Ref
    fuel: Ref
    item: Ref
    terms: Ref
    customer: Ref
    job: Ref
    department: Ref


def make_lists(organization: Organization) -> Lists:
    """Enter the lists in an organization's books."""

    def chart_ref(record: Account | Item | Department) -> Ref:
        return Ref(chart.create(organization, SYSTEM, record).record_id)

    def from_quickbooks(record: Terms) -> Ref:
        write = Write(Act.CREATE, Kind.TERMS, "", record=record)
        return Ref(chart.write_many(organization, SYSTEM, [write])[0].record_id)

    def vendor_ref(name: str) -> Ref:
        return Ref(vendors.create(organization, SYSTEM, Vendor(name)).record_id)

    def customer_ref(name: str, parent: Ref = NOWHERE) -> Ref:
        return Ref(customers.create(organization, SYSTEM, Customer(name, parent=parent)).record_id)

    materials = chart_ref(Account("Materials", "CostOfGoodsSold"))
    client = customer_ref("Pike, Anna")
    return Lists(
        vendor=vendor_ref("Keller Lumber"),
        other_vendor=vendor_ref("Harrow Electric"),
        payables=chart_ref(Account("Accounts Payable", "AccountsPayable")),
        materials=materials,
        fuel=chart_ref(Account("Fuel", "Expense")),
        item=chart_ref(Item("Lumber", account=materials, price=Decimal("3.5"))),
        terms=from_quickbooks(Terms("Net 30", due_days=30)),
        customer=client,
        job=customer_ref("Garage", parent=client),
        department=chart_ref(Department("North")),
    )
