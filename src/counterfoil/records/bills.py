"""Bills and their lines (rule B18)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from counterfoil.records.lists import NO_ADDRESS, Address
from counterfoil.records.refs import NOWHERE, Ref

ZERO = Decimal("0.00")


class Billable(StrEnum):
    """Whether a line's cost is to be charged on to its customer; the values are QuickBooks' BillableStatus."""

    UNSET = ""
    BILLABLE = "Billable"
    NOT_BILLABLE = "NotBillable"
    HAS_BEEN_BILLED = "HasBeenBilled"


@dataclass(frozen=True, slots=True)
class ExpenseLine:
    """A line that posts an amount to an account.

    `id` is the line's identity, by which lines are matched: QuickBooks' TxnLineID once the line is known there, before
    that a key of ours that starts with `#`. `amount` has two places and may be negative. `account` may be empty in a
    record of ours: it then posts to *Unallocated expenses* (rule B17).
    """

    id: str = ""
    account: Ref = NOWHERE
    amount: Decimal = ZERO
    memo: str = ""
    customer: Ref = NOWHERE
    department: Ref = NOWHERE
    billable: Billable = Billable.UNSET


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A line that buys a quantity of an item at a cost; identity as in `ExpenseLine`.

    `quantity` and `cost` have up to five places and may be absent; `amount` has two.
    """

    id: str = ""
    item: Ref = NOWHERE
    description: str = ""
    quantity: Decimal | None = None
    unit_of_measure: str = ""
    cost: Decimal | None = None
    amount: Decimal = ZERO
    customer: Ref = NOWHERE
    department: Ref = NOWHERE
    billable: Billable = Billable.UNSET


@dataclass(frozen=True, slots=True)
class ItemGroupLine:
    """An item group as QuickBooks exploded it: kept whole, never flattened, read-only here (rule B18)."""

    id: str = ""
    item_group: Ref = NOWHERE
    description: str = ""
    quantity: Decimal | None = None
    unit_of_measure: str = ""
    amount: Decimal = ZERO
    lines: tuple[ItemLine, ...] = ()


BillLine = ExpenseLine | ItemLine | ItemGroupLine
"""Any line of a bill."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A vendor's bill; its lines stand in the order of the document, expense lines before item lines."""

    vendor: Ref = NOWHERE
    vendor_address: Address = NO_ADDRESS
    ap_account: Ref = NOWHERE
    txn_date: date | None = None
    due_date: date | None = None
    ref_number: str = ""
    terms: Ref = NOWHERE
    memo: str = ""
    expense_lines: tuple[ExpenseLine, ...] = ()
    item_lines: tuple[ItemLine | ItemGroupLine, ...] = ()

    @property
    def total(self) -> Decimal:
        """The amount due: the sum of the lines, with two places (invariant I12)."""
        return sum((line.amount for line in self.lines()), ZERO)

    @property
    def approved_as(self) -> tuple[Decimal, str, date | None]:
        """What an approval is of: amount, vendor and due date; once one of them differs it is void (rule B16)."""
        return self.total, self.vendor.id, self.due_date

    def lines(self) -> Iterator[BillLine]:
        """Every line, in the order of the document."""
        yield from self.expense_lines
        yield from self.item_lines
