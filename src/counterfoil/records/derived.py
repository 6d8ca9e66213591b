"""What QuickBooks derives and we only copy: balances, paid state, links (docs/architecture.md, field classes)."""

from dataclasses import dataclass
from decimal import Decimal

from counterfoil.records.bills import ZERO


@dataclass(frozen=True, slots=True)
class LinkedTransaction:
    """One LinkedTxn: a payment or credit (`is_money`), or the goods of a purchase order or receipt.

    `txn_type` is QuickBooks' TxnType, e.g. `PurchaseOrder` or `BillPaymentCheck`; `amount` is signed: payments are
    negative.
    """

    txn_id: str
    txn_type: str
    amount: Decimal = ZERO
    ref_number: str = ""
    is_money: bool = True


@dataclass(frozen=True, slots=True)
class AccountState:
    """`balance` is this account's alone in its natural sign; `total_balance` includes its sub-accounts (rule D7)."""

    full_name: str = ""
    balance: Decimal | None = None
    total_balance: Decimal | None = None
    special_type: str = ""


@dataclass(frozen=True, slots=True)
class VendorState:
    """What we owe the vendor in QuickBooks' books."""

    balance: Decimal | None = None
    external_guid: str = ""


@dataclass(frozen=True, slots=True)
class CustomerState:
    """`full_name` joins the ancestors' names with colons."""

    full_name: str = ""
    balance: Decimal | None = None
    external_guid: str = ""


@dataclass(frozen=True, slots=True)
class ItemState:
    """`full_name` joins the ancestors' names with colons; also used for departments."""

    full_name: str = ""
    external_guid: str = ""


@dataclass(frozen=True, slots=True)
class BillState:
    """What QuickBooks says of a bill beside its fields.

    `total` is QuickBooks' AmountDue, the whole bill, not what is open (docs/quickbooks.md 4.1). `open_amount` is worked
    out from `linked`, never from OpenAmount, which is unreliable. `linked` is None where the answer did not speak of
    linked transactions at all: an Add or Mod response never does.
    """

    total: Decimal = ZERO
    is_paid: bool = False
    txn_number: int | None = None
    external_guid: str = ""
    linked: tuple[LinkedTransaction, ...] | None = None

    @property
    def paid(self) -> Decimal:
        """What payments, credits and discounts have settled, a positive amount."""
        return sum((abs(link.amount) for link in self.linked or () if link.is_money), ZERO)

    @property
    def open_amount(self) -> Decimal:
        """What is still to be paid."""
        return ZERO if self.is_paid else self.total - self.paid

    @property
    def is_fully_unpaid(self) -> bool:
        """Whether nothing has been paid: the condition of rules B4, B6 and B7."""
        return not self.is_paid and self.paid == 0

    @property
    def purchase_orders(self) -> tuple[LinkedTransaction, ...]:
        """The purchase orders that lines of this bill receive (rules B9 to B11)."""
        return tuple(link for link in self.linked or () if link.txn_type == "PurchaseOrder")


@dataclass(frozen=True, slots=True)
class OrderLineState:
    """How much of an order's line has come; `id` is the line's TxnLineID."""

    id: str
    received: Decimal | None = None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class OrderState:
    """What QuickBooks says of a purchase order beside its fields."""

    total: Decimal = ZERO
    is_closed: bool = False
    is_fully_received: bool = False
    txn_number: int | None = None
    external_guid: str = ""
    lines: tuple[OrderLineState, ...] = ()
    linked: tuple[LinkedTransaction, ...] | None = None


@dataclass(frozen=True, slots=True)
class PaymentState:
    """Which transactions a bill payment settles, each with what it settled there."""

    txn_number: int | None = None
    external_guid: str = ""
    applied: tuple[LinkedTransaction, ...] = ()


Derived = AccountState | VendorState | CustomerState | ItemState | BillState | OrderState | PaymentState
"""What QuickBooks derives, of whatever kind."""
