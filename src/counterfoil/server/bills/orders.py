"""Bills and the purchase orders that they receive, each seen from the other's page (rules B9, D10)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counterfoil.server.bills.models import Bill, ReceivedOrder
from counterfoil.server.bills.settlement import NO_NUMBER
from counterfoil.server.orders import queries
from counterfoil.server.orders.status import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.server.orders.models import OrderLine, PurchaseOrder
    from counterfoil.server.people.models import Organization


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order on the page of a bill that receives it: its number, and the order itself if it has come over."""

    number: str
    order: PurchaseOrder | None

    @property
    def status(self) -> str:
        """How far it has come, in words."""
        return WORDS[self.order.status] if self.order else ""

    @property
    def lines(self) -> Iterable[OrderLine]:
        """Its lines, with what came of each."""
        return queries.lines_of(self.order) if self.order else ()


def orders_of(bill: Bill) -> list[ShownOrder]:
    """The orders that lines of this bill receive, the first linked first: no statement where there are none."""
    return orders_by_bill(bill.organization_id, [bill.pk])[bill.pk] if bill.receives_orders else []


def orders_by_bill(organization: Organization | int, bills: Iterable[int]) -> dict[int, list[ShownOrder]]:
    """The orders that these bills receive, the first linked first: two statements for a page."""
    found: defaultdict[int, list[ShownOrder]] = defaultdict(list)
    named = list(ReceivedOrder.objects.of(organization).filter(bill__in=list(bills)).order_by("bill", "position"))
    known = queries.by_quickbooks_id(organization, [each.quickbooks_id for each in named])
    for each in named:
        found[each.bill_id].append(ShownOrder(each.number or NO_NUMBER, known.get(each.quickbooks_id)))
    return found


def bills_of(order: PurchaseOrder) -> list[Bill]:
    """The live bills that receive this order, in the order of their dates."""
    return bills_by_order(order.organization_id, [order.pk])[order.pk]


def bills_by_order(organization: Organization | int, orders: Iterable[int]) -> dict[int, list[Bill]]:
    """The live bills that receive these orders, in the order of their dates: two statements for a page."""
    found: defaultdict[int, list[Bill]] = defaultdict(list)
    ids = queries.quickbooks_ids(organization, orders)
    naming = ReceivedOrder.objects.of(organization).filter(quickbooks_id__in=list(ids), bill__deleted_at=None)
    for each in naming.select_related("bill__vendor").order_by("bill__txn_date", "bill") if ids else ():
        found[ids[each.quickbooks_id]].append(each.bill)
    return found
