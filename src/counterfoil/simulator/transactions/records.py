"""What transactions are made of: heads, lines and links, as frozen records."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from counterfoil.simulator.values import ZERO, Address, Ref

from .head import Transaction


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """The line of a purchase order that a bill's line receives."""

    txn_id: str = ""
    txn_line_id: str = ""


@dataclass(frozen=True, slots=True)
class LinkedTxn:
    """Another transaction that belongs to this one: AMTTYPE for money, QUANTYPE for goods; payments are negative."""

    txn_id: str
    txn_type: str
    txn_date: date
    ref_number: str
    link_type: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ExpenseLine:
    """A line of a bill that names an account."""

    account: Ref | None = None
    amount: Decimal | None = None
    memo: str = ""
    customer: Ref | None = None
    class_: Ref | None = None
    billable_status: str = ""
    sales_rep: Ref | None = None
    txn_line_id: str = ""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A line of a bill that names an item; `link_to_txn` only when it is added."""

    item: Ref | None = None
    desc: str = ""
    quantity: Decimal | None = None
    unit_of_measure: str = ""
    override_uom_set: Ref | None = None
    cost: Decimal | None = None
    amount: Decimal | None = None
    customer: Ref | None = None
    class_: Ref | None = None
    billable_status: str = ""
    override_item_account: Ref | None = None
    sales_rep: Ref | None = None
    inventory_site: Ref | None = None
    inventory_site_location: Ref | None = None
    serial_number: str = ""
    lot_number: str = ""
    link_to_txn: LinkTarget | None = None
    txn_line_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemGroupLine:
    """What the line of an item group has, whatever it stands on."""

    item_group: Ref | None = None
    desc: str = ""
    quantity: Decimal | None = None
    unit_of_measure: str = ""
    override_uom_set: Ref | None = None
    inventory_site_location: Ref | None = None
    total_amount: Decimal = ZERO
    txn_line_id: str = ""


@dataclass(frozen=True, slots=True)
class GroupLine(ItemGroupLine):
    """An item group on a bill, with the lines of its members."""

    inventory_site: Ref | None = None
    lines: tuple[ItemLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseTransaction(Transaction):
    """Whatever buys: a head and two tables of lines."""

    memo: str = ""
    exchange_rate: Decimal | None = None
    expense_lines: tuple[ExpenseLine, ...] = ()
    item_lines: tuple[ItemLine | GroupLine, ...] = ()
    linked_txn: tuple[LinkedTxn, ...] = ()


@dataclass(frozen=True, slots=True)
class Bill(PurchaseTransaction):
    """A vendor's bill. `unlinked` on the answer to an add: the order it named that was closed already (570)."""

    vendor: Ref | None = None
    vendor_address: Address | None = None
    ap_account: Ref | None = None
    due_date: date | None = None
    terms: Ref | None = None
    link_to_txn_id: tuple[str, ...] = ()
    amount_due: Decimal = ZERO
    open_amount: Decimal | None = None
    is_paid: bool = False
    unlinked: str = ""


@dataclass(frozen=True, slots=True)
class VendorCredit(PurchaseTransaction):
    """What a vendor owes back: a bill the other way round, applied to bills by payments."""

    vendor: Ref | None = None
    ap_account: Ref | None = None
    credit_amount: Decimal = ZERO
    open_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ItemReceipt(PurchaseTransaction):
    """Goods that came before their bill. `unlinked` as with a bill."""

    vendor: Ref | None = None
    ap_account: Ref | None = None
    link_to_txn_id: tuple[str, ...] = ()
    total_amount: Decimal = ZERO
    unlinked: str = ""


@dataclass(frozen=True, slots=True)
class Check(PurchaseTransaction):
    """A check that pays expenses or items at once, without a bill."""

    account: Ref | None = None
    payee_entity: Ref | None = None
    address: Address | None = None
    is_to_be_printed: bool = False
    apply_check_to_txn: tuple[CheckedTxn, ...] = ()
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class CheckedTxn:
    """A transaction that a check refunds."""

    txn_id: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CreditCardCharge(PurchaseTransaction):
    """What was bought by credit card, without a bill."""

    account: Ref | None = None
    payee_entity: Ref | None = None
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class CreditCardCredit(CreditCardCharge):
    """What a credit card account was credited with."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of a purchase order; what was received follows from the bills linked to it."""

    item: Ref | None = None
    manufacturer_part_number: str = ""
    desc: str = ""
    quantity: Decimal | None = None
    unit_of_measure: str = ""
    override_uom_set: Ref | None = None
    rate: Decimal | None = None
    class_: Ref | None = None
    amount: Decimal | None = None
    inventory_site_location: Ref | None = None
    customer: Ref | None = None
    service_date: date | None = None
    override_item_account: Ref | None = None
    other1: str = ""
    other2: str = ""
    received_quantity: Decimal = Decimal(0)
    unbilled_quantity: Decimal = Decimal(0)
    is_billed: bool = False
    is_manually_closed: bool = False
    txn_line_id: str = ""


@dataclass(frozen=True, slots=True)
class OrderGroupLine(ItemGroupLine):
    """An item group on a purchase order, with the lines of its members."""

    is_print_items_in_group: bool = False
    lines: tuple[OrderLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PurchaseOrder(Transaction):
    """A purchase order; it posts nothing."""

    vendor: Ref | None = None
    class_: Ref | None = None
    inventory_site: Ref | None = None
    ship_to_entity: Ref | None = None
    template: Ref | None = None
    vendor_address: Address | None = None
    ship_address: Address | None = None
    terms: Ref | None = None
    due_date: date | None = None
    expected_date: date | None = None
    ship_method: Ref | None = None
    fob: str = ""
    memo: str = ""
    vendor_msg: str = ""
    is_to_be_printed: bool = False
    is_to_be_emailed: bool = False
    other1: str = ""
    other2: str = ""
    exchange_rate: Decimal | None = None
    is_manually_closed: bool = False
    lines: tuple[OrderLine | OrderGroupLine, ...] = ()
    total_amount: Decimal = ZERO
    is_fully_received: bool = False
    linked_txn: tuple[LinkedTxn, ...] = ()


@dataclass(frozen=True, slots=True)
class SetCredit:
    """A vendor credit to be applied with a payment."""

    credit_txn_id: str = ""
    applied_amount: Decimal | None = None
    override: bool = False


@dataclass(frozen=True, slots=True)
class AppliedTo:
    """What a payment pays of one bill; the attributes from `txn_type` on are only read."""

    txn_id: str = ""
    payment_amount: Decimal | None = None
    set_credit: tuple[SetCredit, ...] = ()
    discount_amount: Decimal | None = None
    discount_account: Ref | None = None
    discount_class: Ref | None = None
    txn_type: str = "Bill"
    txn_date: date | None = None
    ref_number: str = ""
    balance_remaining: Decimal = ZERO
    amount: Decimal = ZERO
    linked_txn: tuple[LinkedTxn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPayment(Transaction):
    """What pays bills of one vendor."""

    payee_entity: Ref | None = None
    ap_account: Ref | None = None
    memo: str = ""
    exchange_rate: Decimal | None = None
    applied_to: tuple[AppliedTo, ...] = ()
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class BillPaymentCheck(BillPayment):
    """A check that pays bills of one vendor."""

    bank_account: Ref | None = None
    is_to_be_printed: bool = False
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class BillPaymentCreditCard(BillPayment):
    """A credit card that pays bills of one vendor."""

    credit_card_account: Ref | None = None
