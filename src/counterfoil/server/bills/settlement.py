"""What follows from a bill's total and from what QuickBooks says of it: paid, open, status, PO NO. (rules B9, B14)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.server.bills.status import Paid, Status, status_of

if TYPE_CHECKING:
    from counterfoil.records import BillState

ZERO = Decimal("0.00")
NO_ORDER = "-"
"""PO NO. where no purchase order is linked."""
NO_NUMBER = "N/A"
"""PO NO. where the linked purchase order has no number."""


class OrderLink(NamedTuple):
    """A purchase order that lines of a bill receive: its TxnID and its number, which may be empty."""

    txn_id: str
    number: str

    @property
    def shown(self) -> str:
        """The number as people read it."""
        return self.number or NO_NUMBER


@dataclass(frozen=True, slots=True)
class Settlement:
    """How far a bill is paid, in QuickBooks' words, and which purchase orders its lines receive."""

    paid: Paid = Paid.UNPAID
    paid_amount: Decimal = ZERO
    orders: tuple[OrderLink, ...] = ()

    def open_amount(self, total: Decimal) -> Decimal:
        """What is still to be paid of a bill of this total."""
        return ZERO if self.paid is Paid.FULLY else total - self.paid_amount

    @property
    def order_number(self) -> str:
        """PO NO.: the first linked order's number (rule B9)."""
        return self.orders[0].shown if self.orders else NO_ORDER

    def columns(self, total: Decimal, *, is_deleted: bool) -> dict[str, Any]:
        """The bill's derived columns."""
        status: Status = status_of(is_deleted=is_deleted, paid=self.paid)
        return {
            "total": total,
            "paid_in_quickbooks": self.paid,
            "paid_amount": self.paid_amount,
            "open_amount": self.open_amount(total),
            "status": status,
            "purchase_order_number": self.order_number,
        }


def settled(before: Settlement, state: BillState | None) -> Settlement:
    """The settlement after QuickBooks was heard.

    An answer that did not speak of linked transactions (`linked` is None) says nothing of payments or orders, so the
    known ones stand.
    """
    if state is None:
        return before
    is_silent = state.linked is None
    paid_amount = state.total if state.is_paid else before.paid_amount if is_silent else state.paid
    orders = (
        before.orders if is_silent else tuple(OrderLink(link.txn_id, link.ref_number) for link in state.purchase_orders)
    )
    return Settlement(_paid(is_paid=state.is_paid, amount=paid_amount), paid_amount, orders)


def _paid(*, is_paid: bool, amount: Decimal) -> Paid:
    if is_paid:
        return Paid.FULLY
    return Paid.PARTLY if amount else Paid.UNPAID
