"""Records of what is entered straight into the ledger: journal entries and transfers."""

# ruff: noqa: TC001, TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from counterfoil.simulator.values import Ref

from .head import Transaction


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A debit or a credit of an account; `journal_line_type` says which."""

    account: Ref | None = None
    amount: Decimal | None = None
    memo: str = ""
    entity: Ref | None = None
    class_: Ref | None = None
    billable_status: str = ""
    journal_line_type: str = ""
    txn_line_id: str = ""


@dataclass(frozen=True, slots=True)
class JournalDebitLine(JournalLine):
    """A debit as messages show it."""


@dataclass(frozen=True, slots=True)
class JournalCreditLine(JournalLine):
    """A credit as messages show it."""


@dataclass(frozen=True, slots=True)
class JournalEntry(Transaction):
    """Debits and credits that are equal."""

    is_adjustment: bool = False
    is_home_currency_adjustment: bool = False
    is_amounts_entered_in_home_currency: bool = False
    exchange_rate: Decimal | None = None
    lines: tuple[JournalLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Transfer(Transaction):
    """Money moved from one balance-sheet account to another; both balances are those of now."""

    transfer_from_account: Ref | None = None
    transfer_to_account: Ref | None = None
    class_: Ref | None = None
    amount: Decimal | None = None
    memo: str = ""
    from_account_balance: Decimal | None = None
    to_account_balance: Decimal | None = None
