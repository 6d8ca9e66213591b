"""The table of messages: one row per kind of list or transaction makes its Add, Mod and Query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator.grammar import Model, grammar
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.parsing import Message
from counterfoil.simulator.transactions import bills, payments, purchase_orders
from counterfoil.simulator.transactions.records import Bill, BillPaymentCheck, PurchaseOrder

from . import company, data_ext
from . import company_tables as whole
from . import list_tables as of_lists
from . import txn_tables as of_txns
from .queries import Answer, Context, Source, answer_query, list_source, txn_source
from .writes import ListMessages, TxnMessages, list_del, txn_del, txn_void

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

META = frozenset(("metaData",))
ITERABLE = META | {"iterator", "iteratorID"}


class ListRow(NamedTuple):
    """The messages of one kind of list object; no Mod where QuickBooks has none."""

    kind: str
    add: str
    mod: str
    query: str
    ret: str
    mod_since: float = 1.0
    iterable: bool = True


LISTS = (
    ListRow(
        "Account",
        of_lists.ACCOUNT_ADD,
        of_lists.ACCOUNT_MOD,
        of_lists.ACCOUNT_QUERY,
        of_lists.ACCOUNT_RET,
        6.0,
        iterable=False,
    ),
    ListRow(
        "Class", of_lists.CLASS_ADD, of_lists.CLASS_MOD, of_lists.CLASS_QUERY, of_lists.CLASS_RET, 8.0, iterable=False
    ),
    ListRow("Vendor", of_lists.VENDOR_ADD, of_lists.VENDOR_MOD, of_lists.VENDOR_QUERY, of_lists.VENDOR_RET),
    ListRow("Customer", of_lists.CUSTOMER_ADD, of_lists.CUSTOMER_MOD, of_lists.CUSTOMER_QUERY, of_lists.CUSTOMER_RET),
    ListRow(
        "ItemService",
        of_lists.ITEM_SERVICE_ADD,
        of_lists.ITEM_SERVICE_MOD,
        of_lists.ITEM_QUERY,
        of_lists.ITEM_SERVICE_RET,
    ),
    ListRow(
        "ItemNonInventory",
        of_lists.ITEM_NON_INVENTORY_ADD,
        of_lists.ITEM_NON_INVENTORY_MOD,
        of_lists.ITEM_QUERY,
        of_lists.ITEM_NON_INVENTORY_RET,
    ),
    ListRow(
        "ItemOtherCharge",
        of_lists.ITEM_OTHER_CHARGE_ADD,
        of_lists.ITEM_OTHER_CHARGE_MOD,
        of_lists.ITEM_QUERY,
        of_lists.ITEM_OTHER_CHARGE_RET,
        3.0,
    ),
    ListRow(
        "ItemInventory",
        of_lists.ITEM_INVENTORY_ADD,
        of_lists.ITEM_INVENTORY_MOD,
        of_lists.ITEM_QUERY,
        of_lists.ITEM_INVENTORY_RET,
    ),
    ListRow(
        "ItemGroup",
        of_lists.ITEM_GROUP_ADD,
        of_lists.ITEM_GROUP_MOD,
        of_lists.ANY_ITEM_QUERY,
        of_lists.ITEM_GROUP_RET,
        3.0,
    ),
    ListRow(
        "StandardTerms",
        of_lists.STANDARD_TERMS_ADD,
        "",
        of_lists.TERMS_QUERY,
        of_lists.STANDARD_TERMS_RET,
        iterable=False,
    ),
    ListRow(
        "DateDrivenTerms",
        of_lists.DATE_DRIVEN_TERMS_ADD,
        "",
        of_lists.TERMS_QUERY,
        of_lists.DATE_DRIVEN_TERMS_RET,
        iterable=False,
    ),
)


class TxnRow(NamedTuple):
    """The messages of one kind of transaction and the module that does what they ask."""

    record: type
    add: str
    mod: str
    query: str
    ret: str
    operations: Any
    since: float = 1.0
    mod_since: float = 1.0


TXNS = (
    TxnRow(Bill, of_txns.BILL_ADD, of_txns.BILL_MOD, of_txns.BILL_QUERY, of_txns.BILL_RET, bills, 1.0, 3.0),
    TxnRow(
        PurchaseOrder,
        of_txns.PURCHASE_ORDER_ADD,
        of_txns.PURCHASE_ORDER_MOD,
        of_txns.PURCHASE_ORDER_QUERY,
        of_txns.PURCHASE_ORDER_RET,
        purchase_orders,
        1.0,
        2.1,
    ),
    TxnRow(
        BillPaymentCheck,
        of_txns.BILL_PAYMENT_CHECK_ADD,
        of_txns.BILL_PAYMENT_CHECK_MOD,
        of_txns.BILL_PAYMENT_CHECK_QUERY,
        of_txns.BILL_PAYMENT_CHECK_RET,
        payments,
        2.0,
        6.0,
    ),
)
SINGLE = (
    Message("HostQueryRq", grammar(whole.HOST_QUERY), company.host),
    Message("CompanyQueryRq", grammar(whole.COMPANY_QUERY), company.company),
    Message("CompanyActivityQueryRq", grammar(whole.COMPANY_ACTIVITY_QUERY), company.activity, 2.0),
    Message("PreferencesQueryRq", grammar(whole.PREFERENCES_QUERY), company.preferences, 1.1),
    Message("ListDelRq", grammar(of_lists.LIST_DEL), list_del, 1.1),
    Message("TxnDelRq", grammar(of_txns.TXN_DEL), txn_del, 1.1),
    Message("TxnVoidRq", grammar(of_txns.TXN_VOID), txn_void, 1.1),
    Message("ListDeletedQueryRq", grammar(of_lists.LIST_DELETED_QUERY), company.list_deleted, 2.0, META),
    Message("TxnDeletedQueryRq", grammar(of_txns.TXN_DELETED_QUERY), company.txn_deleted, 2.0, META),
    Message("DataExtAddRq", grammar(whole.DATA_EXT_ADD), data_ext.add, 2.0),
    Message("DataExtModRq", grammar(whole.DATA_EXT_MOD), data_ext.modify, 2.0),
    Message("DataExtDelRq", grammar(whole.DATA_EXT_DEL), data_ext.delete, 2.0),
    Message("DataExtDefAddRq", grammar(whole.DATA_EXT_DEF_ADD), data_ext.define, 2.0),
    Message("DataExtDefDelRq", grammar(whole.DATA_EXT_DEF_DEL), data_ext.undefine, 2.0),
    Message("DataExtDefQueryRq", grammar(whole.DATA_EXT_DEF_QUERY), data_ext.definitions, 2.0, META),
)
RETS: dict[str, Model] = {row.kind: grammar(row.ret) for row in LISTS}
ITEMS = ("ItemService", "ItemNonInventory", "ItemOtherCharge", "ItemInventory", "ItemGroup")
TERMS = ("StandardTerms", "DateDrivenTerms")


def _query(source: Source) -> Callable[[Context, Any], Answer]:
    return lambda context, request: answer_query(context, request, source)


def _list_messages() -> Iterator[Message]:
    for row in LISTS:
        kind = lists.KINDS[row.kind]
        does = ListMessages(kind, RETS[row.kind])
        source = list_source((row.kind,), kind.family, RETS)
        yield Message(f"{row.kind}AddRq", grammar(row.add), does.add)
        if row.mod:
            yield Message(f"{row.kind}ModRq", grammar(row.mod), does.modify, row.mod_since)
        yield Message(f"{row.kind}QueryRq", grammar(row.query), _query(source), 1.0, ITERABLE if row.iterable else META)
    yield Message(
        "ItemQueryRq", grammar(of_lists.ANY_ITEM_QUERY), _query(list_source(ITEMS, "item", RETS)), 1.0, ITERABLE
    )
    yield Message("TermsQueryRq", grammar(of_lists.TERMS_QUERY), _query(list_source(TERMS, "terms", RETS)), 1.0, META)


def _txn_messages() -> Iterator[Message]:
    for row in TXNS:
        kind, ret = row.record.__name__, grammar(row.ret)
        does = TxnMessages(kind, ret, row.record, row.operations)
        yield Message(f"{kind}AddRq", grammar(row.add), does.add, row.since)
        yield Message(f"{kind}ModRq", grammar(row.mod), does.modify, row.mod_since)
        source = txn_source(kind, ret, row.operations.read)
        yield Message(f"{kind}QueryRq", grammar(row.query), _query(source), row.since, ITERABLE)
    by_card = txn_source("BillPaymentCreditCard", grammar(of_txns.BILL_PAYMENT_CHECK_RET), payments.read)
    # nobody can pay by card here yet, but every real company file answers the question
    grammar_of_query = grammar(of_txns.BILL_PAYMENT_CHECK_QUERY)
    yield Message("BillPaymentCreditCardQueryRq", grammar_of_query, _query(by_card), 2.0, ITERABLE)


MESSAGES: dict[str, Message] = {each.name: each for each in (*SINGLE, *_list_messages(), *_txn_messages())}
"""Request element → its message."""
