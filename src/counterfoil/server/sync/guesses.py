"""The best guess at the accounts of the preferences, from the chart of accounts (rule S6). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ACCOUNT_TYPES: Final[dict[str, frozenset[str]]] = {
    "accounts_payable_account": frozenset({"AccountsPayable"}),
    "unallocated_expenses_account": frozenset({"Expense", "OtherExpense", "CostOfGoodsSold"}),
    "default_bank_account": frozenset({"Bank"}),
    "accounts_receivable_account": frozenset({"AccountsReceivable"}),
    "deposit_to_account": frozenset({"Bank", "OtherCurrentAsset"}),
    "clearing_account": frozenset({"Bank"}),
}
"""Preference → the types of account that QuickBooks accepts there: a check is drawn on a bank account (rule P9)."""


class Known(NamedTuple):
    """An active account of the chart; `key` is its full name, casefolded, `special` QuickBooks' SpecialAccountType."""

    id: int
    key: str
    account_type: str
    special: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """By what an account is known: QuickBooks' own word for it, names by which it goes, the likeliest first.

    `ours`: the name of the preference itself; an account that somebody made under it says more than QuickBooks' word.
    `otherwise`: take the first of a possible type, the only one there is, or none.
    """

    special: str
    names: tuple[str, ...]
    otherwise: str = "only"
    ours: str = ""


SIGNS: Final[dict[str, Sign]] = {
    "accounts_payable_account": Sign("AccountsPayable", ("accounts payable",), "first"),
    "unallocated_expenses_account": Sign(
        "UncategorizedExpenses",
        ("uncategorized expenses", "ask my accountant", "miscellaneous", "suspense"),
        ours="unallocated expenses",
    ),
    "default_bank_account": Sign("", ("checking", "operating", "current account"), "first"),
    "accounts_receivable_account": Sign("AccountsReceivable", ("accounts receivable",), "first"),
    "deposit_to_account": Sign("UndepositedFunds", ("undeposited funds",), "none"),
    "clearing_account": Sign("", ("clearing",), "none"),
}
"""Preference → the signs of its account."""


def guess(chart: Sequence[Known]) -> dict[str, int]:
    """Preference → the account that it most likely names; a preference about which nothing can be said is left out."""
    found = {
        name: _likeliest([each for each in chart if each.account_type in ACCOUNT_TYPES[name]], sign)
        for name, sign in SIGNS.items()
    }
    return {name: account.id for name, account in found.items() if account is not None}


def _likeliest(possible: Sequence[Known], sign: Sign) -> Known | None:
    named = [
        *(each for each in possible if sign.ours and sign.ours in each.key),
        *(each for each in possible if sign.special and each.special == sign.special),
        *_by_name(possible, sign.names),
    ]
    if named:
        return named[0]
    takes_one = sign.otherwise == "first" or (sign.otherwise == "only" and len(possible) == 1)
    return possible[0] if possible and takes_one else None


def _by_name(possible: Sequence[Known], names: Iterable[str]) -> list[Known]:
    """Those whose name says so, the likeliest name first."""
    return [each for name in names for each in possible if name in each.key]
