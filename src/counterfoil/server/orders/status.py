"""How far an order has been received, as one table, and what of a line is still to come (docs/quickbooks.md 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterfoil.records import OrderState

NOTHING = Decimal(0)


class Status(StrEnum):
    """What an order is to the people who work with it; stored, so the values stay."""

    OPEN = "open"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    CLOSED = "closed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Row:
    """One status: in words, and when an order has it; None where it does not matter."""

    status: Status
    words: str
    is_deleted: bool | None = None
    is_received: bool | None = None
    is_closed: bool | None = None
    has_receipts: bool | None = None


TABLE = (
    #   status                  in words           deleted  received  closed  receipts
    Row(Status.DELETED, "Deleted", True, None, None, None),
    Row(Status.RECEIVED, "Received", False, True, None, None),
    Row(Status.CLOSED, "Closed", False, False, True, None),
    Row(Status.PARTLY_RECEIVED, "Partly received", False, False, False, True),
    Row(Status.OPEN, "Ordered", False, False, False, False),
)
"""Every status. An order that was closed by hand before everything came is closed, not received."""

WORDS = {row.status.value: row.words for row in TABLE}
STILL_OPEN = (Status.OPEN, Status.PARTLY_RECEIVED)


def status_of(state: OrderState, *, is_deleted: bool) -> Status:
    """The status of an order: the first row of the table that fits."""
    has_receipts = any(line.received for line in state.lines)
    seen = (is_deleted, state.is_fully_received, state.is_closed, has_receipts)
    return next(row.status for row in TABLE if _fits(row, seen))


def _fits(row: Row, seen: tuple[bool, ...]) -> bool:
    wanted = (row.is_deleted, row.is_received, row.is_closed, row.has_receipts)
    return all(want is None or want == got for want, got in zip(wanted, seen, strict=True))


def still_to_come(quantity: Decimal | None, received: Decimal | None, *, is_closed: bool) -> Decimal | None:
    """What of a line has yet to come; None where it was ordered without a quantity and is not closed."""
    if is_closed:
        return NOTHING
    return None if quantity is None else max(quantity - (received or NOTHING), NOTHING)
