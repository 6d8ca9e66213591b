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
    )
}
"""Name of a line's record → the record."""
AGGREGATES: dict[str, type] = {each.__name__: each for each in (AppliedTo, SetCredit, LinkTarget, CheckedTxn)}
"""Name of an aggregate that is neither a line nor changed in place → its record."""
