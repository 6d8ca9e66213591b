"""Records of what is sold: invoices, the payments customers make, and the deposits that take payments to the bank."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from counterfoil.simulator.values import ZERO, Address, Ref

from .head import Transaction
from .records import AppliedTo, ItemGroupLine, LinkedTxn, LinkTarget, SetCredit


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of an invoice; `cost_of_goods` is what its goods had cost when they went out of stock."""

    item: Ref | None = None
    desc: str = ""
    quantity: Decimal | None = None
    unit_of_measure: str = ""
    override_uom_set: Ref | None = None
    rate: Decimal | None = None
    rate_percent: Decimal | None = None
    price_level: Ref | None = None
    class_: Ref | None = None
    amount: Decimal | None = None
    option_for_price_rule_conflict: str = ""
    inventory_site: Ref | None = None
    inventory_site_location: Ref | None = None
    serial_number: str = ""
    lot_number: str = ""
    service_date: date | None = None
    sales_tax_code: Ref | None = None
    override_item_account: Ref | None = None
    other1: str = ""
    other2: str = ""
    link_to_txn: LinkTarget | None = None
    cost_of_goods: Decimal | None = None
    txn_line_id: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceGroupLine(ItemGroupLine):
    """An item group on an invoice, with the lines of its members."""

    inventory_site: Ref | None = None
    is_print_items_in_group: bool = False
    lines: tuple[InvoiceLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Invoice(Transaction):
    """What a customer is asked to pay."""

    customer: Ref | None = None
    class_: Ref | None = None
    ar_account: Ref | None = None
    template: Ref | None = None
    bill_address: Address | None = None
    ship_address: Address | None = None
    is_finance_charge: bool = False
    po_number: str = ""
    terms: Ref | None = None
    due_date: date | None = None
    sales_rep: Ref | None = None
    fob: str = ""
    ship_date: date | None = None
    ship_method: Ref | None = None
    memo: str = ""
    customer_msg: Ref | None = None
    is_to_be_printed: bool = False
    is_to_be_emailed: bool = False
    other: str = ""
    exchange_rate: Decimal | None = None
    link_to_txn_id: tuple[str, ...] = ()
    set_credit: tuple[SetCredit, ...] = ()
    lines: tuple[InvoiceLine | InvoiceGroupLine, ...] = ()
    subtotal: Decimal = ZERO
    applied_amount: Decimal = ZERO
    balance_remaining: Decimal = ZERO
    is_pending: bool = False
    is_paid: bool = False
    linked_txn: tuple[LinkedTxn, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceivePayment(Transaction):
    """A payment of a customer; `is_auto_apply` only when it is added."""

    customer: Ref | None = None
    ar_account: Ref | None = None
    total_amount: Decimal | None = None
    exchange_rate: Decimal | None = None
    payment_method: Ref | None = None
    memo: str = ""
    deposit_to_account: Ref | None = None
    is_auto_apply: bool = False
    applied_to: tuple[AppliedTo, ...] = ()
    unused_payment: Decimal = ZERO
    unused_credits: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class CashBack:
    """What of a deposit is taken out again in cash."""

    account: Ref | None = None
    memo: str = ""
    amount: Decimal | None = None
    txn_line_id: str = ""


@dataclass(frozen=True, slots=True)
class DepositLine:
    """A payment that is deposited, named by `payment_txn_id` and kept as `txn_id`; or money from an account."""

    payment_txn_id: str = ""
    payment_txn_line_id: str = ""
    override_memo: str = ""
    override_check_number: str = ""
    override_class: Ref | None = None
    entity: Ref | None = None
    account: Ref | None = None
    memo: str = ""
    check_number: str = ""
    payment_method: Ref | None = None
    class_: Ref | None = None
    amount: Decimal | None = None
    txn_type: str = ""
    txn_id: str = ""
    txn_line_id: str = ""


@dataclass(frozen=True, slots=True)
class Deposit(Transaction):
    """Money brought to the bank."""

    deposit_to_account: Ref | None = None
    memo: str = ""
    cash_back: CashBack | None = None
    exchange_rate: Decimal | None = None
    lines: tuple[DepositLine, ...] = ()
    deposit_total: Decimal = ZERO
