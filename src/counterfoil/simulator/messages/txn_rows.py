"""The rows of the table of messages that are about transactions: each makes an Add, a Mod and a Query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator.grammar import grammar
from counterfoil.simulator.parsing import Message
from counterfoil.simulator.transactions import (
    bills,
    customer_payments,
    deposits,
    expenditure,
    invoices,
    journal,
    payments,
    purchase_orders,
    transfers,
)
from counterfoil.simulator.transactions.ledger_records import JournalEntry, Transfer
from counterfoil.simulator.transactions.records import (
    Bill,
    BillPaymentCheck,
    BillPaymentCreditCard,
    Check,
    CreditCardCharge,
    CreditCardCredit,
    ItemReceipt,
    PurchaseOrder,
    VendorCredit,
)
from counterfoil.simulator.transactions.sales_records import Deposit, Invoice, ReceivePayment

from . import ledger_tables as ledger
from . import sales_tables as sales
from . import transaction_query, transaction_tables
from . import txn_tables as of_txns
from .list_rows import ITERABLE
from .queries import answering, txn_source
from .writes import TxnMessages

if TYPE_CHECKING:
    from collections.abc import Iterator


class TxnRow(NamedTuple):
    """The messages of one kind of transaction and the module that does what they ask; no Mod where there is none."""

    record: type
    add: str
    mod: str
    query: str
    ret: str
    operations: Any
    since: float = 1.0
    mod_since: float = 1.0
    query_since: float = 0.0
    """Where the query is older than the Add."""


TXNS = (
    TxnRow(Bill, of_txns.BILL_ADD, of_txns.BILL_MOD, of_txns.BILL_QUERY, of_txns.BILL_RET, bills, 1.0, 3.0),
    TxnRow(
        VendorCredit,
        of_txns.VENDOR_CREDIT_ADD,
        of_txns.VENDOR_CREDIT_MOD,
        of_txns.VENDOR_CREDIT_QUERY,
        of_txns.VENDOR_CREDIT_RET,
        expenditure.vendor_credits,
        1.0,
        8.0,
    ),
    TxnRow(
        ItemReceipt,
        of_txns.ITEM_RECEIPT_ADD,
        of_txns.ITEM_RECEIPT_MOD,
        of_txns.ITEM_RECEIPT_QUERY,
        of_txns.ITEM_RECEIPT_RET,
        expenditure.item_receipts,
        4.0,
        4.0,
        3.0,
    ),
    TxnRow(
        Check,
        of_txns.CHECK_ADD,
        of_txns.CHECK_MOD,
        of_txns.CHECK_QUERY,
        of_txns.CHECK_RET,
        expenditure.checks,
        1.0,
        6.0,
    ),
    TxnRow(CreditCardCharge, *of_txns.CREDIT_CARD_CHARGE, expenditure.card_charges, 1.0, 6.0),
    TxnRow(CreditCardCredit, *of_txns.CREDIT_CARD_CREDIT, expenditure.card_credits, 1.0, 6.0),
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
    TxnRow(
        BillPaymentCreditCard,
        of_txns.BILL_PAYMENT_CREDIT_CARD_ADD,
        "",
        of_txns.BILL_PAYMENT_CHECK_QUERY,
        of_txns.BILL_PAYMENT_CREDIT_CARD_RET,
        payments,
        2.0,
    ),
    TxnRow(
        JournalEntry,
        ledger.JOURNAL_ENTRY_ADD,
        ledger.JOURNAL_ENTRY_MOD,
        ledger.JOURNAL_ENTRY_QUERY,
        ledger.JOURNAL_ENTRY_RET,
        journal,
        1.0,
        6.0,
    ),
    TxnRow(
        Transfer,
        ledger.TRANSFER_ADD,
        ledger.TRANSFER_MOD,
        ledger.TRANSFER_QUERY,
        ledger.TRANSFER_RET,
        transfers,
        12.0,
        12.0,
    ),
    TxnRow(
        Invoice,
        sales.INVOICE_ADD,
        sales.INVOICE_MOD,
        sales.INVOICE_QUERY,
        sales.INVOICE_RET,
        invoices,
        1.0,
        2.1,
    ),
    TxnRow(
        ReceivePayment,
        sales.RECEIVE_PAYMENT_ADD,
        sales.RECEIVE_PAYMENT_MOD,
        sales.RECEIVE_PAYMENT_QUERY,
        sales.RECEIVE_PAYMENT_RET,
        customer_payments,
        1.1,
        6.0,
    ),
    TxnRow(Deposit, sales.DEPOSIT_ADD, sales.DEPOSIT_MOD, sales.DEPOSIT_QUERY, sales.DEPOSIT_RET, deposits, 2.0, 7.0),
)


def txn_messages() -> Iterator[Message]:
    """The messages of all kinds of transactions."""
    for row in TXNS:
        kind, ret = row.record.__name__, grammar(row.ret)
        does = TxnMessages(kind, ret, row.record, row.operations)
        yield Message(f"{kind}AddRq", grammar(row.add), does.add, row.since)
        if row.mod:
            yield Message(f"{kind}ModRq", grammar(row.mod), does.modify, row.mod_since)
        source = txn_source(kind, ret, row.operations.read)
        since = row.query_since or row.since
        yield Message(f"{kind}QueryRq", grammar(row.query), answering(source), since, ITERABLE)
    every = grammar(transaction_tables.TRANSACTION_QUERY)
    yield Message("TransactionQueryRq", every, answering(transaction_query.source()), 4.0, ITERABLE)
