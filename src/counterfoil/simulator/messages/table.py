"""The table of messages: one row per kind of list or transaction makes its Add, Mod and Query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator.grammar import grammar
from counterfoil.simulator.parsing import Message
from counterfoil.simulator.transactions import bills, payments, purchase_orders
from counterfoil.simulator.transactions.records import Bill, BillPaymentCheck, PurchaseOrder

from . import company, data_ext
from . import company_tables as whole
from . import list_tables as of_lists
from . import txn_tables as of_txns
from .list_rows import ITERABLE, META, list_messages
from .queries import answering, txn_source
from .writes import TxnMessages, list_del, txn_del, txn_void

if TYPE_CHECKING:
    from collections.abc import Iterator


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


def _txn_messages() -> Iterator[Message]:
    for row in TXNS:
        kind, ret = row.record.__name__, grammar(row.ret)
        does = TxnMessages(kind, ret, row.record, row.operations)
        yield Message(f"{kind}AddRq", grammar(row.add), does.add, row.since)
        yield Message(f"{kind}ModRq", grammar(row.mod), does.modify, row.mod_since)
        source = txn_source(kind, ret, row.operations.read)
        yield Message(f"{kind}QueryRq", grammar(row.query), answering(source), row.since, ITERABLE)
    by_card = txn_source("BillPaymentCreditCard", grammar(of_txns.BILL_PAYMENT_CHECK_RET), payments.read)
    # nobody can pay by card here yet, but every real company file answers the question
    grammar_of_query = grammar(of_txns.BILL_PAYMENT_CHECK_QUERY)
    yield Message("BillPaymentCreditCardQueryRq", grammar_of_query, answering(by_card), 2.0, ITERABLE)


MESSAGES: dict[str, Message] = {each.name: each for each in (*SINGLE, *list_messages(), *_txn_messages())}
"""Request element → its message."""
