"""The accounts that QuickBooks itself makes in every new company file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lists import accounts
from .lists.accounts import Account

if TYPE_CHECKING:
    from .company import CompanyFile

ACCOUNTS = (
    ("Accounts Payable", "AccountsPayable", "AccountsPayable"),
    ("Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
    ("Retained Earnings", "Equity", "RetainedEarnings"),
    ("Uncategorized Expenses", "Expense", "UncategorizedExpenses"),
    ("Purchase Orders", "NonPosting", "PurchaseOrders"),
)
"""Name, type, what QuickBooks uses it for."""


def add_to(company: CompanyFile) -> None:
    """Add them to a company file that has just been made."""
    for name, account_type, special in ACCOUNTS:
        accounts.add(company, Account(name=name, account_type=account_type, special_account_type=special))
