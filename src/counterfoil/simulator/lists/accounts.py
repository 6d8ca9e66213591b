"""The chart of accounts: types in QuickBooks' order, numbers, balances in the natural sign of the type."""

# ruff: noqa: S608 - only names of columns and tables of our own are put into the text of SQL


# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.transactions import opening
from counterfoil.simulator.values import ZERO, Ref, cents, money

from . import store
from .objects import Nested
from .store import ListKind, register

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile

TYPES = (
    "Bank", "AccountsReceivable", "OtherCurrentAsset", "FixedAsset", "OtherAsset", "AccountsPayable", "CreditCard",
    "OtherCurrentLiability", "LongTermLiability", "Equity", "Income", "CostOfGoodsSold", "Expense", "OtherIncome",
    "OtherExpense", "NonPosting",
)  # fmt: skip
"""The account types in the order of QuickBooks' chart of accounts."""
CREDIT_TYPES = frozenset(
    ("AccountsPayable", "CreditCard", "OtherCurrentLiability", "LongTermLiability", "Equity", "Income", "OtherIncome")
)
"""Types whose natural balance is a credit: what is owed or earned shows positive (docs/quickbooks.md 3.4)."""


@dataclass(frozen=True, slots=True)
class Account(Nested):
    """An account of the chart; `balance` is its own, `total_balance` with its children."""

    account_type: str = ""
    account_number: str = ""
    bank_number: str = ""
    desc: str = ""
    special_account_type: str = ""
    tax_line_id: int | None = None
    open_balance: Decimal | None = None
    balance: Decimal = ZERO
    total_balance: Decimal = ZERO


def _computed(company: CompanyFile, list_id: str) -> dict[str, Any]:
    row = company.connection.execute(
        """SELECT coalesce(b.cents, 0), json_extract(o.body, '$.account_type'), o.key FROM list_object o
        LEFT JOIN balance b USING (list_id) WHERE o.list_id = ?""",
        [list_id],
    ).fetchone()
    below = company.connection.execute(
        """SELECT coalesce(sum(b.cents), 0) FROM list_object o JOIN balance b USING (list_id)
        WHERE o.family = 'account' AND o.key > ? AND o.key < ?""",
        [row[2] + "\x01", row[2] + "\x02"],
    ).fetchone()
    sign = -1 if row[1] in CREDIT_TYPES else 1
    return {"balance": money(sign * row[0]), "total_balance": money(sign * (row[0] + below[0]))}


def _checked(company: CompanyFile, account: Account, before: Account | None) -> Account:
    what = f'Account list, element "{account.name}"'
    if before is None and account.account_type == "NonPosting" and not account.special_account_type:
        raise status.not_saved(what, "You cannot create a non-posting account.")
    if before is not None and before.account_type != account.account_type and store.is_used(company, account.list_id):
        raise status.not_saved(what, "You cannot change the type of an account that has transactions.")
    if account.parent is not None:
        parent = get(company, account.parent.list_id)
        if parent is not None and parent.account_type != account.account_type:
            raise status.not_saved(what, "The account type of a subaccount must be that of its parent.")
    return account


KIND = register(
    ListKind(
        kind="Account",
        family="account",
        plural="Account",
        record=Account,
        number="account_number",
        rank=lambda account: TYPES.index(account.account_type),
        check=_checked,
        computed=_computed,
        computed_names=("balance", "total_balance", "open_balance"),
    )
)


def add(company: CompanyFile, account: Account) -> Account:
    """Add an account; an opening balance, in its natural sign, goes against Opening Balance Equity."""
    with company.change():
        added: Account = store.add(company, KIND, account)
        if account.open_balance:
            sign = -1 if account.account_type in CREDIT_TYPES else 1
            debit = sign * cents(account.open_balance)
            opening.post_against_equity(company, Ref(added.list_id, added.full_name), debit)
            added = replace(store.get(company, added.list_id))
        return added


def modify(company: CompanyFile, list_id: str, edit_sequence: str | None = None, **changes: Any) -> Account:
    """Change some attributes of an account; None clears one."""
    account: Account = store.modify(company, KIND, list_id, edit_sequence, changes)
    return account


def delete(company: CompanyFile, list_id: str) -> None:
    """Delete an account that nothing uses, at the screen."""
    store.delete(company, KIND, list_id, at_screen=True)


def get(company: CompanyFile, list_id: str) -> Account | None:
    """The account with that ListID."""
    found: Account | None = store.get(company, list_id, KIND.kind)
    return found


def find(company: CompanyFile, full_name: str) -> Account | None:
    """The account of that full name, whatever its case."""
    found: Account | None = store.find(company, KIND.family, full_name, KIND.kind)
    return found


def every(company: CompanyFile, *, active_only: bool = False) -> Iterator[Account]:
    """All accounts in the order of the chart."""
    return store.every(company, KIND.kind, active_only=active_only)


def of_type(company: CompanyFile, *types: str) -> list[Account]:
    """The accounts of these types in the order of the chart."""
    ranks = [TYPES.index(each) for each in types]
    marks = ", ".join("?" * len(ranks))
    sql = f"SELECT {store.ROW} FROM list_object WHERE kind = 'Account' AND rank IN ({marks}) ORDER BY rank, key"
    return [store.record_of(company, row) for row in company.connection.execute(sql, ranks).fetchall()]


def special(company: CompanyFile, special_type: str) -> Account | None:
    """The account that QuickBooks itself uses for a purpose, such as `OpeningBalanceEquity`."""
    used_for = "kind = 'Account' AND json_extract(body, '$.special_account_type') = ?"
    sql = f"SELECT {store.ROW} FROM list_object WHERE {used_for}"
    row = company.connection.execute(sql, [special_type]).fetchone()
    return store.record_of(company, row) if row else None


def type_of(company: CompanyFile, list_id: str) -> str:
    """The type of an account, without reading the rest of it."""
    row = company.connection.execute(
        "SELECT rank FROM list_object WHERE list_id = ? AND kind = 'Account'", [list_id]
    ).fetchone()
    return TYPES[row[0]] if row else ""
