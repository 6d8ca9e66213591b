"""What the API offers: one row per resource, with the services behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from counterfoil.records import Kind
from counterfoil.server.bills import records as bill_records
from counterfoil.server.bills import services as bills
from counterfoil.server.bills.models import Bill
from counterfoil.server.chart import records as chart_records
from counterfoil.server.chart import services as chart
from counterfoil.server.chart.models import Account, Department, Item, Terms
from counterfoil.server.customers import records as customer_records
from counterfoil.server.customers import services as customers
from counterfoil.server.customers.models import Customer
from counterfoil.server.orders import records as order_records
from counterfoil.server.orders.models import PurchaseOrder
from counterfoil.server.people.permissions import Permission
from counterfoil.server.vendors import records as vendor_records
from counterfoil.server.vendors import services as vendors
from counterfoil.server.vendors.models import Vendor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from counterfoil.engine.books import Held, Written
    from counterfoil.server.people.models import Organization


class Reader(Protocol):
    """Reads a page of records of one kind."""

    def __call__(self, organization: Organization, kind: Kind, ids: Iterable[str]) -> dict[str, Held]:
        """These records by id."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One collection of the API; without `create`, `amend` and `delete` it can only be read.

    `filters`: query parameter → lookup on the model, compared exactly; `search`: the columns that `text` looks in.
    """

    path: str
    kind: Kind
    model: Any
    view: Permission
    change: Permission
    remove: Permission
    read: Reader
    create: Callable[..., Written] | None = None
    amend: Callable[..., Written] | None = None
    delete: Callable[..., Written] | None = None
    filters: tuple[str, ...] = ("is_active",)
    search: tuple[str, ...] = ("full_name",)


_LISTS = (Permission.VIEW_LISTS, Permission.MANAGE_LISTS, Permission.MANAGE_LISTS)
_BILLS = (Permission.VIEW_BILLS, Permission.MANAGE_BILLS, Permission.DELETE_BILLS)


def _of_chart(path: str, kind: Kind, model: Any, *filters: str) -> Resource:
    delete = partial(_delete_of_chart, kind)
    return Resource(
        path, kind, model, *_LISTS, chart_records.records_of, chart.create, chart.amend, delete, ("is_active", *filters)
    )


def _delete_of_chart(kind: Kind, organization: Organization, actor: Any, id_: str, revision: int | None) -> Written:
    return chart.delete(organization, actor, kind, id_, revision)


RESOURCES = (
    Resource(
        "bills", Kind.BILL, Bill, *_BILLS, bill_records.records_of, bills.create, bills.amend, bills.delete,
        ("status", "vendor_id", "ref_number", "txn_date", "due_date"), ("ref_number", "memo", "vendor__full_name"),
    ),
    Resource(
        "purchase-orders", Kind.PURCHASE_ORDER, PurchaseOrder, *_BILLS, order_records.records_of,
        filters=("status", "vendor_id", "ref_number", "txn_date", "expected_date"),
        search=("ref_number", "memo", "vendor__full_name"),
    ),
    Resource(
        "vendors", Kind.VENDOR, Vendor, *_LISTS, vendor_records.records_of,
        vendors.create, vendors.amend, vendors.delete,
    ),
    Resource(
        "customers", Kind.CUSTOMER, Customer, *_LISTS, customer_records.records_of,
        customers.create, customers.amend, customers.delete,
    ),
    _of_chart("accounts", Kind.ACCOUNT, Account, "account_type", "number"),
    _of_chart("departments", Kind.DEPARTMENT, Department),
    _of_chart("items", Kind.ITEM, Item, "item_type"),
    Resource("terms", Kind.TERMS, Terms, *_LISTS, chart_records.records_of),
)  # fmt: skip
"""Every collection of records."""
