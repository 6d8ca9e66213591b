"""All kinds of lines that transactions have, and of the small aggregates inside them, by the names of their records."""

from __future__ import annotations

from .ledger_records import JournalCreditLine, JournalDebitLine, JournalLine
from .records import (
    AppliedTo,
    CheckedTxn,
    ExpenseLine,
    GroupLine,
    ItemLine,
    LinkTarget,
    OrderGroupLine,
    OrderLine,
    SetCredit,
)
from .sales_records import CashBack, DepositLine, InvoiceGroupLine, InvoiceLine

LINES: dict[str, type] = {
    each.__name__: each
    for each in (
        ExpenseLine,
        ItemLine,
        GroupLine,
        OrderLine,
        OrderGroupLine,
        JournalLine,
        JournalDebitLine,
        JournalCreditLine,
        InvoiceLine,
        InvoiceGroupLine,
        DepositLine,
        CashBack,
    )
}
"""Name of a line's record → the record."""
GROUPS: dict[type, type] = {GroupLine: ItemLine, OrderGroupLine: OrderLine, InvoiceGroupLine: InvoiceLine}
"""Record of an item group's line → that of its members."""
AGGREGATES: dict[str, type] = {each.__name__: each for each in (AppliedTo, SetCredit, LinkTarget, CheckedTxn)}
"""Name of an aggregate that is neither a line nor changed in place → its record."""
