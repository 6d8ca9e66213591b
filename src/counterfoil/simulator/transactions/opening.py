"""Entries no message shows: opening balances of accounts and stock items, and what condensed transactions left."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from counterfoil.simulator import status
from counterfoil.simulator.documents import Codec
from counterfoil.simulator.lists import accounts, items
from counterfoil.simulator.values import Ref, cents, in_units

from . import store
from .head import HEAD, Transaction
from .store import Posting, TxnKind

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.lists.accounts import Account
    from counterfoil.simulator.lists.items import ItemInventory


@dataclass(frozen=True, slots=True)
class OpeningEntry(Transaction):
    """An entry that only posts; no message shows it."""

    account: Ref | None = None
    entity: Ref | None = None


KIND = TxnKind("OpeningEntry", OpeningEntry, Codec(OpeningEntry, HEAD), "entity", "account", ())


def post_account(company: CompanyFile, account: Account, balance: Decimal) -> None:
    """Give a new account its opening balance, in the account's natural sign."""
    sign = -1 if account.account_type in accounts.CREDIT_TYPES else 1
    _post(company, Ref(account.list_id, account.full_name), sign * cents(balance))


def post_stock(company: CompanyFile, stored: ItemInventory, given: ItemInventory) -> None:
    """Give a new stock item what is on hand, at its value or else at its purchase cost."""
    assert given.opening_quantity is not None
    assert stored.asset_account is not None
    worth = given.opening_value
    if worth is None:
        worth = given.opening_quantity * (given.purchase_cost or Decimal(0))
    value = cents(worth)
    items.move_stock(company, stored.list_id, in_units(given.opening_quantity), value)
    _post(company, stored.asset_account, value)


def _post(company: CompanyFile, account: Ref, debit: int) -> None:
    equity = accounts.special(company, "OpeningBalanceEquity")
    if equity is None:
        raise status.not_saved("Account list", "There is no Opening Balance Equity account.")
    entry = OpeningEntry(account=account, txn_date=company.today())
    txn, _ = store.insert(company, KIND, entry, abs(debit), 0)
    store.post(company, txn, [Posting(account.list_id, debit), Posting(equity.list_id, -debit)])


def post_summary(company: CompanyFile, postings: list[Posting], day: date) -> None:
    """Enter what condensed transactions posted together."""
    total = sum(each.cents for each in postings if each.cents > 0)
    txn, _ = store.insert(company, KIND, OpeningEntry(txn_date=day), total, 0)
    store.post(company, txn, postings)
