"""What the books contain: frozen, typed records that both sides share.

A record holds only what people enter and what is merged (the *shared* fields). What QuickBooks derives (balances,
paid state, links) stands beside it in `records.derived`; which version a side has, in `records.observation`. The same
classes serve both sides: a record read from QuickBooks carries QuickBooks' ids in its `Ref`s, one of ours carries ours.
"""

from counterfoil.records.bills import Bill, Billable, BillLine, ExpenseLine, ItemGroupLine, ItemLine
from counterfoil.records.derived import (
    AccountState,
    BillState,
    CustomerState,
    Derived,
    ItemState,
    LinkedTransaction,
    OrderLineState,
    OrderState,
    PaymentState,
    VendorState,
)
from counterfoil.records.kinds import LIST_KINDS, TRANSACTION_KINDS, Kind
from counterfoil.records.lists import (
    Account,
    Address,
    Customer,
    Department,
    Item,
    ItemType,
    Terms,
    Vendor,
)
from counterfoil.records.observation import Deletion, Observation
from counterfoil.records.orders import BillPayment, PurchaseOrder, PurchaseOrderLine
from counterfoil.records.problems import Candidate, Choice, Problem, Severity
from counterfoil.records.record import Record
from counterfoil.records.refs import NOWHERE, Ref

RECORD_CLASSES: dict[Kind, type[Record]] = {
    Kind.ACCOUNT: Account,
    Kind.DEPARTMENT: Department,
    Kind.VENDOR: Vendor,
    Kind.CUSTOMER: Customer,
    Kind.ITEM: Item,
    Kind.TERMS: Terms,
    Kind.PURCHASE_ORDER: PurchaseOrder,
    Kind.BILL: Bill,
    Kind.BILL_PAYMENT: BillPayment,
}
"""Kind → the class of its records."""

__all__ = [
    "LIST_KINDS",
    "NOWHERE",
    "RECORD_CLASSES",
    "TRANSACTION_KINDS",
    "Account",
    "AccountState",
    "Address",
    "Bill",
    "BillLine",
    "BillPayment",
    "BillState",
    "Billable",
    "Candidate",
    "Choice",
    "Customer",
    "CustomerState",
    "Deletion",
    "Department",
    "Derived",
    "ExpenseLine",
    "Item",
    "ItemGroupLine",
    "ItemLine",
    "ItemState",
    "ItemType",
    "Kind",
    "LinkedTransaction",
    "Observation",
    "OrderLineState",
    "OrderState",
    "PaymentState",
    "Problem",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "Record",
    "Ref",
    "Severity",
    "Terms",
    "Vendor",
    "VendorState",
]
