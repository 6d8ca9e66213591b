"""Which app keeps the records of which kind, and how they are read and written by the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef

from counterfoil.engine.books import LinkState
from counterfoil.records import Kind
from counterfoil.server.bills import records as bills_records
from counterfoil.server.bills import services as bills_services
from counterfoil.server.bills.models import Bill
from counterfoil.server.chart import records as chart_records
from counterfoil.server.chart import services as chart_services
from counterfoil.server.customers import records as customers_records
from counterfoil.server.customers import services as customers_services
from counterfoil.server.keeping.names import MODELS
from counterfoil.server.orders import records as orders_records
from counterfoil.server.orders import services as orders_services
from counterfoil.server.sync.models import Link
from counterfoil.server.vendors import records as vendors_records
from counterfoil.server.vendors import services as vendors_services

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal

    from django.db.models import QuerySet

    from counterfoil.engine.books import Held, Write, Written
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.people.models import Organization


@dataclass(frozen=True, slots=True)
class App:
    """How one app's records are read and written by the page."""

    records_of: Callable[..., dict[str, Held]]
    write_many: Callable[[Organization, Actor, Sequence[Write]], list[Written]]
    amend: Callable[..., Written] | None = None
    """What a person may enter, with every check: organization, actor, id, record, revision; None where nobody may."""


CHART = App(chart_records.records_of, chart_services.write_many, chart_services.amend)
VENDORS = App(vendors_records.records_of, vendors_services.write_many, vendors_services.amend)
CUSTOMERS = App(customers_records.records_of, customers_services.write_many, customers_services.amend)
ORDERS = App(orders_records.records_of, orders_services.write_many)
BILLS = App(bills_records.records_of, bills_services.write_many, bills_services.amend)
APPS = {
    Kind.ACCOUNT: CHART,
    Kind.DEPARTMENT: CHART,
    Kind.TERMS: CHART,
    Kind.ITEM: CHART,
    Kind.VENDOR: VENDORS,
    Kind.CUSTOMER: CUSTOMERS,
    Kind.PURCHASE_ORDER: ORDERS,
    Kind.BILL: BILLS,
}
"""Kind → the app that keeps its records. Payments are only links, with what QuickBooks says."""


def bills_of(
    organization: Organization, blocks: Iterable[tuple[str, Decimal]], *, only_unsent: bool = False
) -> dict[tuple[str, Decimal], list[str]]:
    """See `engine.books.Books.bills_of`; one statement, by the index over vendors and totals."""
    found: dict[tuple[str, Decimal], list[str]] = {block: [] for block in blocks if block[0].isdecimal()}
    vendors, totals = {int(vendor) for vendor, _ in found}, {total for _, total in found}
    rows = Bill.objects.of(organization).filter(vendor_id__in=vendors, total__in=totals, deleted_at=None)
    if only_unsent:
        rows = rows.exclude(Exists(_linked(organization, Kind.BILL)))
    for id_, vendor, total in rows.order_by("id").values_list("id", "vendor_id", "total") if found else ():
        found.get((str(vendor), total), []).append(str(id_))
    return {block: ids for block, ids in found.items() if ids}


def _linked(organization: Organization, kind: Kind) -> QuerySet[Link]:
    """Links by which a record of an outer query stands in QuickBooks."""
    links = Link.objects.of(organization).filter(kind=kind.value, record_id=OuterRef("pk"))
    return links.exclude(state=LinkState.CLOSED.value).exclude(quickbooks_id="")


def unlinked(organization: Organization, kind: Kind, names: Iterable[str]) -> dict[str, list[str]]:
    """Ids of list records that no record of QuickBooks belongs to, by casefolded full name (rule C5)."""
    keys = {name.casefold() for name in names}
    model = apps.get_model(MODELS[kind])
    linked = _linked(organization, kind)
    rows = model.objects.of(organization).filter(full_name_key__in=keys, deleted_at__isnull=True)
    found: dict[str, list[str]] = {}
    for id_, key in rows.exclude(Exists(linked)).order_by("id").values_list("id", "full_name_key"):
        found.setdefault(key, []).append(str(id_))
    return found
