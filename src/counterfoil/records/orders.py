"""Purchase orders and bill payments: records that come from QuickBooks and are read-only here (rules D10, D11)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from counterfoil.records.bills import ZERO
from counterfoil.records.refs import NOWHERE, Ref


@dataclass(frozen=True, slots=True)
class PurchaseOrderLine:
    """What was ordered; `id` is QuickBooks' TxnLineID."""

    id: str = ""
    item: Ref = NOWHERE
    description: str = ""
    quantity: Decimal | None = None
    unit_of_measure: str = ""
    rate: Decimal | None = None
    amount: Decimal = ZERO
    customer: Ref = NOWHERE
    department: Ref = NOWHERE


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """An order to a vendor; it posts nothing."""

    vendor: Ref = NOWHERE
    txn_date: date | None = None
    due_date: date | None = None
    expected_date: date | None = None
    ref_number: str = ""
    terms: Ref = NOWHERE
    department: Ref = NOWHERE
    memo: str = ""
    lines: tuple[PurchaseOrderLine, ...] = ()


@dataclass(frozen=True, slots=True)
class BillPayment:
    """A payment by check or credit card as QuickBooks has it; which bills it settles stands in `PaymentState`."""

    payee: Ref = NOWHERE
    ap_account: Ref = NOWHERE
    paid_from: Ref = NOWHERE
    """The bank or credit-card account."""
    txn_date: date | None = None
    ref_number: str = ""
    memo: str = ""
    amount: Decimal = ZERO
    is_by_credit_card: bool = False
