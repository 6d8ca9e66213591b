"""Elements to records: straight-line code, made from the tables once, at import."""

from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Any

from lxml.etree import _Element as Element

from counterfoil.qbxml import tables, values
from counterfoil.qbxml.tables import Row, Table, Type
from counterfoil.records import (
    Account,
    AccountState,
    Address,
    Bill,
    Billable,
    BillPayment,
    BillState,
    Customer,
    CustomerState,
    Department,
    Derived,
    ExpenseLine,
    Item,
    ItemGroupLine,
    ItemLine,
    ItemState,
    ItemType,
    LinkedTransaction,
    OrderLineState,
    OrderState,
    PaymentState,
    PurchaseOrder,
    PurchaseOrderLine,
    Record,
    Ref,
    Terms,
    Vendor,
    VendorState,
)

Elements = dict[str, Element]
Decoded = tuple[Record, Derived | None]
Make = Callable[..., Any]

GOODS = frozenset({"PurchaseOrder", "ItemReceipt", "SalesOrder", "Estimate"})
"""Types of linked transaction that are about goods, for a LinkedTxn without LinkType (docs/quickbooks.md 4.1)."""


def elements_of(element: Element) -> Elements:
    """Name → child."""
    return {child.tag: child for child in element}


def read_reference(element: Element) -> Ref:
    """The record that a Ref element points at."""
    id_ = name = ""
    for child in element:
        if child.tag == "ListID":
            id_ = child.text or ""
        elif child.tag == "FullName":
            name = child.text or ""
    return _reference(id_, name)


_reference = lru_cache(maxsize=8192)(Ref)
"""A page refers to the same accounts and vendors again and again."""


def read_billable(text: str) -> Billable:
    """A BillableStatus; an unknown one says nothing."""
    return BILLABLE.get(text, Billable.UNSET)


BILLABLE = {status.value: status for status in Billable}

CONVERSIONS: dict[Type, str] = {
    Type.TEXT: "text",
    Type.NOTE: "text",
    Type.NAME: "text",
    Type.CHOICE: "text",
    Type.BILLABLE: "read_billable(text)",
    Type.AMOUNT: "read_amount(text)",
    Type.PRICE: "read_number(text)",
    Type.BOOLEAN: "read_boolean(text)",
    Type.DATE: "read_date(text)",
    Type.INTEGER: "read_integer(text)",
    Type.DAY: "read_integer(text)",
}
"""Type of a leaf → the expression that understands its text."""

BRANCHES: dict[Type, str] = {
    Type.REFERENCE: "read_reference(element)",
    Type.ADDRESS: "make_address({child.tag: child for child in element})",
}
"""Type of an element with children → the expression that understands it."""


def maker(cls: type, table: Table) -> Make:
    """A function that makes a `cls` from named elements: one expression, with an argument for each row of the table."""
    defaults = {field.name: "" if field.default is MISSING else field.default for field in fields(cls)}
    names = {**NAMES, "cls": cls, **{f"no_{row.field}": defaults[row.field] for row in table}}
    arguments = "".join(f"        {row.field}={_expression(row)},\n" for row in table)
    source = f"def make(got, **rest):\n    get = got.get\n    return cls(\n{arguments}        **rest,\n    )\n"
    exec(compile(source, f"<{cls.__name__}>", "exec"), names)  # noqa: S102 - made from our own tables, as dataclasses are
    make: Make = names["make"]
    return make


def _expression(row: Row) -> str:
    given = f'(element := get("{row.element}")) is not None'
    if row.type in BRANCHES:
        return f"{BRANCHES[row.type]} if {given} else no_{row.field}"
    return f"{CONVERSIONS[row.type]} if {given} and (text := element.text) else no_{row.field}"


NAMES: dict[str, Any] = {
    "read_amount": values.read_amount,
    "read_billable": read_billable,
    "read_boolean": values.read_boolean,
    "read_date": values.read_date,
    "read_integer": values.read_integer,
    "read_number": values.read_number,
    "read_reference": read_reference,
}
"""What the expressions may call."""

make_address = maker(Address, tables.ADDRESS)
NAMES["make_address"] = make_address

make_expense_line = maker(ExpenseLine, tables.EXPENSE_LINE)
make_item_line = maker(ItemLine, tables.ITEM_LINE)
make_group_line = maker(ItemGroupLine, tables.ITEM_GROUP_LINE)
make_bill = maker(Bill, tables.BILL)
make_bill_state = maker(BillState, tables.BILL_STATE)
make_link = maker(LinkedTransaction, tables.LINKED_TRANSACTION)
make_order = maker(PurchaseOrder, tables.PURCHASE_ORDER)
make_order_line = maker(PurchaseOrderLine, tables.PURCHASE_ORDER_LINE)
make_order_line_state = maker(OrderLineState, tables.ORDER_LINE_STATE)
make_order_state = maker(OrderState, tables.ORDER_STATE)
make_payment_state = maker(PaymentState, tables.PAYMENT_STATE)


def read_bill(record: Element, *, speaks_of_links: bool) -> Decoded:
    """A BillRet."""
    got = elements_of(record)
    bill = make_bill(
        got,
        expense_lines=tuple(map(read_expense_line, record.iterchildren("ExpenseLineRet"))),
        item_lines=tuple(map(read_bill_item_line, record.iterchildren("ItemLineRet", "ItemGroupLineRet"))),
    )
    return bill, make_bill_state(got, linked=_links(record) if speaks_of_links else None)


def read_expense_line(element: Element) -> ExpenseLine:
    """An ExpenseLineRet."""
    got = {child.tag: child for child in element}
    line: ExpenseLine = make_expense_line(got, id=line_id(got))
    return line


def read_bill_item_line(element: Element) -> ItemLine | ItemGroupLine:
    """An ItemLineRet or an ItemGroupLineRet."""
    got = {child.tag: child for child in element}
    if element.tag == "ItemLineRet":
        line: ItemLine = make_item_line(got, id=line_id(got))
        return line
    members = tuple(map(read_bill_item_line, element.iterchildren("ItemLineRet")))
    group: ItemGroupLine = make_group_line(got, id=line_id(got), lines=members)
    return group


def line_id(got: Elements) -> str:
    """The TxnLineID. Raises ValueError without one: a line that cannot be matched must not be merged."""
    element = got.get("TxnLineID")
    if element is None or not element.text:
        raise ValueError("a line has no TxnLineID")
    return element.text


def read_link(element: Element) -> LinkedTransaction:
    """A LinkedTxn or AppliedToTxnRet."""
    got = elements_of(element)
    if (txn_id := got.get("TxnID")) is None or not txn_id.text:
        raise ValueError("a linked transaction has no TxnID")
    link_type = got.get("LinkType")
    txn_type = got.get("TxnType")
    is_goods = (
        link_type.text == "QUANTYPE" if link_type is not None else txn_type is not None and txn_type.text in GOODS
    )
    link: LinkedTransaction = make_link(got, is_money=not is_goods)
    return link


def _links(record: Element) -> tuple[LinkedTransaction, ...]:
    return tuple(map(read_link, record.iterchildren("LinkedTxn")))


def read_purchase_order(record: Element, *, speaks_of_links: bool) -> Decoded:
    """A PurchaseOrderRet; the members of its groups stand among its lines."""
    got = elements_of(record)
    lines = [elements_of(line) for line in record.iter("PurchaseOrderLineRet")]
    order = make_order(got, lines=tuple(make_order_line(line, id=line_id(line)) for line in lines))
    state = make_order_state(
        got,
        lines=tuple(make_order_line_state(line, id=line_id(line)) for line in lines),
        linked=_links(record) if speaks_of_links else None,
    )
    return order, state


def _payment_reader(table: Table, *, is_by_credit_card: bool) -> "Reader":
    make = maker(BillPayment, table)

    def read_payment(record: Element, *, speaks_of_links: bool) -> Decoded:  # noqa: ARG001 - as every reader
        got = elements_of(record)
        applied = tuple(map(read_link, record.iterchildren("AppliedToTxnRet")))
        return make(got, is_by_credit_card=is_by_credit_card), make_payment_state(got, applied=applied)

    return read_payment


def _list_reader(cls: type, table: Table, state: type | None = None, state_table: Table = (), **fixed: Any) -> "Reader":
    make = maker(cls, table)
    make_state = maker(state, state_table) if state else None

    def read(record: Element, *, speaks_of_links: bool) -> Decoded:  # noqa: ARG001 - as every reader
        got = elements_of(record)
        return make(got, **fixed), make_state(got) if make_state else None

    return read


def _item_reader(item_type: ItemType, table: Table) -> "Reader":
    make = maker(Item, tables.ITEM_NAMES + table)
    make_state = maker(ItemState, tables.NAMED_STATE)

    def read_item(record: Element, *, speaks_of_links: bool) -> Decoded:  # noqa: ARG001 - as every reader
        got = elements_of(record)
        for wrapper in ("SalesOrPurchase", "SalesAndPurchase"):
            if (inner := got.get(wrapper)) is not None:
                got |= {f"{wrapper}/{child.tag}": child for child in inner}
        both = "SalesAndPurchase" in got or table is tables.ITEM_STOCK
        return make(got, item_type=item_type, is_both_sold_and_purchased=both), make_state(got)

    return read_item


Reader = Callable[..., Decoded]

_TWO_WAYS = tables.ITEM_ONE_WAY + tables.ITEM_BOTH_WAYS

READERS: dict[str, Reader] = {
    "AccountRet": _list_reader(Account, tables.ACCOUNT, AccountState, tables.ACCOUNT_STATE),
    "ClassRet": _list_reader(Department, tables.DEPARTMENT, ItemState, tables.NAMED_STATE),
    "VendorRet": _list_reader(Vendor, tables.VENDOR, VendorState, tables.VENDOR_STATE),
    "CustomerRet": _list_reader(Customer, tables.CUSTOMER, CustomerState, tables.CUSTOMER_STATE),
    "StandardTermsRet": _list_reader(Terms, tables.STANDARD_TERMS),
    "DateDrivenTermsRet": _list_reader(Terms, tables.DATE_DRIVEN_TERMS, is_date_driven=True),
    "ItemServiceRet": _item_reader(ItemType.SERVICE, _TWO_WAYS),
    "ItemNonInventoryRet": _item_reader(ItemType.NON_INVENTORY, _TWO_WAYS),
    "ItemOtherChargeRet": _item_reader(ItemType.OTHER_CHARGE, _TWO_WAYS),
    "ItemInventoryRet": _item_reader(ItemType.INVENTORY, tables.ITEM_STOCK),
    "ItemInventoryAssemblyRet": _item_reader(ItemType.ASSEMBLY, tables.ITEM_STOCK),
    "ItemGroupRet": _item_reader(ItemType.GROUP, tables.ITEM_PLAIN),
    "ItemFixedAssetRet": _item_reader(ItemType.FIXED_ASSET, tables.ITEM_PLAIN),
    "ItemSubtotalRet": _item_reader(ItemType.SUBTOTAL, tables.ITEM_PLAIN),
    "ItemDiscountRet": _item_reader(ItemType.DISCOUNT, tables.ITEM_PLAIN),
    "ItemPaymentRet": _item_reader(ItemType.PAYMENT, tables.ITEM_PLAIN),
    "ItemSalesTaxRet": _item_reader(ItemType.SALES_TAX, tables.ITEM_PLAIN),
    "ItemSalesTaxGroupRet": _item_reader(ItemType.SALES_TAX_GROUP, tables.ITEM_PLAIN),
    "PurchaseOrderRet": read_purchase_order,
    "BillRet": read_bill,
    "BillPaymentCheckRet": _payment_reader(tables.BILL_PAYMENT + tables.PAID_BY_CHECK, is_by_credit_card=False),
    "BillPaymentCreditCardRet": _payment_reader(tables.BILL_PAYMENT + tables.PAID_BY_CARD, is_by_credit_card=True),
}
"""Name of a record's element → what reads it: (element, speaks_of_links) → record and derived."""
