"""Entries no message shows: opening balances of accounts and stock items, and what condensed transactions left."""

# ruff: noqa: TC001, TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from counterfoil.simulator import status
from counterfoil.simulator.documents import Codec
from counterfoil.simulator.values import Ref

from . import store
from .head import HEAD, Transaction
from .store import Posting, TxnKind

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile


@dataclass(frozen=True, slots=True)
class OpeningEntry(Transaction):
    """An entry that only posts; no message shows it."""

    account: Ref | None = None
    entity: Ref | None = None


KIND = TxnKind("OpeningEntry", OpeningEntry, Codec(OpeningEntry, HEAD), "entity", "account", ())
EQUITY = """SELECT list_id FROM list_object
    WHERE kind = 'Account' AND json_extract(body, '$.special_account_type') = 'OpeningBalanceEquity'"""


def post_against_equity(company: CompanyFile, account: Ref, debit: int) -> None:
    """Debit so many cents to an account (credit, when negative), against Opening Balance Equity."""
    row = company.connection.execute(EQUITY).fetchone()
    if row is None:
        raise status.not_saved("Account list", "There is no Opening Balance Equity account.")
    entry = OpeningEntry(account=account, txn_date=company.today())
    txn, _ = store.insert(company, KIND, entry, abs(debit), 0)
    store.post(company, txn, [Posting(account.list_id, debit), Posting(row[0], -debit)])


def post_summary(company: CompanyFile, postings: list[Posting], day: date) -> None:
    """Enter what condensed transactions posted together."""
    total = sum(each.cents for each in postings if each.cents > 0)
    txn, _ = store.insert(company, KIND, OpeningEntry(txn_date=day), total, 0)
    store.post(company, txn, postings)
