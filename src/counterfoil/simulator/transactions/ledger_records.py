"""Records of what is entered straight into the ledger: journal entries and transfers."""

# ruff: noqa: TC001, TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from counterfoil.simulator.values import Ref


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
class JournalEntry:
    """Debits and credits that are equal."""

    txn_date: date | None = None
    ref_number: str = ""
    is_adjustment: bool = False
    is_home_currency_adjustment: bool = False
    is_amounts_entered_in_home_currency: bool = False
    exchange_rate: Decimal | None = None
    external_guid: str = ""
    lines: tuple[JournalLine, ...] = ()
    txn_id: str = ""
    time_created: int = 0
    time_modified: int = 0
    edit_sequence: str = ""
    txn_number: int = 0


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money moved from one balance-sheet account to another; both balances are those of now."""

    txn_date: date | None = None
    transfer_from_account: Ref | None = None
    transfer_to_account: Ref | None = None
    class_: Ref | None = None
    amount: Decimal | None = None
    memo: str = ""
    ref_number: str = ""
    external_guid: str = ""
    txn_id: str = ""
    time_created: int = 0
    time_modified: int = 0
    edit_sequence: str = ""
    txn_number: int = 0
    from_account_balance: Decimal | None = None
    to_account_balance: Decimal | None = None
